using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Due;

/// <summary>
/// The timer that ends the wait for an answer: when nothing else of the episode is open, it ended as unanswered.
/// </summary>
public sealed class AnswerWindow(IFollowUpStore store, EndEpisode endEpisode)
{
    private const int MaxRaces = 5;

    /// <summary>Works on one claimed timer. An answer that came meanwhile has removed it and wins.</summary>
    public async Task RunAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        // What loses all its races waits for the end of the lease.
        for (var race = 0; race < MaxRaces; race++)
        {
            var changes = new Changes("unanswered") { Cause = item.Trace }.Delete(row.Key, row.Version);
            if (item.Subject is { } subject)
            {
                changes.Merge(Keys.FollowUp(item.Call, new FollowUpId(subject)), FollowUp.Evolve(new FollowUpFact.WindowClosed()));
                await endEpisode.AddUnansweredAsync(changes, division, item.Call, item.Episode, subject, now, cancellationToken);
            }

            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return;
            }
        }
    }
}
