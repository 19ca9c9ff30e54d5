using System.Collections.Immutable;
using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Recovery;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Ends a claimed mail that does not go out, with its reason: a rule said no, it was refused for good, a person has to decide, or a fact has made it pointless.</summary>
public sealed class EndUnsent(IFollowUpStore store, Identity identity, EndEpisode endEpisode, IAlerts alerts, Func<Installation> installation)
{
    private readonly AfterSent _afterSent = new(store, identity);
    private readonly CallTask _callTask = new(identity);

    /// <summary>A rule said no; with <paramref name="shadow"/>, the mail that would have gone out is kept.</summary>
    /// <returns>False: another fact was first.</returns>
    public Task<bool> SkipAsync(
        Division division, StoredRow row, DueItem item, SkipReason reason, OutgoingEmail? shadow, Instant now, CancellationToken cancellationToken, string? why = null) =>
        store.CommitWhileItStandsAsync(division, row.Key, row.Version, async () =>
        {
            var changes = Ending(
                "skip", row.Key, row.Version, item, new FollowUpFact.Skipped(reason.Word()), "followup.skipped", $"The {item.Kind} is not sent.", why ?? reason.Describe(), now,
                Counters.Skipped, Counters.SkippedFor(reason));
            if (shadow is not null)
            {
                changes.Overwrite(Keys.Mail(shadow.Operation), new MailRow { Call = item.Call, FollowUp = item.FollowUp, At = now, MailBytes = StoredMail.Pack(shadow) });
                changes.Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), new FollowUpPatch { Operation = shadow.Operation.ToString() });
            }

            if (reason == SkipReason.MailMode)
            {
                await _afterSent.AddKeptBackAsync(changes, division, item, now, cancellationToken);
            }
            else
            {
                await _afterSent.AddUnreadAsync(changes, division, item, installation(), now, cancellationToken);
            }

