using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>The nightly work: what has served its time is removed, and digests of a week that is over are planned. It reads only what is due for either.</summary>
public sealed class Upkeep(IFollowUpStore store, PlanDigests planDigests)
{
    private const int Page = 200;
    private const int MaxPerChange = 90;
    private static readonly Duration DeadLetterAge = Duration.FromDays(30);

    /// <summary>Removes calls whose retention is over, with everything that belongs to them, and dead letters older than 30 days; plans the agents' digests.</summary>
    public async Task RunAsync(Instant now, CancellationToken cancellationToken)
    {
        foreach (var division in await store.DivisionsAsync(cancellationToken))
        {
            await planDigests.RunAsync(division, now, cancellationToken);
            await PurgeCallsAsync(division, now, cancellationToken);
            await PurgeDeadLettersAsync(division, now, cancellationToken);
        }
    }

    private async Task PurgeCallsAsync(Division division, Instant now, CancellationToken cancellationToken)
    {
        while (true)
        {
            var due = await store.RangeAsync(division, Keys.RetentionUpTo(now), Page, cancellationToken);
            foreach (var row in due)
            {
                await PurgeAsync(division, row, cancellationToken);
            }

            if (due.Count < Page)
            {
                return;
            }
        }
    }

    private async Task PurgeAsync(Division division, StoredRow row, CancellationToken cancellationToken)
    {
        var (call, customer) = row.As<RetentionRow>();
        var followUps = await store.RangeAsync(division, Keys.FollowUps(call), int.MaxValue, cancellationToken);
        if (followUps.Select(f => f.As<FollowUp>()).Any(f => f.State.IsPending() || f.AwaitsAnswer()))
        {
            return;
        }

        // What is found through a follow-up goes before it: a crash in between must leave the way to the rest.
        var keys = new List<string>();
        keys.AddRange(followUps.SelectMany(f => f.As<FollowUp>().MailKeys()));
        keys.AddRange((await store.RangeAsync(division, Keys.Timelines(call), int.MaxValue, cancellationToken)).Select(t => t.Key));
        keys.AddRange((await store.RangeAsync(division, KeyRange.Prefix($"v:{call}:"), int.MaxValue, cancellationToken)).Select(v => v.Key));
        keys.AddRange(followUps.Select(f => f.Key));
        keys.AddRange(customer is null ? [] : [Keys.CustomerCall(customer, call)]);
        keys.Add(Keys.Call(call));
        await DeleteAsync(division, keys, cancellationToken);

        // The index row goes last: a crash before it only means that the same call is purged again tomorrow.
        await store.CommitAsync(division, new Changes("purge").Delete(row.Key, row.Version), cancellationToken);
    }

    private async Task PurgeDeadLettersAsync(Division division, Instant now, CancellationToken cancellationToken)
    {
        var old = await store.RangeAsync(division, new KeyRange("b:", $"b:{Keys.Time(now - DeadLetterAge)}"), int.MaxValue, cancellationToken);
        await DeleteAsync(division, [.. old.SelectMany(row => new[] { row.Key, Keys.DeadLetterIndex(row.As<DeadLetterRow>().Id) })], cancellationToken);
    }

    private async Task DeleteAsync(Division division, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        foreach (var batch in keys.Chunk(MaxPerChange))
        {
            var changes = new Changes("purge");
            Array.ForEach(batch, key => changes.Delete(key));
            if (!await store.CommitAsync(division, changes, cancellationToken))
            {
                foreach (var key in batch)
                {
                    await store.CommitAsync(division, new Changes("purge").Delete(key), cancellationToken);
                }
            }
        }
    }
}
