using System.Collections.Immutable;
using System.Globalization;
using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>Decides what an answer that counts changes: the wait is over, what would ask again is pointless, and the loop is closed.</summary>
public sealed class CountAnswer(IFollowUpStore store, Identity identity, EndEpisode endEpisode, CancelPending cancelPending, OpenCase openCase, Func<Installation> installation)
{
    /// <summary>The change of a first answer, or of one that takes the place of an earlier one.</summary>
    /// <param name="link">The opened link.</param>
    /// <param name="asked">What is answered.</param>
    /// <param name="vote">The answer.</param>
    /// <param name="key">The answer's own row.</param>
    /// <param name="lookForTimer">True after a lost race: the sweep may hold the timer that ends the wait.</param>
    /// <param name="now">The moment of the POST.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    internal async Task<Changes> DecideAsync(
        SignedLink link, AskedAbout asked, Vote vote, string key, bool lookForTimer, Instant now, CancellationToken cancellationToken)
    {
        var about = asked.About;
        var scale = about.Scale ?? RatingScale.Csat;
        var read = await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken);
        var call = read?.As<CallRow>();
        var command = identity.Command("rated", about.Id, vote.Page.Nonce);
        var (score, solved) = (vote.Score ?? about.Score, vote.Solved ?? about.Solved);
        var changes = new Changes("rate")
            .Insert(key, new AnswerRow(now, "rating", vote.Score, Kept(vote.Comment, call), Counted: true) { Solved = vote.Solved, Changed = about.AnsweredAt is not null })
            .Merge(asked.Read.Key, FollowUp.Evolve(new FollowUpFact.Answered(score, solved, about.AnsweredAt ?? now, about.Answers + 1)), asked.Read.Version);
        await StopWaitingAsync(changes, link, about, lookForTimer, cancellationToken);
        if (asked.Confirmation is { } confirmation)
        {
            changes.Merge(
                asked.ConfirmationRead!.Key, FollowUp.Evolve(new FollowUpFact.Answered(score, solved, confirmation.AnsweredAt ?? now, confirmation.Answers + 1)), asked.ConfirmationRead.Version);
            await StopWaitingAsync(changes, link, confirmation, lookForTimer, cancellationToken);
        }

        var words = Words(scale, vote);
        new Story(changes, link.Call, command, now)
            .Tell("customer", "followup.rated", about.AnsweredAt is null ? $"The customer {words}." : $"The customer changed the answer and {words}.", null, about.Id);
        changes.Announce(
            OutgoingEvents.Rated, identity.Command(OutgoingEvents.Rated, about.Id, about.AnsweredAt is null ? "" : vote.Page.Nonce), now, Rated(link, about, call, scale, score),
            new Counted(about.SentAt ?? now, call?.Queue, call?.Agent?.Team, about.Kind, Counts(scale, about, vote)));
        var thanked = solved != false && (score is { } given ? !scale.IsLow(given) && !scale.IsNeutral(given) : solved == true);
        AgentFacts.OfAnswer(changes, identity, installation().PlanBook, link.Call, call, about, thanked, now);
        await CloseTheLoopAsync(changes, link, asked, vote, scale, read, command, words, now, cancellationToken);
        return changes;
    }

    /// <summary>What the customer wrote, as far as consent lets it be kept.</summary>
    internal static string? Kept(string? comment, CallRow? call) =>
        call?.Consent == DocumentationConsent.Declined || string.IsNullOrWhiteSpace(comment) ? null : comment;

    private async Task CloseTheLoopAsync(
        Changes changes, SignedLink link, AskedAbout asked, Vote vote, RatingScale scale, StoredRow? read, string command, string words, Instant now, CancellationToken cancellationToken)
    {
        var about = asked.About;
        var notSolved = vote.Solved == false;
        var low = vote.Score is { } score && scale.IsLow(score);
        var opens = (notSolved || low) && read is not null;
        var neutral = vote.Score is { } middle && scale.IsNeutral(middle);
        var isGood = !notSolved && !low && !neutral;
        await StopAsync(changes, link, asked, vote, scale, read?.As<CallRow>(), opens, isGood, now, cancellationToken);
        if (opens)
        {
            var fact = new PlanFact(notSolved ? PlanEvent.NotSolved : PlanEvent.LowRating, now);
            await openCase.AddAsync(changes, command, link.Division, link.Call, read!, notSolved ? CaseReason.NotSolved : CaseReason.LowRating, fact, now, cancellationToken);
            return;
        }

        if (about.AnsweredAt is not null && read?.As<CallRow>().Case is { IsOpen: true, LowRated: true } open)
        {
            changes.Merge(read.Key, new CallPatch { Case = open with { LowRated = false } }, read.Version);
        }

        var outcome = neutral ? EpisodeOutcome.Neutral : notSolved || low ? EpisodeOutcome.Dissatisfied : EpisodeOutcome.Satisfied;
        endEpisode.Add(changes, link.Division, link.Call, read, about.Episode, outcome, $"the customer {words}", now);
    }

    /// <summary>
    /// An answer to one mail of an episode makes pointless what would ask the same once more; what a case stops anyway is left to the case. A good answer
    /// is a reply too: nobody who says that it is solved reads afterwards that it is not.
    /// </summary>
    private async Task StopAsync(
        Changes changes, SignedLink link, AskedAbout asked, Vote vote, RatingScale scale, CallRow? call, bool opens, bool isGood, Instant now, CancellationToken cancellationToken)
    {
        var stop = installation().PlanBook.Stop;
        var pending = asked.FollowUps.Select(f => f.As<FollowUp>())
            .Where(f => f.Episode == asked.About.Episode && f.Id != asked.About.Id && f.Id != asked.Confirmation?.Id && f.State.IsPending())
            .Where(f => !opens || !(FollowUpKinds.TryParse(f.Kind, out var kind) && stop.Stops(kind, StopFact.CaseOpened)))
            .ToList();
        var pointless = StoppedBy.Any(stop, pending.Select(f => StoppedBy.PendingOf(f, link.Call, call?.Customer)), isGood ? [StopFact.Answered, StopFact.Replied] : [StopFact.Answered]).ToList();
        if (isGood && asked.About is { AnsweredAt: not null } before && scale.IsBad(before.Score, before.Solved))
        {
            // What the low answer alone had asked for goes with it, whatever the plan book says of replies.
            var because = $"the customer changed the answer from {Given(before.Score, before.Solved)} to {Given(vote.Score, vote.Solved)}";
            pointless = [.. pointless.Select(stopped => (stopped.Pending, because))];
            if (call?.Case?.Because is CaseReason.LowRating or CaseReason.NotSolved)
            {
                var owed = pending.Where(f => f.Kind == FollowUpKind.SupervisorOutreach.Word() || f.Kind == FollowUpKind.Acknowledgement.Word());
                pointless.AddRange(owed.Where(f => !pointless.Exists(stopped => stopped.Pending.FollowUp == f.Id)).Select(f => (StoppedBy.PendingOf(f, link.Call, call.Customer), because)));
            }
        }

        await cancelPending.AddAsync(changes, link.Division, pointless, null, now, cancellationToken);
    }

    private static string Given(int? score, bool? solved) =>
        string.Join(" and ", new[] { solved switch { true => "solved", false => "not solved", _ => null }, score?.ToString(CultureInfo.InvariantCulture) }.OfType<string>());

    // A timer that the sweep holds at this moment is left to it: it will find the answer. Only a lost race asks where it is.
    private async Task StopWaitingAsync(Changes changes, SignedLink link, FollowUp followUp, bool lookForTimer, CancellationToken cancellationToken)
    {
        if (followUp.AwaitsAnswer() && (!lookForTimer || await store.FindAsync(link.Division, followUp.TimerKey!, cancellationToken) is not null))
        {
            changes.Delete(followUp.TimerKey!);
        }
    }

    private static OutgoingData Rated(SignedLink link, FollowUp about, CallRow? call, RatingScale scale, int? score) => new()
    {
        CallId = call?.CallId ?? "",
        Division = link.Division.Value,
        Episode = about.Episode,
        FollowUpId = about.Id,
        Kind = about.Kind,
        Score = score,
        Scale = score is null ? null : scale.Word(),
    };

    /// <summary>A changed answer takes the earlier one back, so that every person counts once.</summary>
    private static ImmutableArray<CountBy> Counts(RatingScale scale, FollowUp about, Vote vote)
    {
        var counts = ImmutableArray.CreateBuilder<CountBy>();
        counts.Add(new(Counters.Votes));
        if (about.AnsweredAt is null)
        {
            counts.Add(new(Counters.Rated));
        }

        if (vote.Score is { } score)
        {
            Score(score, 1);
            if (about.Score is { } before)
            {
                Score(before, -1);
            }
        }

        if (vote.Solved is { } solved && solved != about.Solved)
        {
            counts.Add(new(solved ? Counters.Solved : Counters.NotSolved));
            if (about.Solved is { } was)
            {
                counts.Add(new(was ? Counters.Solved : Counters.NotSolved, -1));
            }
        }

        // One counter changes once: the same score given again is no change.
        return [.. counts.GroupBy(c => c.Name).Select(c => new CountBy(c.Key, c.Sum(by => by.By))).Where(c => c.By != 0)];

        void Score(int value, int sign)
        {
            counts.Add(new(Counters.Score(scale.Word(), value), sign));
            counts.Add(new(Counters.ScoreSum(scale.Word()), sign * value));
        }
    }

    private static string Words(RatingScale scale, Vote vote)
    {
        var solved = vote.Solved switch { true => "says that it is solved", false => "says that it is not solved", _ => null };
        var scored = vote.Score is { } score ? string.Create(CultureInfo.InvariantCulture, $"answered {score} of {scale.Highest()}") : null;
        return string.Join(" and ", new[] { solved, scored }.OfType<string>());
    }
}
