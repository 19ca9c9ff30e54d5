using System.Collections.Immutable;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>
/// Step 6: a person answered the one question. The answer is kept, ends the wait, and gives the episode its outcome, in one change. The first
/// answer stands; the same page posted twice is one answer.
/// </summary>
public sealed class RecordRating(IFollowUpStore store, Identity identity, EndEpisode endEpisode, CancelPending cancelPending, Func<Installation> installation)
{
    private const int MaxRaces = 5;

    /// <summary>What a page needs to show for a link: null when there is nothing to answer (any more).</summary>
    public async Task<AskedQuestion?> FindAsync(SignedLink link, CancellationToken cancellationToken)
    {
        var followUp = (await store.FindAsync(link.Division, Keys.FollowUp(link.Call, link.FollowUp), cancellationToken))?.As<FollowUp>();
        var call = followUp is null ? null : (await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>();
        return followUp is null || call is null ? null : new AskedQuestion(followUp.Score, call.Consent != Calls.DocumentationConsent.Declined);
    }

    /// <summary>Records an answer to a CSAT question.</summary>
    /// <param name="link">The opened link.</param>
    /// <param name="score">1 to 5.</param>
    /// <param name="comment">In the customer's own words; null or empty: none. Kept only with consent to document.</param>
    /// <param name="nonce">Names the rendered page; the same page counts once.</param>
    /// <param name="now">The moment of the POST.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task<RatingResult> RunAsync(SignedLink link, int score, string? comment, string nonce, Instant now, CancellationToken cancellationToken)
    {
        if (score is < 1 or > 5)
        {
            return RatingResult.NotAScore;
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await store.FindAsync(link.Division, Keys.FollowUp(link.Call, link.FollowUp), cancellationToken);
            if (stored?.As<FollowUp>() is not { } followUp)
            {
                return RatingResult.Gone;
            }

            if (followUp.Score is not null)
            {
                return RatingResult.AlreadyAnswered;
            }

            // A timer that the sweep holds at this moment is left to it: it will find the episode ended. Only a lost race asks where it is.
            var removeTimer = followUp.AwaitsAnswer() && (race == 0 || await store.FindAsync(link.Division, followUp.TimerKey!, cancellationToken) is not null);
            var changes = await ChangesOfAsync(link, stored, followUp, score, comment, nonce, removeTimer, now, cancellationToken);
            if (await store.CommitAsync(link.Division, changes, cancellationToken))
            {
                return RatingResult.Recorded;
            }
        }

        throw new TimeoutException("A rating lost all its races.");
    }

    private async Task<Changes> ChangesOfAsync(
        SignedLink link, StoredRow stored, FollowUp followUp, int score, string? comment, string nonce, bool removeTimer, Instant now, CancellationToken cancellationToken)
    {
        var read = await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken);
        var call = read?.As<CallRow>();
        var mayKeep = call?.Consent != Calls.DocumentationConsent.Declined && !string.IsNullOrWhiteSpace(comment);
        var changes = new Changes("rate")
            .Insert(Keys.Answer(link.Call, link.FollowUp, identity.Command("answer", nonce)), new AnswerRow(now, "rating", score, mayKeep ? comment : null, Counted: true))
            .Merge(stored.Key, FollowUp.Evolve(new FollowUpFact.Answered(score)), stored.Version);
        if (removeTimer)
        {
            changes.Delete(followUp.TimerKey!);
        }

        new Story(changes, link.Call, identity.Command("rated", link.FollowUp.Value), now)
            .Tell("customer", "followup.rated", $"The customer answered {score} of 5.", null, link.FollowUp.Value);
        changes.Announce(OutgoingEvents.Rated, identity.Command(OutgoingEvents.Rated, link.FollowUp.Value), now, new OutgoingData
        {
            CallId = call?.CallId ?? "",
            Division = link.Division.Value,
            Episode = followUp.Episode,
            FollowUpId = followUp.Id,
            Kind = followUp.Kind,
            Score = score,
            Scale = RatingScale.Csat.Word(),
        }, new Counted(followUp.SentAt ?? now, call?.Queue, call?.Agent?.Team, followUp.Kind, Scored(RatingScale.Csat, score)));
        await StopAsync(changes, link, followUp, call, now, cancellationToken);
        endEpisode.Add(changes, link.Division, link.Call, read, followUp.Episode, Csat(score), $"the customer answered {score} of 5", now);
        return changes;
    }

    /// <summary>An answer to one mail of an episode makes pointless what would ask the same once more.</summary>
    private async Task StopAsync(Changes changes, SignedLink link, FollowUp answered, CallRow? call, Instant now, CancellationToken cancellationToken)
    {
        var followUps = await store.RangeAsync(link.Division, Keys.FollowUps(link.Call), int.MaxValue, cancellationToken);
        var pending = followUps.Select(f => f.As<FollowUp>()).Where(f => f.Episode == answered.Episode && f.Id != answered.Id && f.State.IsPending());
        var pointless = StoppedBy.Any(installation().PlanBook.Stop, pending.Select(f => StoppedBy.PendingOf(f, link.Call, call?.Customer)), [StopFact.Answered]);
        await cancelPending.AddAsync(changes, link.Division, [.. pointless], null, now, cancellationToken);
    }

    private static ImmutableArray<CountBy> Scored(RatingScale scale, int score) =>
        [new(Counters.Rated), new(Counters.Score(scale.Word(), score)), new(Counters.ScoreSum(scale.Word()), score)];

    /// <summary>CSAT: 4 and 5 are satisfied, 3 is neutral, 1 and 2 are dissatisfied.</summary>
    private static EpisodeOutcome Csat(int score) => score switch
    {
        >= 4 => EpisodeOutcome.Satisfied,
        3 => EpisodeOutcome.Neutral,
        _ => EpisodeOutcome.Dissatisfied,
    };
}

/// <summary>What a rating page shows.</summary>
/// <param name="Score">The answer given already; null: not yet.</param>
/// <param name="KeepsWords">False when the customer refused documentation: then no words are asked for, because none would be kept.</param>
public sealed record AskedQuestion(int? Score, bool KeepsWords);

/// <summary>What became of an answer.</summary>
public enum RatingResult
{
    /// <summary>Counted.</summary>
    Recorded,

    /// <summary>An earlier answer stands.</summary>
    AlreadyAnswered,

    /// <summary>There is nothing to answer.</summary>
    Gone,

    /// <summary>Not a score of this scale.</summary>
    NotAScore,
}
