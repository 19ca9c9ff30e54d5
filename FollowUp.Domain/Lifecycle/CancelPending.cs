using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>
/// Takes pending follow-ups out of the due index. One that is claimed loses its claim; one that is being posted has won: the timeline says so,
/// and should the provider not have taken it, it is cancelled then instead of being tried again.
/// </summary>
public sealed class CancelPending(IFollowUpStore store, Identity identity, EndEpisode endEpisode)
{
    /// <summary>As many cancellations as fit into one change beside an intake with 20 promises.</summary>
    internal const int MaxPerChange = 8;

    private const int MaxLooks = 5;
    private const int MaxRaces = 20;

    /// <summary>
    /// Adds cancellations to what a step writes, at most <see cref="MaxPerChange"/>; returns how many of <paramref name="pointless"/> it took,
    /// so that the caller commits the rest in changes of their own. An episode that has nothing left ends as not followed up.
    /// </summary>
    public Task<int> AddAsync(
        Changes changes, Division division, IReadOnlyList<(PendingRow Pending, string Reason)> pointless, Instant now, CancellationToken cancellationToken) =>
        AddAsync(changes, division, pointless, EpisodeOutcome.NotFollowedUp, now, cancellationToken);

    /// <summary>The same; an episode that has nothing left ends as <paramref name="endsAs"/>, with null it does not end here.</summary>
    internal async Task<int> AddAsync(
        Changes changes, Division division, IReadOnlyList<(PendingRow Pending, string Reason)> pointless, EpisodeOutcome? endsAs, Instant now, CancellationToken cancellationToken)
    {
        var batch = pointless.Take(MaxPerChange).ToList();
        foreach (var call in batch.GroupBy(p => (p.Pending.Call, p.Pending.Episode)))
        {
            var cancelled = new List<string>();
            foreach (var (pending, reason) in call)
            {
                if (await TakeOutAsync(changes, division, pending, reason, now, cancellationToken) is not null)
                {
                    cancelled.Add(pending.FollowUp);
                }
            }

            if (cancelled.Count > 0 && endsAs is { } outcome)
            {
                await endEpisode.AddIfLastAsync(
                    changes, division, call.Key.Call, call.Key.Episode, cancelled, outcome, call.First().Reason, now, cancellationToken);
            }
        }

        return batch.Count;
    }

    /// <summary>
    /// Commits the cancellations that do not fit beside a fact's own change, before that change: a crash in between repeats the fact, and with
    /// it the rest. Returns the at most <paramref name="fits"/> that are left.
    /// </summary>
    internal async Task<IReadOnlyList<(PendingRow Pending, string Reason)>> CommitSurplusAsync(
        Division division, IReadOnlyList<(PendingRow Pending, string Reason)> pointless, int fits, Instant now, CancellationToken cancellationToken)
    {
        var races = 0;
        while (pointless.Count > fits)
        {
            var changes = new Changes("cancel");
            var taken = await AddAsync(changes, division, pointless, now, cancellationToken);
            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                pointless = [.. pointless.Skip(taken)];
            }
            else if (++races >= MaxRaces)
            {
                throw new TimeoutException("Cancellations lost all their races.");
            }
        }

        return pointless;
    }

    /// <summary>Adds the cancellation of one follow-up; returns its due row's content, or null when there was nothing to cancel or the send has won. With <paramref name="movedBecause"/> the timeline says that it is moved, and why: another takes its place.</summary>
    internal async Task<DueItem?> TakeOutAsync(
        Changes changes, Division division, PendingRow pending, string reason, Instant now, CancellationToken cancellationToken, string? movedBecause = null)
    {
        var key = Keys.FollowUp(pending.Call, new FollowUpId(pending.FollowUp));
        for (var look = 0; look < MaxLooks; look++)
        {
            var stored = await store.FindAsync(division, key, cancellationToken);
            if (stored?.As<FollowUp>() is not { } followUp || !followUp.State.IsPending())
            {
                return null;
            }

            var (row, posting) = await FindPlaceAsync(division, followUp, pending.Call, cancellationToken);
            var story = new Story(changes, pending.Call, identity.Command("cancel", pending.FollowUp, reason, now.ToString()), now, TimelineOrder.Stopped);
            if (posting)
            {
                if (followUp.StopWanted is null)
                {
                    changes.Merge(key, FollowUp.Evolve(new FollowUpFact.StopCameTooLate(reason)), stored.Version);
                    story.Tell("plan", "followup.too-late", $"The {pending.Name} should have been cancelled, but it is already on its way.", reason, pending.FollowUp);
                }

                return null;
            }

            if (row is not null && changes.Touches(row.Key))
            {
                // The same step has taken it out for another reason: a call that was booked, say, and the case that it opened.
                return null;
            }

            if (row is not null)
            {
                changes.Delete(row.Key, row.Version);
                if (pending.Customer is { } customer)
                {
                    changes.Delete(Keys.Pending(customer, new FollowUpId(pending.FollowUp)));
                }

                changes.Merge(key, FollowUp.Evolve(new FollowUpFact.Cancelled(reason)), stored.Version);
                story.Tell("plan", "followup.cancelled", $"The {pending.Name} is {(movedBecause is null ? "cancelled" : "moved")}.", movedBecause ?? reason, pending.FollowUp);
                var item = row.As<DueItem>();
                changes.Count(
                    identity.Command("counted", "cancel", pending.FollowUp, now.ToString()), now, item.Letter.Counted(followUp.Kind, now, Counters.Cancelled));
                return item;
            }

            // It was moved between the looks at the due index and at the claims.
        }

        throw new TimeoutException("A follow-up to be cancelled was never found where it should be; the queue tries again.");
    }

    /// <summary>The row that makes it pending, in the due index or claimed; or true when the POST may have happened.</summary>
    internal async Task<(StoredRow? Row, bool Posting)> FindPlaceAsync(Division division, FollowUp followUp, string call, CancellationToken cancellationToken)
    {
        if (followUp.State is FollowUpState.Sending or FollowUpState.Unclear)
        {
            return (null, true);
        }

        if (followUp.DueKey is { } key && await store.FindAsync(division, key, cancellationToken) is { } due)
        {
            return (due, false);
        }

        var leases = await store.RangeAsync(division, Keys.Leases, int.MaxValue, cancellationToken);
        var lease = leases.FirstOrDefault(l => l.Key.EndsWith($":{call}:{followUp.Id}", StringComparison.Ordinal));
        return lease?.As<DueItem>() switch
        {
            null => (null, false),
            { Fenced: false, PostedAt: null } => (lease, false),
            _ => (null, true),
        };
    }
}
