using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>
/// Takes pending follow-ups of a customer out of the due index. One that is claimed loses its claim; one that is being posted has won:
/// the timeline says so, and should the provider not have taken it, it is cancelled then instead of being tried again.
/// </summary>
public sealed class CancelPending(IFollowUpStore store, Identity identity, EndEpisode endEpisode)
{
    /// <summary>As many cancellations as fit into one change beside an intake with 20 promises.</summary>
    internal const int MaxPerChange = 8;
    private const int MaxLooks = 5;

    /// <summary>
    /// Adds cancellations to what a step writes, at most <see cref="MaxPerChange"/>; returns how many of <paramref name="pointless"/> it took,
    /// so that the caller commits the rest in changes of their own.
    /// </summary>
    public async Task<int> AddAsync(
        Changes changes, Division division, IReadOnlyList<(PendingRow Pending, string Reason)> pointless, Instant now, CancellationToken cancellationToken)
    {
        var batch = pointless.Take(MaxPerChange).ToList();
        foreach (var call in batch.GroupBy(p => p.Pending.Call))
        {
            var cancelled = new List<string>();
            foreach (var (pending, reason) in call)
            {
                if (await TryCancelAsync(changes, division, pending, reason, now, cancellationToken))
                {
                    cancelled.Add(pending.FollowUp);
                }
            }

            if (cancelled.Count > 0)
            {
                await endEpisode.AddIfLastAsync(changes, division, call.Key, cancelled, EpisodeOutcome.NotFollowedUp, call.First().Reason, now, cancellationToken);
            }
        }

        return batch.Count;
    }

    private async Task<bool> TryCancelAsync(
        Changes changes, Division division, PendingRow pending, string reason, Instant now, CancellationToken cancellationToken)
    {
        var key = Keys.FollowUp(pending.Call, new FollowUpId(pending.FollowUp));
        for (var look = 0; look < MaxLooks; look++)
        {
            var stored = await store.FindAsync(division, key, cancellationToken);
            if (stored?.As<FollowUp>() is not { } followUp || !followUp.State.IsPending() || followUp.StopWanted is not null)
            {
                return false;
            }

            var story = new Story(changes, pending.Call, identity.Command("cancel", pending.FollowUp, reason, now.ToString()), now);
            if (followUp.State is FollowUpState.Sending or FollowUpState.Unclear)
            {
                changes.Merge(key, FollowUp.Evolve(new FollowUpFact.StopCameTooLate(reason)), stored.Version);
                story.Tell("plan", "followup.too-late", $"The {pending.Name} should have been cancelled, but it is already on its way.", reason, pending.FollowUp);
                return false;
            }

            if (await FindPlaceAsync(division, followUp, pending, cancellationToken) is { } place)
            {
                changes.Delete(place.Key, place.Version);
                changes.Delete(Keys.Pending(pending.Customer, new FollowUpId(pending.FollowUp)));
                changes.Merge(key, FollowUp.Evolve(new FollowUpFact.Cancelled(reason)), stored.Version);
                story.Tell("plan", "followup.cancelled", $"The {pending.Name} is cancelled.", reason, pending.FollowUp);
                changes.Count(
                    identity.Command("counted", "cancel", pending.FollowUp, now.ToString()), now, place.As<DueItem>().Letter.Counted(followUp.Kind, now, Counters.Cancelled));
                return true;
            }

            // It was moved between the looks at the due index and at the claims: it has a place, and it is looked for again.
        }

        throw new TimeoutException("A follow-up to be cancelled was never found where it should be; the queue tries again.");
    }

    /// <summary>The row that makes it pending: in the due index, or claimed and not yet fenced; null when it has moved meanwhile.</summary>
    private async Task<StoredRow?> FindPlaceAsync(Division division, FollowUp followUp, PendingRow pending, CancellationToken cancellationToken)
    {
        if (followUp.DueKey is { } key && await store.FindAsync(division, key, cancellationToken) is { } due)
        {
            return due;
        }

        var leases = await store.RangeAsync(division, Keys.Leases, int.MaxValue, cancellationToken);
        var lease = leases.FirstOrDefault(l => l.Key.EndsWith($":{pending.Call}:{pending.FollowUp}", StringComparison.Ordinal));
        return lease?.As<DueItem>() is { Fenced: false, PostedAt: null } ? lease : null;
    }
}
