using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Privacy;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// After a post that did not succeed, or nobody knows whether it did: the mail goes back to the due index, unless something has made it pointless
/// while it was being posted. The follow-up's row is read and conditional, so that such a fact cannot be overlooked.
/// </summary>
internal sealed class TakeBack(IFollowUpStore store, Identity identity, EndEpisode endEpisode)
{
    private const int MaxRaces = 5;

    /// <summary>The provider certainly did not take it: it is tried again, not before <paramref name="at"/>, or cancelled.</summary>
    public async Task NotTakenAsync(Division division, ReadyMail mail, Instant at, string why, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var (key, stored) = await ReadAsync(division, mail.Item, cancellationToken);
            if (stored is null)
            {
                return;
            }

            var changes = stored.As<FollowUp>().StopWanted is { } reason
                ? await CancelledAsync(division, mail.Row.Key, mail.Item, stored, reason, now, cancellationToken)
                : Back(mail.Row.Key, mail.Item, key, stored, at, why, now);
            await Fence.UncountAsync(store, changes, division, mail, cancellationToken);
            if (await store.CommitAsync(division, changes, cancellationToken) || await store.FindAsync(division, mail.Row.Key, cancellationToken) is null)
            {
                return;
            }
        }

        // The lease ends, and the provider is asked.
    }

    /// <summary>Nobody knows: the provider is asked at <paramref name="unclear"/>'s instant.</summary>
    public async Task<bool> UnclearAsync(Division division, string row, DueItem unclear, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var (key, stored) = await ReadAsync(division, unclear, cancellationToken);
            if (stored is null)
            {
                return false;
            }

            var erased = stored.As<FollowUp>().StopWanted == EraseCustomer.Reason;
            var dueKey = Keys.Due(0, unclear.At, unclear.Call, new FollowUpId(unclear.FollowUp));
            var changes = new Changes("unclear")
                .Delete(row)
                .Insert(dueKey, erased ? unclear with { Letter = unclear.Letter?.WithoutPerson() } : unclear)
                .Merge(key, FollowUp.Evolve(new FollowUpFact.BecameUnclear(dueKey)), stored.Version);
            new Story(changes, unclear.Call, identity.Command("unclear", unclear.FollowUp, dueKey), now)
                .Tell("send", "followup.unclear", $"It is not known whether the {unclear.Kind} went out; the email provider is asked at {Story.Time(unclear.At)}.", null, unclear.FollowUp);
            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return true;
            }

            if (await store.FindAsync(division, row, cancellationToken) is null)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The provider knows nothing of an earlier post, and the mail is pointless by now: it is cancelled. False: it is not pointless.</summary>
    public async Task<bool> CancelIfPointlessAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var (_, stored) = await ReadAsync(division, item, cancellationToken);
        if (stored?.As<FollowUp>().StopWanted is not { } reason)
        {
            return false;
        }

        await store.CommitAsync(division, await CancelledAsync(division, row.Key, item, stored, reason, now, cancellationToken), cancellationToken);
        return true;
    }

    private async Task<(string Key, StoredRow? Stored)> ReadAsync(Division division, DueItem item, CancellationToken cancellationToken)
    {
        var key = Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp));
        return (key, await store.FindAsync(division, key, cancellationToken));
    }

    private Changes Back(string row, DueItem item, string key, StoredRow stored, Instant at, string why, Instant now)
    {
        var back = item with { At = Keys.RoundUp(at), Fenced = false, PostedAt = null, Posts = 0, Claims = 0, PutBacks = item.PutBacks + 1 };
        var dueKey = Keys.Due(back.Lane, back.At, back.Call, new FollowUpId(back.FollowUp));
        var changes = new Changes("put-back").Delete(row).Insert(dueKey, back).Merge(key, FollowUp.Evolve(new FollowUpFact.PutBack(dueKey)), stored.Version);
        new Story(changes, item.Call, identity.Command("put-back", item.FollowUp, dueKey), now)
            .Tell("send", "followup.postponed", $"The {item.Kind} waits until {Story.Time(back.At)}.", why, item.FollowUp);
        return changes;
    }

    private async Task<Changes> CancelledAsync(Division division, string row, DueItem item, StoredRow stored, string reason, Instant now, CancellationToken cancellationToken)
    {
        var changes = new Changes("cancel").Delete(row).Merge(stored.Key, FollowUp.Evolve(new FollowUpFact.Cancelled(reason)), stored.Version);
        if (item.Letter?.Customer is { } customer)
        {
            changes.Delete(Keys.Pending(customer, new FollowUpId(item.FollowUp)));
        }

        new Story(changes, item.Call, identity.Command("cancel", item.FollowUp, stored.Version), now)
            .Tell("send", "followup.cancelled", $"The {item.Kind} did not go out and is cancelled.", reason, item.FollowUp);
        await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], EpisodeOutcome.NotFollowedUp, reason, now, cancellationToken);
        return changes;
    }
}
