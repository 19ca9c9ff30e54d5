using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>Decides what an answer that looks machine-made changes: it is kept and shown, counts for nothing, starts nothing, and is asked about once.</summary>
public sealed class DoubtAnswer(IFollowUpStore store, Identity identity, PlanAgain planAgain)
{
    /// <summary>The change of a doubted answer.</summary>
    internal async Task<Changes> DecideAsync(
        SignedLink link, AskedAbout asked, Vote vote, string key, SuspectReason reason, Instant now, CancellationToken cancellationToken)
    {
        var about = asked.About;
        var call = (await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>();
        var command = identity.Command("doubted", about.Id, vote.Page.Nonce);
        var changes = new Changes("doubt")
            .Insert(key, new AnswerRow(now, "rating", vote.Score, CountAnswer.Kept(vote.Comment, call), Counted: false) { Solved = vote.Solved, Suspect = reason.Word() })
            .Merge(asked.Read.Key, FollowUp.Evolve(new FollowUpFact.Doubted(about.Answers + 1)), asked.Read.Version);
        new Story(changes, link.Call, command, now)
            .Tell("customer", "followup.vote-doubted", "An answer looks machine-made: it is kept and not counted.", reason.Describe(), about.Id);
        changes.Count(
            identity.Command("counted", "doubt", vote.Page.Nonce), now,
            new Counted(about.SentAt ?? now, call?.Queue, call?.Agent?.Team, about.Kind, [new(Counters.Votes), new(Counters.SuspectVote)]));
        if (call is not null && call.Episode == about.Episode && !await IsAskedAlreadyAsync(link, about, call, cancellationToken))
        {
            planAgain.Add(changes, command, link.Division, link.Call, call, new PlanFact(PlanEvent.SuspectAnswer, now, about.Id), now, shape: (_, letter) => letter with { Scale = about.Scale ?? RatingScale.Csat });
        }

        return changes;
    }

    /// <summary>One confirmation for each mail that asked, and none about a confirmation.</summary>
    private async Task<bool> IsAskedAlreadyAsync(SignedLink link, FollowUp about, CallRow call, CancellationToken cancellationToken)
    {
        var id = identity.FollowUp(link.Call, call.Episode, FollowUpKind.RatingConfirmation.Word(), about.Id);
        return await store.FindAsync(link.Division, Keys.FollowUp(link.Call, id), cancellationToken) is not null;
    }
}
