using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Outcomes;

/// <summary>
/// Step 7: puts waiting events on the outcomes queue, and then removes them from the outbox in the same change that adds them to the statistics.
/// A crash before that change publishes them again with the same ids; a crash after it has lost nothing. So events leave at least once, and
/// statistics count exactly once.
/// Suppressions that hold in every division travel the same way to the installation\'s list.
/// </summary>
public sealed class PublishOutbox(IFollowUpStore store, Identity identity, IOutcomeQueue queue)
{
    private const int Batch = 50;
    private const int MaxBatches = 40;
    private const int MaxRaces = 5;

    /// <summary>The service takes no more rows than this in one change.</summary>
    private const int MaxRows = 100;

    /// <summary>Publishes what waits.</summary>
    public async Task<Published> RunAsync(Division division, Instant now, CancellationToken cancellationToken)
    {
        var facts = ImmutableArray.CreateBuilder<Counted>();
        for (var (batch, races) = (0, 0); batch < MaxBatches && races < MaxRaces; batch++)
        {
            var waiting = await store.RangeAsync(division, Keys.Outbox, Batch, cancellationToken);
            if (waiting.Count == 0)
            {
                return new Published(null, facts.ToImmutable());
            }

            var statistics = new Statistics(identity);
            var changes = new Changes("publish");
            var events = new List<OutgoingRow>();
            var taken = 0;
            await SpreadSuppressions.RunAsync(store, waiting.Where(row => Keys.IsSpread(row.Key)), cancellationToken);
            foreach (var row in waiting)
            {
                if (Keys.IsSpread(row.Key))
                {
                    changes.Delete(row.Key, row.Version);
                    taken++;
                    continue;
                }

                var outgoing = row.As<OutgoingRow>();
                if (!statistics.TryAdd(outgoing, MaxRows - changes.Rows.Count - 1))
                {
                    break;
                }

                changes.Delete(row.Key, row.Version);
                events.Add(outgoing);
                taken++;
            }

            await PublishAsync(events, cancellationToken);
            await AddAsync(changes, division, statistics, cancellationToken);

            // Refused: another sweep published the same rows; its events and ours have the same ids, and only one of us has counted them.
            var committed = await store.CommitAsync(division, changes, cancellationToken);
            races += committed ? 0 : 1;
            if (committed)
            {
                facts.AddRange(events.SelectMany(e => e.Counted ?? []));
            }

            if (committed && taken == waiting.Count && waiting.Count < Batch)
            {
                return new Published(null, facts.ToImmutable());
            }
        }

        return new Published(now + Duration.FromMinutes(1), facts.ToImmutable());
    }

    private async Task PublishAsync(List<OutgoingRow> events, CancellationToken cancellationToken)
    {
        var published = events.Where(e => e.Type != OutgoingEvents.CountedOnly).ToList();
        if (published.Count > 0)
        {
            await queue.PublishAsync(published, cancellationToken);
        }
    }

    private async Task AddAsync(Changes changes, Division division, Statistics statistics, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<string, StoredRow>(StringComparer.Ordinal);
        foreach (var day in statistics.Days)
        {
            foreach (var row in await store.RangeAsync(division, Keys.Statistics(day), int.MaxValue, cancellationToken))
            {
                stored[row.Key] = row;
            }
        }

        foreach (var (key, added) in statistics.Sums)
        {
            var read = stored.GetValueOrDefault(key);
            changes.Put(key, read, Statistics.Sum(read?.As<StatisticRow>(), added));
        }
    }
}

/// <summary>What one round of publishing came to.</summary>
/// <param name="Next">When to go on, if it was too much for one sweep; null: nothing waits.</param>
/// <param name="Facts">What this round added to the statistics: each fact is in exactly one round's answer.</param>
public sealed record Published(Instant? Next, ImmutableArray<Counted> Facts);
