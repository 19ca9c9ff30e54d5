using FollowUps.Calls;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Outcomes;

/// <summary>
/// Puts waiting outgoing events on the outcomes queue and then removes them: a crash in between publishes them again with the same ids.
/// Suppressions that hold in every division travel the same way to the installation's list.
/// </summary>
public sealed class PublishOutbox(IFollowUpStore store, IOutcomeQueue queue)
{
    private const int Batch = 50;
    private const int MaxBatches = 40;

    /// <summary>Publishes what waits; returns when to go on if that was too much for one sweep.</summary>
    public async Task<Instant?> RunAsync(Division division, Instant now, CancellationToken cancellationToken)
    {
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var rows = await store.RangeAsync(division, Keys.Outbox, Batch, cancellationToken);
            if (rows.Count == 0)
            {
                return null;
            }

            await SpreadSuppressions.RunAsync(store, rows.Where(row => Keys.IsSpread(row.Key)), cancellationToken);
            var events = rows.Where(row => !Keys.IsSpread(row.Key)).Select(row => row.As<OutgoingRow>()).ToList();
            if (events.Count > 0)
            {
                await queue.PublishAsync(events, cancellationToken);
            }

            var changes = new Changes("publish");
            foreach (var row in rows)
            {
                changes.Delete(row.Key, row.Version);
            }

            // Refused: another sweep published the same rows; its events and ours have the same ids.
            await store.CommitAsync(division, changes, cancellationToken);
            if (rows.Count < Batch)
            {
                return null;
            }
        }

        return now + Duration.FromMinutes(1);
    }
}
