using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Due;

/// <summary>
/// Puts rows back whose lease ended because a process died. What was not posted is simply due again; what may have been posted goes the
/// way of unclear sends: the provider is asked before anything else.
/// </summary>
public sealed class ReclaimLeases(IFollowUpStore store)
{
    private const int MaxRows = 50;
    private const int MaxRounds = 200;

    /// <summary>Reclaims what has ended; returns the end of the first lease that has not.</summary>
    public async Task<Instant?> RunAsync(Division division, Instant now, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var leases = await store.RangeAsync(division, Keys.Leases, MaxRows, cancellationToken);
            var ended = leases.Where(row => EndOf(row) <= now).ToList();
            foreach (var row in ended)
            {
                await store.CommitAsync(division, PutBack(row, now), cancellationToken);
            }

            if (ended.Count < MaxRows)
            {
                return ended.Count < leases.Count ? EndOf(leases[ended.Count]) : null;
            }
        }

        return now + Duration.FromMinutes(1);
    }

    /// <summary>The change that takes a claimed row back into the due index.</summary>
    internal static Changes PutBack(StoredRow lease, Instant now)
    {
        var item = lease.As<DueItem>();
        var id = new FollowUpId(item.FollowUp);
        var changes = new Changes("reclaim").Delete(lease.Key, lease.Version);
        if (item.Kind is not null && (item.Fenced || item.PostedAt is not null))
        {
            // A row that ends its worker each time must come to an end too: only a post makes it new.
            var unclear = UnclearFrom(item, now) with { Claims = item.Fenced ? 0 : item.Claims };
            var unclearKey = Keys.Due(unclear);
            return changes.Insert(unclearKey, unclear)
                .Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.BecameUnclear(unclearKey)));
        }

        return changes.Insert(Keys.Due(item), item with { Fenced = false });
    }

    /// <summary>The lane-0 row of a send whose effect is unknown: asked ten minutes after the post at the earliest.</summary>
    internal static DueItem UnclearFrom(DueItem item, Instant now)
    {
        var posted = item.PostedAt ?? now;
        return item with
        {
            Lane = 0,
            Name = Timers.UnclearSend,
            FirstDue = null,
            At = Keys.RoundUp(Instant.Max(now, posted + Timers.UnclearWait)),
            Fenced = false,
            PostedAt = posted,
            Claims = 0,
        };
    }

    private static Instant EndOf(StoredRow lease) => Keys.Time(lease.Key.Split(':')[1]);
}
