using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
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
        var siblings = (await store.RangeAsync(division, Keys.FollowUps(call), int.MaxValue, cancellationToken)).Select(s => s.As<FollowUp>()).Where(f => f.Episode == episode).ToList();
        var open = IsOpen(siblings, ending);
        if (!open)
        {
            // Somebody who was written to was followed up, whatever became of the rest.
            outcome = outcome == EpisodeOutcome.NotFollowedUp && siblings.Exists(f => f.State == FollowUpState.Sent && f.Redirected != true)
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

    /// <summary>
    /// The answer window of a mail is over: the episode ends when it was the last. Where it was over before that, one sentence says that nobody answered.
    /// </summary>
    internal async Task AddUnansweredAsync(Changes changes, Division division, string call, int episode, string followUp, Instant now, CancellationToken cancellationToken)
    {
        var siblings = (await store.RangeAsync(division, Keys.FollowUps(call), int.MaxValue, cancellationToken)).Select(s => s.As<FollowUp>()).Where(f => f.Episode == episode).ToList();
        if (await store.FindAsync(division, Keys.Call(call), cancellationToken) is not { } stored)
        {
            return;
        }

        var row = stored.As<CallRow>();
        if (row.EndedAs is not null || row.Episode != episode)
        {
            if (siblings.Find(f => f.Id == followUp) is { AnsweredAt: null } asked && FollowUpKinds.TryParse(asked.Kind, out var kind) && (kind.IsSurvey() || kind is FollowUpKind.PromiseCheck))
            {
                // Erased meanwhile, nothing is told of it.
                changes.Merge(stored.Key, new CallPatch(), stored.Version);
                new Story(changes, call, identity.Command("window", followUp), now).Tell("outcome", "followup.unanswered", $"Nobody answered the {asked.Kind} within the answer window.", null, followUp);
            }
        }
        else if (IsOpen(siblings, [followUp]))
        {
            // Two last follow-ups that end at once would each take the other for open: the call's row makes one of them look again.
            changes.Merge(stored.Key, new CallPatch(), stored.Version);
        }
        else
        {
            var (outcome, why) = Unanswered(row, siblings);
            Add(changes, division, call, stored, episode, outcome, why, now);
        }
    }

    private static bool IsOpen(IEnumerable<FollowUp> siblings, IReadOnlyCollection<string> ending) =>
        siblings.Any(f => !ending.Contains(f.Id) && (f.State.IsPending() || f.State == FollowUpState.Parked || f.AwaitsAnswer()));

    /// <summary>What it means that nobody chose an answer: the customer may have got nothing that could be answered, or have replied in another way.</summary>
    private static (EpisodeOutcome Outcome, string Why) Unanswered(CallRow row, IReadOnlyCollection<FollowUp> siblings)
    {
        var sent = siblings.Where(f => f.State == FollowUpState.Sent && FollowUpKinds.TryParse(f.Kind, out var kind) && (kind.GoesToCustomer() || kind == FollowUpKind.CallTask)).ToList();
        if (sent.Count > 0 && sent.TrueForAll(f => f.Redirected == true))
        {
            return (EpisodeOutcome.NotFollowedUp, "what was sent to the customer was redirected: the customer did not get it");
        }

        var replied = row.RepliedAt >= sent.Min(f => f.SentAt) || siblings.Any(f => f.State == FollowUpState.Cancelled && f.Reason == StoppedBy.Happened(StopFact.Replied));
        return (EpisodeOutcome.Unanswered, replied ? "the customer replied, and chose no rating" : "no answer within the answer window");
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
