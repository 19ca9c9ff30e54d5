using System.Collections.Immutable;
using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Writes what became of a claimed mail: one change for each, or one for all that were accepted together.</summary>
public sealed class RecordSend(IFollowUpStore store, Identity identity, EndEpisode endEpisode, Standstill standstill, IAlerts alerts)
{
    private static readonly Duration ConnectionWait = Duration.FromMinutes(1);

    /// <summary>Records the results of one fenced batch; <paramref name="probing"/>: the circuit is open, and a mail that was accepted closes it.</summary>
    public async Task ResultsAsync(
        Division division, IReadOnlyList<(ReadyMail Mail, SendResult Result)> posted, bool probing, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        // The fence gave the rows new versions, which only this worker changes until the lease ends; what is gone was taken back.
        var accepted = posted.Where(p => p.Result is SendResult.Accepted).Select(p => p.Mail).ToList();
        var together = new Changes("outcome");
        accepted.ForEach(mail => AddSent(together, division, mail.Row.Key, null, mail.Item, settings, now));
        if (!together.IsEmpty && !await store.CommitAsync(division, together, cancellationToken))
        {
            foreach (var mail in accepted)
            {
                await SentAsync(division, mail.Row.Key, null, mail.Item, settings, now, cancellationToken);
            }
        }

        if (probing && accepted.Count > 0)
        {
            await standstill.CloseCircuitAsync("a mail that was accepted", cancellationToken);
        }

        (Instant Until, string Why)? hold = posted.Select(p => p.Result).FirstOrDefault(Standstill.Follows) is { } answer
            ? await standstill.HoldAsync(answer, now, cancellationToken)
            : null;
        foreach (var (mail, result) in posted)
        {
            await NotSentAsync(division, mail, result, hold, now, cancellationToken);
        }
    }

    /// <summary>The provider took it.</summary>
    public Task<bool> SentAsync(Division division, string key, string? version, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var changes = new Changes("outcome");
        AddSent(changes, division, key, version, item, settings, now);
        return store.CommitAsync(division, changes, cancellationToken);
    }

    /// <summary>A rule said no; with <paramref name="shadow"/>, the mail that would have gone out is kept.</summary>
    /// <returns>False: another fact was first.</returns>
    public async Task<bool> SkipAsync(
        Division division, StoredRow row, DueItem item, SkipReason reason, OutgoingEmail? shadow, Instant now, CancellationToken cancellationToken)
    {
        var changes = Ending(
            "skip", row.Key, row.Version, item, new FollowUpFact.Skipped(reason.Word()), "followup.skipped", $"The {item.Kind} is skipped.", reason.Word(), now,
            Counters.Skipped, Counters.SkippedFor(reason));
        if (shadow is not null)
        {
            changes.Overwrite(Keys.Mail(shadow.Operation), new MailRow { Call = item.Call, FollowUp = item.FollowUp, At = now, MailBytes = StoredMail.Pack(shadow) });
        }

        await endEpisode.AddIfLastAsync(changes, division, item.Call, [item.FollowUp], EpisodeOutcome.NotFollowedUp, $"{item.Kind}: {reason.Word()}", now, cancellationToken);
        return await store.CommitAsync(division, changes, cancellationToken);
    }

    /// <summary>Refused for good, or impossible to write.</summary>
    public async Task FailAsync(Division division, StoredRow row, DueItem item, string reason, Instant now, CancellationToken cancellationToken)
    {
        var changes = Ending(
            "fail", row.Key, null, item, new FollowUpFact.Failed(reason, item.Kept()), "followup.failed", $"The {item.Kind} could not be sent.", reason, now, Counters.Failed);
        await endEpisode.AddIfLastAsync(changes, division, item.Call, [item.FollowUp], EpisodeOutcome.Unreachable, $"{item.Kind}: {reason}", now, cancellationToken);
        await store.CommitAsync(division, changes, cancellationToken);
    }

    /// <summary>Nobody can tell, or nothing helps: a person decides, and is told so.</summary>
    public async Task ParkAsync(Division division, StoredRow row, DueItem item, string reason, Instant now, CancellationToken cancellationToken)
    {
        var changes = Ending(
            "park", row.Key, null, item, new FollowUpFact.Parked(reason, item.Kept()), "followup.parked", $"The {item.Kind} is parked and waits for a person.", reason, now, Counters.Parked);
        if (await store.CommitAsync(division, changes, cancellationToken))
        {
            alerts.Raise(new Alert.Parked(item.Kind!, item.FollowUp, reason));
        }
    }

