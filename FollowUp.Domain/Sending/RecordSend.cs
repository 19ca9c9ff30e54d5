// Over 250 lines because every way in which a claimed mail can end stands on this one page, so that no ending is forgotten.
using System.Collections.Immutable;
using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Privacy;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Writes what became of a claimed mail: one change for each, or one for all that were accepted together.</summary>
public sealed class RecordSend(IFollowUpStore store, Identity identity, EndEpisode endEpisode, Standstill standstill, IAlerts alerts)
{
    private static readonly Duration ConnectionWait = Duration.FromMinutes(1);
    private const int MaxRaces = 5;
    private static readonly Duration LateFrom = Duration.FromMinutes(2);

    /// <summary>Rows of a sent mail, and of the reminder that it may plan: a whole chunk without reminders fits into one change.</summary>
    private const int MaxRows = 100;
    private const int RowsOfSent = 6;
    private const int RowsOfReminder = 6;
    private readonly PlanReminder _planReminder = new(identity);

    /// <summary>Records the results of one fenced batch; <paramref name="probing"/>: the circuit is open, and a mail that was accepted closes it.</summary>
    public async Task ResultsAsync(
        Division division, IReadOnlyList<(ReadyMail Mail, SendResult Result)> posted, bool probing, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        // The fence gave the rows new versions, which only this worker changes until the lease ends; what is gone was taken back.
        var accepted = posted.Where(p => p.Result is SendResult.Accepted).Select(p => p.Mail).ToList();
        foreach (var batch in Together(accepted, settings))
        {
            var together = new Changes("outcome");
            foreach (var mail in batch)
            {
                await AddSentAsync(together, division, mail.Row.Key, null, mail.Item, settings, now, cancellationToken);
            }

            if (!await store.CommitAsync(division, together, cancellationToken))
            {
                foreach (var mail in batch)
                {
                    await SentAsync(division, mail.Row.Key, null, mail.Item, settings, now, cancellationToken);
                }
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

    private static IEnumerable<IReadOnlyList<ReadyMail>> Together(IReadOnlyList<ReadyMail> accepted, Installation settings)
    {
        var (batch, rows) = (new List<ReadyMail>(), 0);
        foreach (var mail in accepted)
        {
            var more = RowsOfSent + (PlanReminder.StepFor(mail.Item, settings.PlanBook) is null ? 0 : RowsOfReminder);
            if (rows + more > MaxRows)
            {
                yield return batch;
                (batch, rows) = ([], 0);
            }

            batch.Add(mail);
            rows += more;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>The provider took it.</summary>
    public Task<bool> SentAsync(Division division, string key, string? version, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken) =>
        CommitAsync(division, key, version, async () =>
        {
            var changes = new Changes("outcome");
            await AddSentAsync(changes, division, key, version, item, settings, now, cancellationToken);
            return changes;
        }, cancellationToken);

    /// <summary>A rule said no; with <paramref name="shadow"/>, the mail that would have gone out is kept.</summary>
    /// <returns>False: another fact was first.</returns>
    public Task<bool> SkipAsync(
        Division division, StoredRow row, DueItem item, SkipReason reason, OutgoingEmail? shadow, Instant now, CancellationToken cancellationToken) =>
        CommitAsync(division, row.Key, row.Version, async () =>
        {
            var changes = Ending(
                "skip", row.Key, row.Version, item, new FollowUpFact.Skipped(reason.Word()), "followup.skipped", $"The {item.Kind} is not sent.", reason.Describe(), now,
                Counters.Skipped, Counters.SkippedFor(reason));
            if (shadow is not null)
            {
                changes.Overwrite(Keys.Mail(shadow.Operation), new MailRow { Call = item.Call, FollowUp = item.FollowUp, At = now, MailBytes = StoredMail.Pack(shadow) });
                changes.Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), new FollowUpPatch { Operation = shadow.Operation.ToString() });
            }

            await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], EpisodeOutcome.NotFollowedUp, $"{item.Kind}: {reason.Word()}", now, cancellationToken);
            return changes;
        }, cancellationToken);

    /// <summary>Refused for good, or impossible to write.</summary>
    public Task<bool> FailAsync(Division division, StoredRow row, DueItem item, string reason, Instant now, CancellationToken cancellationToken, bool fenced = false)
    {
        var version = fenced ? null : row.Version;
        return CommitAsync(division, row.Key, version, async () =>
        {
            var changes = Ending(
                "fail", row.Key, version, item, new FollowUpFact.Failed(reason, item.Kept()), "followup.failed", $"The {item.Kind} could not be sent.", reason, now, Counters.Failed);
            await UncountAsync(changes, division, item, cancellationToken);
            await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], EpisodeOutcome.Unreachable, $"{item.Kind}: {reason}", now, cancellationToken);
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

    /// <summary>Back to the due index, not before <paramref name="at"/>.</summary>
    public Task<bool> PutBackAsync(
        Division division, StoredRow row, DueItem item, Instant at, string why, Instant now, CancellationToken cancellationToken, bool fenced = false)
    {
        var version = fenced ? null : row.Version;
        return CommitAsync(division, row.Key, version, async () =>
        {
            // Only a mail that was being posted can have been told to stop in vain.
            var stored = fenced ? await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), cancellationToken) : null;
            var changes = stored?.As<FollowUp>().StopWanted is { } stop
                ? await StoppedAsync(division, row, version, item, stop, now, cancellationToken)
                : PutBack(row, version, item, at, why, now);
            changes.Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), new FollowUpPatch(), stored?.Version);
            await UncountAsync(changes, division, item, cancellationToken);
            return changes;
        }, cancellationToken);
    }

    private Changes PutBack(StoredRow row, string? version, DueItem item, Instant at, string why, Instant now)
    {
        var back = item with { At = Keys.RoundUp(at), Fenced = false, PostedAt = null, Posts = 0, Claims = 0, PutBacks = item.PutBacks + 1 };
        var id = new FollowUpId(item.FollowUp);
        var key = Keys.Due(back.Lane, back.At, back.Call, id);
        var changes = new Changes("put-back")
            .Delete(row.Key, version)
            .Insert(key, back)
            .Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.PutBack(key)));
        new Story(changes, item.Call, identity.Command("put-back", item.FollowUp, key, Number(back.PutBacks)), now)
            .Tell("send", "followup.postponed", $"The {item.Kind} waits until {Story.Time(back.At)}.", why, item.FollowUp);
        return changes;
    }

    /// <summary>A fact made it pointless while it was being posted, and it was not taken: it is cancelled now.</summary>
    private async Task<Changes> StoppedAsync(
        Division division, StoredRow row, string? version, DueItem item, string stop, Instant now, CancellationToken cancellationToken)
    {
        var changes = Ending("cancel", row.Key, version, item, new FollowUpFact.Cancelled(stop), "followup.cancelled", $"The {item.Kind} is cancelled.", stop, now, Counters.Cancelled);
        await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], EpisodeOutcome.NotFollowedUp, stop, now, cancellationToken);
        return changes;
    }

    /// <summary>A mail that was given up turns out to have been taken: <paramref name="stored"/> is the follow-up as it was read.</summary>
    public Task<bool> SentAfterAllAsync(Division division, StoredRow stored, FollowUp followUp, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var changes = new Changes("sent-after-all").Replace(stored, followUp with { Reason = null });
        AddSent(changes, division, null, null, item, settings, now);
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
                await FailAsync(division, row, item, $"refused by the email provider: {refused.Code}", now, cancellationToken, fenced: true);
                return;
            case SendResult.Throttled or SendResult.Misconfigured or SendResult.Blocked:
                await PutBackAsync(division, row, item, hold!.Value.Until, hold.Value.Why, now, cancellationToken, fenced: true);
                return;
            case SendResult.NotConnected:
                await PutBackAsync(division, row, item, now + Backoff(item.PutBacks), "the email provider could not be reached", now, cancellationToken, fenced: true);
                return;
            case SendResult.Unclear or SendResult.Duplicate:
                var unclear = ReclaimLeases.UnclearFrom(item with { PostedAt = now, Posts = item.Posts + 1 }, now);
                await UnclearAsync(
                    division, row.Key, null, unclear, "unclear", "followup.unclear",
                    $"It is not known whether the {item.Kind} went out; the email provider is asked at {Story.Time(unclear.At)}.", now, cancellationToken);
                return;
        }
    }

    /// <summary>Puts a row away whose effect is unknown, to where it is worked on again. An erasure that came meanwhile is not undone by it.</summary>
    internal Task<bool> UnclearAsync(
        Division division, string row, string? version, DueItem unclear, string step, string kind, string sentence, Instant now, CancellationToken cancellationToken) =>
        CommitAsync(division, row, version, async () =>
        {
            var id = new FollowUpId(unclear.FollowUp);
            var stored = await store.FindAsync(division, Keys.FollowUp(unclear.Call, id), cancellationToken);
            var erased = stored?.As<FollowUp>().StopWanted == EraseCustomer.Reason;
            var key = Keys.Due(unclear.Lane, unclear.At, unclear.Call, id);
            var changes = new Changes(step)
                .Delete(row, version)
                .Insert(key, erased ? unclear with { Letter = unclear.Letter?.WithoutPerson() } : unclear)
                .Merge(Keys.FollowUp(unclear.Call, id), FollowUp.Evolve(new FollowUpFact.BecameUnclear(key)), stored?.Version);
            new Story(changes, unclear.Call, identity.Command(step, unclear.FollowUp, key), now).Tell("send", kind, sentence, null, unclear.FollowUp);
            return changes;
        }, cancellationToken);

    /// <summary>The provider knows nothing of an earlier post, and the mail is pointless by now: it is cancelled. False: it is not pointless.</summary>
    internal async Task<bool> CancelIfPointlessAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), cancellationToken);
        if (stored?.As<FollowUp>().StopWanted is not { } stop)
        {
            return false;
        }

        await CommitAsync(division, row.Key, row.Version, async () =>
        {
            var changes = await StoppedAsync(division, row, row.Version, item, stop, now, cancellationToken);
            await UncountAsync(changes, division, item, cancellationToken);
            return changes;
        }, cancellationToken);
        return true;
    }

    private async Task AddSentAsync(
        Changes changes, Division division, string key, string? version, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var reminder = PlanReminder.StepFor(item, settings.PlanBook);
        var stored = reminder is null ? null : await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), cancellationToken);
        AddSent(changes, division, key, version, item, settings, now, stored?.Version);
        if (stored is not null)
        {
            _planReminder.Add(changes, division, item, stored.As<FollowUp>(), reminder!, settings.PlanBook, now);
        }
    }

    private void AddSent(Changes changes, Division division, string? key, string? version, DueItem item, Installation settings, Instant now, string? read = null)
    {
        var id = new FollowUpId(item.FollowUp);
        var timerId = identity.FollowUp(item.Call, item.Episode, Timers.Unanswered, item.FollowUp);
        var timerAt = Keys.RoundUp(now + settings.PlanBook.AnswerWindow);
        var timerKey = Keys.Due(0, timerAt, item.Call, timerId);
        if (key is not null)
        {
            changes.Delete(key, version);
        }

        changes.Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.Sent(now, timerKey)), read);
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
            .Tell("send", "followup.sent", Handed(item), Late(item, now), item.FollowUp);
        var data = new OutgoingData { CallId = item.Letter?.CallId ?? "", Division = division.Value, Episode = item.Episode, FollowUpId = item.FollowUp, Kind = item.Kind };
        var waited = Counters.Wait(now - (item.Letter?.ClosedAt ?? now));
        changes.Announce(
            OutgoingEvents.Sent, identity.Command(OutgoingEvents.Sent, item.FollowUp, Generation(item)), now, data,
            item.Letter.Counted(item.Kind, now, Counters.Sent, waited));
    }

    private static string Handed(DueItem item) => item.Name == Timers.UnclearSend
        ? $"The email provider confirms that it has the {item.Kind}."
        : $"The {item.Kind} was handed to the email provider.";

    /// <summary>Nobody shall wonder why a mail went out later than its timeline said.</summary>
    private static string? Late(DueItem item, Instant now) => item.Name == Timers.UnclearSend || now - item.At < LateFrom
        ? null
        : $"it was due at {Story.Time(item.At)}; mails wait while the quota is used up, sending is paused, or the provider cannot be reached";

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

    /// <summary>
    /// A lost race is decided anew from what is read then, as long as the row is still the one that was worked on: the call or the mailbox may
    /// have changed for reasons that have nothing to do with it. Without a version the row is fenced, and nobody else touches it during its lease.
    /// </summary>
    private async Task<bool> CommitAsync(Division division, string key, string? version, Func<Task<Changes>> decide, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.CommitAsync(division, await decide(), cancellationToken))
            {
                return true;
            }

            var stands = await store.FindAsync(division, key, cancellationToken);
            if (stands is null || (version is not null && stands.Version != version))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>A mail that certainly did not go out does not use up the caps of the mailbox and the customer.</summary>
    private async Task UncountAsync(Changes changes, Division division, DueItem item, CancellationToken cancellationToken)
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

    private static void RemovePending(Changes changes, DueItem item)
    {
        if (item.Letter?.Customer is { } customer)
        {
            changes.Delete(Keys.Pending(customer, new FollowUpId(item.FollowUp)));
        }
    }

    private static Duration Backoff(int putBacks) => Duration.FromMinutes(ConnectionWait.TotalMinutes * Math.Min(60, 1 << Math.Min(putBacks, 6)));

    private static string Generation(DueItem item) => Number(item.Generation);

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
