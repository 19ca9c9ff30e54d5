using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Outcomes;

/// <summary>
/// Step 7: gives a call's episode its one outcome, in the same change as the fact that ended it. The call's row is read and conditional, so
/// that two facts at once cannot both end it.
/// </summary>
public sealed class EndEpisode(IFollowUpStore store, Identity identity)
{

    /// <summary>
    /// Ends the episode, unless it has ended already or the call is in a later one. While a recovery case is open nothing ends it but the case:
    /// <paramref name="byCase"/>.
    /// </summary>
    public async Task AddAsync(
        Changes changes, Division division, string call, int episode, EpisodeOutcome outcome, string why, Instant now, CancellationToken cancellationToken, bool byCase = false) =>
        Add(changes, division, call, await store.FindAsync(division, Keys.Call(call), cancellationToken), episode, outcome, why, now, byCase);

    /// <summary>The same, with the call's row as the step has read it already.</summary>
    internal void Add(
        Changes changes, Division division, string call, StoredRow? stored, int episode, EpisodeOutcome outcome, string why, Instant now, bool byCase = false)
    {
        if (stored?.As<CallRow>() is { EndedAs: null } row && row.Episode == episode)
        {
            if (row.Case is { IsOpen: true } && !byCase)
            {
                // A case that is closed at this moment makes this look again.
                changes.Merge(stored.Key, new CallPatch(), stored.Version);
                return;
            }

            End(changes, division, call, stored, row, outcome, why, now);
        }
    }

    /// <summary>
    /// Ends the episode when the follow-ups in <paramref name="ending"/>, which this change ends, were the last: nothing else of it is
    /// pending, waits for a person, or was sent and may still be answered.
    /// </summary>
    public async Task AddIfLastAsync(
        Changes changes, Division division, string call, int episode, IReadOnlyCollection<string> ending, EpisodeOutcome outcome, string why, Instant now, CancellationToken cancellationToken)
    {
        var siblings = await store.RangeAsync(division, Keys.FollowUps(call), int.MaxValue, cancellationToken);
        var open = siblings.Select(s => s.As<FollowUp>())
            .Any(f => f.Episode == episode && !ending.Contains(f.Id) && (f.State.IsPending() || f.State == FollowUpState.Parked || f.AwaitsAnswer()));
        if (!open)
        {
            // Somebody who was written to was followed up, whatever became of the rest.
            outcome = outcome == EpisodeOutcome.NotFollowedUp && siblings.Select(s => s.As<FollowUp>()).Any(f => f.Episode == episode && f.State == FollowUpState.Sent)
                ? EpisodeOutcome.Unanswered
                : outcome;
            await AddAsync(changes, division, call, episode, outcome, why, now, cancellationToken);
        }
        else if (await store.FindAsync(division, Keys.Call(call), cancellationToken) is { } stored && stored.As<CallRow>().EndedAs is null)
        {
            // Two last follow-ups that end at once would each take the other for open: the call's row makes one of them look again.
            changes.Merge(stored.Key, new CallPatch(), stored.Version);
        }
    }

    private void End(Changes changes, Division division, string call, StoredRow stored, CallRow row, EpisodeOutcome outcome, string why, Instant now)
    {
        var word = outcome.Word();
        changes.Merge(Keys.Call(call), new CallPatch { State = "ended", EndedAs = word, EndedWhy = why, EndedAt = now }, stored.Version);
        var episode = row.Episode.ToString(System.Globalization.CultureInfo.InvariantCulture);
        new Story(changes, call, identity.Command("ended", call, episode), now, TimelineOrder.EpisodeEnded)
            .Tell("outcome", "episode.ended", $"The follow-up of this call is over: {outcome.Describe()}.", why);
        changes.Announce(OutgoingEvents.Closed, identity.Command(OutgoingEvents.Closed, call, episode), now, new OutgoingData
        {
            CallId = row.CallId,
            Division = division.Value,
            Episode = row.Episode,
            Outcome = word,
            Reason = why,
        }, new Counted(now, row.Queue, row.Agent?.Team, null, [new(Counters.Closed(outcome)), new(Counters.Close(now - row.ClosedAt))]));
    }
}
