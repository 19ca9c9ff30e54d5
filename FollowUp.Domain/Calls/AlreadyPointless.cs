using System.Collections.Immutable;
using FollowUps.Lifecycle;
using FollowUps.Plans;

namespace FollowUps.Calls;

/// <summary>What of a call's plan is pointless before it begins, because of what happened between the end of the call and the moment it became known.</summary>
internal static class AlreadyPointless
{
    /// <summary>What has happened to the customer since the call: they called again, a later call was resolved, or they wrote back about nothing in particular.</summary>
    public static ImmutableArray<StopFact> FactsOf(CallClosed call, string hash, CustomerView view)
    {
        var later = view.Calls.Where(other => other.Key != hash && other.Value.ClosedAt > call.ClosedAt).Select(other => other.Value.Outcome).ToList();
        return
        [
            .. later.Count > 0 ? [StopFact.NewCall] : Array.Empty<StopFact>(),
            .. later.Contains(CallOutcome.Resolved) ? [StopFact.ResolvedCall] : Array.Empty<StopFact>(),
            .. view.Row?.As<State.CustomerRow>().RepliedAt >= call.ClosedAt ? [StopFact.Replied] : Array.Empty<StopFact>(),
        ];
    }

    /// <summary>True for a call without a solution that became known only after a later call of this customer had been resolved: no case is opened for it.</summary>
    public static bool IsHelpedLater(CallClosed call, ImmutableArray<StopFact> facts) => IsWithoutSolution(call) && facts.Contains(StopFact.ResolvedCall);

    /// <summary>True when the call ended with the customer's matter open.</summary>
    public static bool IsWithoutSolution(CallClosed call) => call.Outcome is CallOutcome.Unresolved or CallOutcome.Escalated;

    /// <summary>The reason why each follow-up of a plan is pointless; null: it is not, or it is skipped anyway.</summary>
    public static ImmutableArray<(PlannedFollowUp FollowUp, string? Stopped)> In(PlanDecision plan, CallClosed call, ImmutableArray<StopFact> facts, StopConditions stop)
    {
        // No case is opened for a customer who was helped, and without one nobody is to be told of it; nothing is announced that does not come.
        var helped = IsHelpedLater(call, facts) ? StoppedBy.Happened(StopFact.ResolvedCall) : null;
        var outreach = plan.FollowUps.Any(f => f is { Kind: FollowUpKind.SupervisorOutreach, SkipReason: null }) ? StoppedBy.Reason(stop, FollowUpKind.SupervisorOutreach.Word(), facts) : null;
        return
        [
            .. plan.FollowUps.Select(f => (f, f.SkipReason is not null ? null : f.Kind switch
            {
                // Whether a promise is still to be reminded of is decided when its timer fires.
                FollowUpKind.PromiseNudge => null,
                FollowUpKind.Acknowledgement => outreach ?? StoppedBy.Reason(stop, f.Kind.Word(), facts),
                FollowUpKind.SupervisorBrief or FollowUpKind.Escalation => StoppedBy.Reason(stop, f.Kind.Word(), facts) ?? helped,
                _ => StoppedBy.Reason(stop, f.Kind.Word(), facts),
            })),
        ];
    }
}
