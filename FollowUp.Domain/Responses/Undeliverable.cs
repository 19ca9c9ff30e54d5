using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>
/// What follows when a mail did not reach its recipient: nobody waits for an answer, the mailbox is suppressed where it is to blame, the
/// call platform hears of it with the phone number, and the episode ends as unreachable.
/// </summary>
public sealed class Undeliverable(IFollowUpStore store, Identity identity, Suppress suppress, EndEpisode endEpisode, CancelPending cancelPending, Func<Installation> installation)
{
    private const int MaxFollowUps = 200;
    private readonly CallTask _callTask = new(identity);
    private readonly SkipRung _skipRung = new(store, identity);

    /// <summary>Adds all of it to the change that records the report.</summary>
    internal async Task AddAsync(Changes changes, Story story, ReportedMail reported, string failure, Instant now, CancellationToken cancellationToken)
    {
        var (division, mail, report, stored, followUp) = reported;
        var why = report.SmtpCode is { } code ? $"{failure}: {code}" : failure;
        var where = reported.IsRedirected ? " to the mailbox that all mail is redirected to" : "";
        story.Tell("email provider", "followup.undeliverable", $"The {followUp.Kind} could not be delivered{where}.", why, followUp.Id);
        if (reported.IsCurrent)
        {
            var gravest = DeliveryStatuses.Graver(followUp.DeliveryFailure, failure);
            changes.Merge(stored.Key, FollowUp.Evolve(new FollowUpFact.Undeliverable(gravest, reported.IsRedirected)), stored.Version);
        }

        if (reported.IsRedirected)
        {
            return;
        }

        if (report.Status.Suppresses() && mail.To is { } mailbox)
        {
            var entry = SuppressionList.Bounced(report.At ?? now, report.IsSoft());
            if (await suppress.AddAsync(changes, division, mailbox, [entry], now, cancellationToken))
            {
                story.Tell("suppression list", "address.suppressed", entry.Until is { } until ? $"Nothing is sent to this address until {Story.Time(until)}." : "Nothing is sent to this address any more.", why, followUp.Id);
            }
        }

        if (reported.IsCurrent)
        {
            await EndWaitAsync(changes, reported, failure, now, cancellationToken);
        }
    }

    private async Task EndWaitAsync(Changes changes, ReportedMail reported, string failure, Instant now, CancellationToken cancellationToken)
    {
        var (division, mail, report, _, followUp) = reported;

        // A timer that the sweep holds at this moment is left to it: it will find that nobody waits.
        if (followUp.AwaitsAnswer() && await store.FindAsync(division, followUp.TimerKey!, cancellationToken) is { } timer)
        {
            changes.Delete(timer.Key, timer.Version);
        }

        var call = (await store.FindAsync(division, Keys.Call(mail.Call), cancellationToken))?.As<CallRow>();
        if (call is null || !FollowUpKinds.TryParse(followUp.Kind, out var kind))
        {
            return;
        }

        if (!kind.GoesToCustomer() || followUp.Person is not null)
        {
            await _skipRung.AddAsync(changes, division, mail.Call, call, followUp, installation(), now, cancellationToken);
            return;
        }

        var task = followUp.DeliveryFailure is null && await _callTask.AddAsync(
            store, changes, division, mail.Call, CallSnapshot.LetterOf(call), followUp, $"it could not be delivered: {failure}", announce: false, installation(), now, cancellationToken);
        await CancelReminderAsync(changes, reported, call, kind, now, cancellationToken);

        if (followUp.DeliveryFailure is null && kind.CountsAsAsked())
        {
            changes.Count(
                identity.Command("counted", "asked-in-vain", followUp.Id, followUp.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture)), now,
                new Counted(followUp.SentAt ?? now, call.Queue, call.Agent?.Team, followUp.Kind, [new(Counters.AskedInVain)]));
        }

        if (followUp.DeliveryFailure is null)
        {
            changes.Announce(OutgoingEvents.Undeliverable, identity.Command(OutgoingEvents.Undeliverable, report.Message.ToString()), now, new OutgoingData
            {
                CallId = call.CallId,
                Division = division.Value,
                Episode = followUp.Episode,
                FollowUpId = followUp.Id,
                Kind = followUp.Kind,
                Reason = failure,
                Phone = call.Contact.Phone,
            });
        }

        if (call.Episode == followUp.Episode && !task)
        {
            await EndEpisodeAsync(changes, reported, now, cancellationToken);
        }
    }

    /// <summary>To a mailbox that is suppressed the reminder of a check-in cannot go either; it would lie in wait on an episode that is over.</summary>
    private async Task CancelReminderAsync(Changes changes, ReportedMail reported, CallRow call, FollowUpKind kind, Instant now, CancellationToken cancellationToken)
    {
        var (division, mail, report, _, followUp) = reported;
        if (kind != FollowUpKind.CheckIn || !report.Status.Suppresses())
        {
            return;
        }

        var id = identity.FollowUp(mail.Call, followUp.Episode, FollowUpKind.CheckInReminder.Word());
        if ((await store.FindAsync(division, Keys.FollowUp(mail.Call, id), cancellationToken))?.As<FollowUp>() is { } reminder)
        {
            await cancelPending.TakeOutAsync(
                changes, division, StoppedBy.PendingOf(reminder, mail.Call, CallSnapshot.LetterOf(call).Customer), $"the {followUp.Kind} could not be delivered", now, cancellationToken);
        }
    }

    /// <summary>
    /// After a filter, what is still pending may get through. After a bounce nothing of it will, so that only a mail that did arrive and may
    /// still be answered keeps the episode open.
    /// </summary>
    private async Task EndEpisodeAsync(Changes changes, ReportedMail reported, Instant now, CancellationToken cancellationToken)
    {
        var (division, mail, report, _, followUp) = reported;
        var why = $"the {followUp.Kind} could not be delivered";
        if (!report.Status.Suppresses())
        {
            await endEpisode.AddIfLastAsync(changes, division, mail.Call, followUp.Episode, [followUp.Id], EpisodeOutcome.Unreachable, why, now, cancellationToken);
            return;
        }

        var siblings = await store.RangeAsync(division, Keys.FollowUps(mail.Call), MaxFollowUps, cancellationToken);
        if (!siblings.Select(row => row.As<FollowUp>()).Any(f => f.Id != followUp.Id && f.Episode == followUp.Episode && f.AwaitsAnswer()))
        {
            await endEpisode.AddAsync(changes, division, mail.Call, followUp.Episode, EpisodeOutcome.Unreachable, why, now, cancellationToken);
        }
    }
}
