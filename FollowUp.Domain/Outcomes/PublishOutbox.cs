using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Outcomes;

/// <summary>
/// Puts waiting outgoing events on the outcomes queue and then removes them: a crash in between publishes them again with the same ids.
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

            await queue.PublishAsync([.. rows.Select(row => row.As<OutgoingRow>())], cancellationToken);
            var changes = new Changes("publish");
            foreach (var row in rows)
            {
                changes.Delete(row.Key, row.Version);
            }

            // Refused: another sweep published some of the same rows; its events and ours have the same ids, and the others wait still.
            if (await store.CommitAsync(division, changes, cancellationToken) && rows.Count < Batch)
            {
                return null;
            }
        }

        return now + Duration.FromMinutes(1);
    }
}
