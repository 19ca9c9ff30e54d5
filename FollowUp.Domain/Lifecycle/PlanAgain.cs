using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>
/// Lets a fact that came of a call go through the plan: a low rating, a broken promise, a closed case. What the plan book says then is written
/// in the same change as the fact; nothing is ever sent straight away.
/// </summary>
public sealed class PlanAgain(Identity identity, Func<Installation> installation)
{
    private readonly AddPlanned _addPlanned = new(identity);

    /// <summary>Adds what the plan book wants after <paramref name="fact"/>; returns what was planned, skipped ones included.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="command">The step's command, so that a repeat of it adds nothing.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="call">The call as the step leaves it.</param>
    /// <param name="fact">What happened.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="ordinal">How often this fact has happened before to the same subject.</param>
    /// <param name="shape">Changes a letter before it is stored.</param>
    /// <param name="holds">Facts of the same step that make some of it pointless.</param>
    internal ImmutableArray<PlannedFollowUp> Add(
        Changes changes, string command, Division division, string hash, CallRow call, PlanFact fact, Instant now, int ordinal = 0, Func<PlannedFollowUp, Letter, Letter>? shape = null, params IReadOnlyList<StopFact> holds)
    {
        var decision = Plan.Of(fact, CallSnapshot.CallOf(call, division), [], installation().PlanBook, now);
        var story = new Story(changes, hash, identity.Command("plan", fact.On.Word(), command), now, TimelineOrder.PlannedAgain);
        story.Tell("plan", "call.planned", decision.Sentence, decision.Reason);
        var about = new PlannedAbout(division, hash, call, decision.Rule, ordinal);
        foreach (var planned in decision.FollowUps)
        {
            _addPlanned.Add(changes, story, about, planned, StoppedBy.Reason(installation().PlanBook.Stop, planned.Kind, holds), installation().Directory, now, shape is null ? null : letter => shape(planned, letter));
        }

        return decision.FollowUps;
    }
}
