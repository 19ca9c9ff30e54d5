using System.Globalization;
using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Due;

/// <summary>Moves due rows under a lease and puts them on the send queue in chunks. Of two sweeps at once, one gets a row.</summary>
public sealed class Claim(IFollowUpStore store, Identity identity, ISendQueue queue, IAlerts alerts)
{
    /// <summary>A send chunk is what can be posted within a minute.</summary>
    private const int ChunkSize = 10;
    private const int MaxClaims = 5;

    /// <summary>How long a claimed row is left alone before it counts as due again.</summary>
    public static Duration Lease { get; } = Duration.FromMinutes(15);

    /// <summary>Claims up to 50 rows; what another sweep has taken meanwhile is left to it.</summary>
    public async Task RunAsync(Division division, IReadOnlyList<StoredRow> due, Instant now, CancellationToken cancellationToken)
    {
        var worn = due.Where(row => row.As<DueItem>() is { Claims: >= MaxClaims }).ToList();
        foreach (var row in worn)
        {
            await GiveUpAsync(division, row, now, cancellationToken);
        }

        var until = Keys.Time(now + Lease);
        var chunks = due.Except(worn).Chunk(ChunkSize)
            .Select(rows => (Name: identity.Hash($"chunk:{rows[0].Key}:{until}")[..8], Rows: rows)).ToList();
        if (chunks.Count == 0)
        {
            return;
        }

        var changes = new Changes("claim");
        foreach (var (name, rows) in chunks)
        {
            foreach (var row in rows)
            {
                var item = row.As<DueItem>();
                changes.Delete(row.Key, row.Version);
                changes.Insert(LeaseKey(until, name, item), item with { Claims = item.Claims + 1, Fenced = false });
            }
        }

        if (await store.CommitAsync(division, changes, cancellationToken))
        {
            await EnqueueAsync(division, until, chunks, cancellationToken);
        }
    }

    /// <summary>
    /// Puts the claimed chunks on the queue. A queue that refuses is not the rows' fault: they are due again at once and as if never claimed, so that
    /// an hour without a queue wears nothing out.
    /// </summary>
    private async Task EnqueueAsync(Division division, string until, List<(string Name, StoredRow[] Rows)> chunks, CancellationToken cancellationToken)
    {
        for (var i = 0; i < chunks.Count; i++)
        {
            var (name, rows) = chunks[i];
            try
            {
                var keys = rows.Select(row => LeaseKey(until, name, row.As<DueItem>()));
                await queue.PutAsync(new SendChunk(1, division.Value, until, name, [.. keys]), cancellationToken);
            }
            catch
            {
                foreach (var chunk in chunks.Skip(i))
                {
                    await UnclaimAsync(division, until, chunk.Name);
                }

                throw;
            }
        }
    }

    /// <summary>
    /// The message may have got through all the same, with only its answer lost: what a worker has touched since is left to it. Not cancelled with
    /// the sweep, which may be ending because its time is up.
    /// </summary>
    private async Task UnclaimAsync(Division division, string until, string chunk)
    {
        var changes = new Changes("unclaim");
        foreach (var lease in await store.RangeAsync(division, Keys.Chunk(until, chunk), ChunkSize, CancellationToken.None))
        {
            if (lease.As<DueItem>() is { Fenced: false } item)
            {
                changes.Delete(lease.Key, lease.Version);
                changes.Insert(Keys.Due(item), item with { Claims = item.Claims - 1 });
            }
        }

        await store.CommitAsync(division, changes, CancellationToken.None);
    }

    private static string LeaseKey(string until, string chunk, DueItem item) => Keys.Lease(until, chunk, item.Call, new FollowUpId(item.FollowUp));

    /// <summary>A row that was claimed time after time and never came to a post: one bad row must not stop the sweep.</summary>
    private async Task GiveUpAsync(Division division, StoredRow row, Instant now, CancellationToken cancellationToken)
    {
        var item = row.As<DueItem>();
        var reason = string.Create(CultureInfo.InvariantCulture, $"claimed {item.Claims} times without coming to a send");
        var changes = new Changes("give-up").Delete(row.Key, row.Version);
        var story = new Story(changes, item.Call, identity.Command("give-up", item.FollowUp, row.Key), now);
        if (item.Kind is null)
        {
            story.Tell("sweep", "timer.dropped", $"The timer {item.Name} could not be worked on.", reason);
        }
        else
        {
            changes.Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), FollowUp.Evolve(new FollowUpFact.Parked(reason, item.Kept())));
            changes.Count(identity.Command("counted", "give-up", item.FollowUp, row.Key), now, item.Letter.Counted(item.Kind, now, Counters.Parked));
            if (item.Letter?.Customer is { } customer)
            {
                changes.Delete(Keys.Pending(customer, new FollowUpId(item.FollowUp)));
            }

            story.Tell("sweep", "followup.parked", $"The {item.Kind} is parked and waits for a person.", reason, item.FollowUp);
        }

        if (await store.CommitAsync(division, changes, cancellationToken))
        {
            alerts.Raise(item.Kind is null ? new Alert.TimerDropped(item.Name) : new Alert.Parked(item.Kind, item.FollowUp, reason));
        }
    }
}