            if (reason is not (SkipReason.NoAddress or SkipReason.Suppressed) || !await AddCallTaskAsync(changes, division, item, reason.Word(), now, cancellationToken))
            {
                await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], EpisodeOutcome.NotFollowedUp, $"{item.Kind}: {reason.Word()}", now, cancellationToken);
            }

            return changes;
        }, cancellationToken);

    /// <summary>Refused for good, or impossible to write.</summary>
    public Task<bool> FailAsync(Division division, StoredRow row, DueItem item, string reason, Instant now, CancellationToken cancellationToken, bool fenced = false)
    {
        var version = fenced ? null : row.Version;

        // Who was never written to because of what is wrong with us could be reached all the same.
        var outcome = fenced || item.Name == Timers.UnclearSend ? EpisodeOutcome.Unreachable : EpisodeOutcome.NotFollowedUp;
        return store.CommitWhileItStandsAsync(division, row.Key, version, async () =>
        {
            var changes = Ending(
                "fail", row.Key, version, item, new FollowUpFact.Failed(reason, item.Kept()), "followup.failed", $"The {item.Kind} could not be sent.", reason, now, Counters.Failed);
            await UncountAsync(changes, division, item, cancellationToken);
            await _afterSent.AddUnreadAsync(changes, division, item, installation(), now, cancellationToken);

            // What the provider refused it would refuse again; what could not be written is for an operator.
            if (!fenced || !await AddCallTaskAsync(changes, division, item, reason, now, cancellationToken))
            {
                await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], outcome, $"{item.Kind}: {reason}", now, cancellationToken);
            }

            return changes;
        }, cancellationToken);
    }

    /// <summary>Nobody can tell, or nothing helps: a person decides, and is told so.</summary>
    public async Task ParkAsync(Division division, StoredRow row, DueItem item, string reason, Instant now, CancellationToken cancellationToken, bool fenced = false)
    {
        var changes = Ending(
            "park", row.Key, fenced ? null : row.Version, item, new FollowUpFact.Parked(reason, item.Kept()), "followup.parked",
            $"The {item.Kind} is parked and waits for a person.", reason, now, Counters.Parked);
        if (await store.CommitAsync(division, changes, cancellationToken))
        {
            alerts.Raise(new Alert.Parked(item.Kind!, item.FollowUp, reason));
        }
    }

    /// <summary>The provider knows nothing of an earlier post, and the mail is pointless by now: it is cancelled. False: it is not pointless.</summary>
    internal async Task<bool> CancelIfPointlessAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), cancellationToken);
        if (stored?.As<FollowUp>().StopWanted is not { } stop)
        {
            return false;
        }

        await store.CommitWhileItStandsAsync(division, row.Key, row.Version, async () =>
        {
            var changes = await StoppedAsync(division, row, row.Version, item, stop, now, cancellationToken);
            await UncountAsync(changes, division, item, cancellationToken);
            return changes;
        }, cancellationToken);
        return true;
    }

    /// <summary>What is read for it in the moment of sending says that it is pointless.</summary>
    internal Task<bool> CancelAsync(Division division, StoredRow row, DueItem item, string why, Instant now, CancellationToken cancellationToken) =>
        store.CommitWhileItStandsAsync(division, row.Key, row.Version, () => StoppedAsync(division, row, row.Version, item, why, now, cancellationToken), cancellationToken);

    /// <summary>A fact made it pointless while it was being posted, and it was not taken: it is cancelled now.</summary>
    internal async Task<Changes> StoppedAsync(
        Division division, StoredRow row, string? version, DueItem item, string stop, Instant now, CancellationToken cancellationToken)
    {
        var changes = Ending("cancel", row.Key, version, item, new FollowUpFact.Cancelled(stop), "followup.cancelled", $"The {item.Kind} is cancelled.", stop, now, Counters.Cancelled);
        await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], EpisodeOutcome.NotFollowedUp, stop, now, cancellationToken);
        return changes;
    }

    /// <summary>A mail that certainly did not go out does not use up the caps of the mailbox and the customer.</summary>
    internal async Task UncountAsync(Changes changes, Division division, DueItem item, CancellationToken cancellationToken)
    {
        if (EmailAddress.TryParse(item.Letter?.Contact.Email, out var address)
            && await store.FindAsync(division, Keys.Address(identity.Address(address!)), cancellationToken) is { } stored
            && stored.As<AddressRow>() is var mailbox
            && mailbox.Sent.Any(sent => sent.FollowUp == item.FollowUp))
        {
            changes.Replace(stored, mailbox with { Sent = Fatigue.Without(mailbox.Sent, item.FollowUp) });
        }

        if (item.Letter?.Customer is { } hash
            && await store.FindAsync(division, Keys.Customer(hash), cancellationToken) is { } read
            && read.As<CustomerRow>() is var customer
            && customer.Sent.Any(sent => sent.FollowUp == item.FollowUp))
        {
            changes.Replace(read, customer with { Sent = Fatigue.Without(customer.Sent, item.FollowUp) });
        }
    }

    private async Task<bool> AddCallTaskAsync(Changes changes, Division division, DueItem item, string why, Instant now, CancellationToken cancellationToken) =>
        item.Letter is { To: null } letter
        && (await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), cancellationToken))?.As<FollowUp>() is { } mail
        && await _callTask.AddAsync(store, changes, division, item.Call, letter, mail, why, announce: true, installation(), now, cancellationToken);

    private Changes Ending(
        string step, string key, string? version, DueItem item, FollowUpFact fact, string kind, string sentence, string reason, Instant now, params ImmutableArray<string> counters)
    {
        var changes = new Changes(step) { Cause = item.Trace }
            .Delete(key, version)
            .Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), FollowUp.Evolve(fact));
        ClaimedRow.RemovePending(changes, item);
        new Story(changes, item.Call, identity.Command(step, item.FollowUp, ClaimedRow.GenerationOf(item)), now, MailOrder.Of(item)).Tell("send", kind, sentence, reason, item.FollowUp);
        changes.Count(identity.Command("counted", step, item.FollowUp, ClaimedRow.GenerationOf(item)), now, item.Letter.Counted(item.Kind, now, counters));
        return changes;
    }
}