    /// <summary>Back to the due index, not before <paramref name="at"/>.</summary>
    public Task<bool> PutBackAsync(Division division, StoredRow row, DueItem item, Instant at, string why, Instant now, CancellationToken cancellationToken)
    {
        var back = item with { At = Keys.RoundUp(at), Fenced = false, PostedAt = null, Posts = 0, Claims = 0, PutBacks = item.PutBacks + 1 };
        var id = new FollowUpId(item.FollowUp);
        var key = Keys.Due(back.Lane, back.At, back.Call, id);
        var changes = new Changes("put-back")
            .Delete(row.Key)
            .Insert(key, back)
            .Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.PutBack(key)));
        new Story(changes, item.Call, identity.Command("put-back", item.FollowUp, key), now)
            .Tell("send", "followup.postponed", $"The {item.Kind} waits until {Story.Time(back.At)}.", why, item.FollowUp);
        return store.CommitAsync(division, changes, cancellationToken);
    }

    private async Task NotSentAsync(
        Division division, ReadyMail mail, SendResult result, (Instant Until, string Why)? hold, Instant now, CancellationToken cancellationToken)
    {
        var (row, item) = (mail.Row, mail.Item);
        switch (result)
        {
            case SendResult.Accepted:
                return;
            case SendResult.Refused refused:
                await FailAsync(division, row, item, $"refused by the email provider: {refused.Code}", now, cancellationToken);
                return;
            case SendResult.Throttled or SendResult.Misconfigured or SendResult.Blocked:
                await PutBackAsync(division, row, item, hold!.Value.Until, hold.Value.Why, now, cancellationToken);
                return;
            case SendResult.NotConnected:
                await PutBackAsync(division, row, item, now + Backoff(item.PutBacks), "the email provider could not be reached", now, cancellationToken);
                return;
            case SendResult.Unclear or SendResult.Duplicate:
                await UnclearAsync(division, row, item with { PostedAt = now, Posts = item.Posts + 1 }, now, cancellationToken);
                return;
        }
    }

    private Task<bool> UnclearAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var unclear = ReclaimLeases.UnclearFrom(item, now);
        var id = new FollowUpId(item.FollowUp);
        var key = Keys.Due(0, unclear.At, item.Call, id);
        var changes = new Changes("unclear")
            .Delete(row.Key)
            .Insert(key, unclear)
            .Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.BecameUnclear(key)));
        new Story(changes, item.Call, identity.Command("unclear", item.FollowUp, key), now)
            .Tell("send", "followup.unclear", $"It is not known whether the {item.Kind} went out; the email provider is asked at {Story.Time(unclear.At)}.", null, item.FollowUp);
        return store.CommitAsync(division, changes, cancellationToken);
    }

    private void AddSent(Changes changes, Division division, string key, string? version, DueItem item, Installation settings, Instant now)
    {
        var id = new FollowUpId(item.FollowUp);
        var timerId = identity.FollowUp(item.Call, item.Episode, Timers.Unanswered, item.FollowUp);
        var timerAt = Keys.RoundUp(now + settings.PlanBook.AnswerWindow);
        var timerKey = Keys.Due(0, timerAt, item.Call, timerId);
        changes.Delete(key, version);
        changes.Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.Sent(now, timerKey)));
        changes.Insert(timerKey, new DueItem
        {
            Lane = 0,
            At = timerAt,
            Call = item.Call,
            FollowUp = timerId.Value,
            Name = Timers.Unanswered,
            Subject = item.FollowUp,
            Episode = item.Episode,
        });
        RemovePending(changes, item);
        new Story(changes, item.Call, identity.Command("sent", item.FollowUp, Generation(item)), now)
            .Tell("send", "followup.sent", $"The {item.Kind} was handed to the email provider.", null, item.FollowUp);
        var data = new OutgoingData { CallId = item.Letter?.CallId ?? "", Division = division.Value, Episode = item.Episode, FollowUpId = item.FollowUp, Kind = item.Kind };
        var waited = Counters.Wait(now - (item.Letter?.ClosedAt ?? now));
        changes.Announce(
            OutgoingEvents.Sent, identity.Command(OutgoingEvents.Sent, item.FollowUp, Generation(item)), now, data,
            item.Letter.Counted(item.Kind, now, Counters.Sent, waited));
    }

    private Changes Ending(
        string step, string key, string? version, DueItem item, FollowUpFact fact, string kind, string sentence, string reason, Instant now, params ImmutableArray<string> counters)
    {
        var changes = new Changes(step)
            .Delete(key, version)
            .Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), FollowUp.Evolve(fact));
        RemovePending(changes, item);
        new Story(changes, item.Call, identity.Command(step, item.FollowUp, Generation(item)), now).Tell("send", kind, sentence, reason, item.FollowUp);
        changes.Count(identity.Command("counted", step, item.FollowUp, Generation(item)), now, item.Letter.Counted(item.Kind, now, counters));
        return changes;
    }

    private static void RemovePending(Changes changes, DueItem item)
    {
        if (item.Letter?.Customer is { } customer)
        {
            changes.Delete(Keys.Pending(customer, new FollowUpId(item.FollowUp)));
        }
    }

    private static Duration Backoff(int putBacks) => Duration.FromMinutes(ConnectionWait.TotalMinutes * Math.Min(60, 1 << Math.Min(putBacks, 6)));

    private static string Generation(DueItem item) => item.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
