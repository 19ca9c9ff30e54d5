using System.Collections.Immutable;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.State;

namespace FollowUps.Calls;

/// <summary>
/// What of a call's plan is pointless before it begins, because of what happened between the end of the call and the moment it became known: a call heard of
/// late ends up as it would have, had its event come in time.
/// </summary>
internal static class AlreadyPointless
{
    /// <summary>What has happened since the call: the customer called again, was helped in a later call, perhaps about the same case, or wrote back about nothing in particular.</summary>
    public static ImmutableArray<StopCause> FactsOf(CallClosed call, Identity identity, CustomerView view)
    {
        var (hash, matter) = (identity.Call(call.Id), CloseEarlierCases.NameOf(identity, call.CaseId));
        var later = view.Calls.Where(other => other.Key != hash && other.Value.ClosedAt > call.ClosedAt).Select(other => other.Value).OrderBy(other => other.ClosedAt).ToList();
        var facts = ImmutableArray.CreateBuilder<StopCause>();
        void Add(StopFact fact, string happened, CustomerCallRow? by)
        {
            if (by is not null)
            {
                facts.Add(new StopCause(fact, $"{happened} (that call ended at {Story.Time(by.ClosedAt)})"));
            }
        }

        Add(StopFact.NewCall, StoppedBy.Happened(StopFact.NewCall), later.FirstOrDefault());
        Add(StopFact.ResolvedCall, StoppedBy.Happened(StopFact.ResolvedCall), later.Find(other => other.Outcome == CallOutcome.Resolved));
        if (IsWithoutSolution(call) && matter is not null)
        {
            Add(StopFact.CaseClosed, "a later call about the same case was resolved", later.Find(other => other.Outcome == CallOutcome.Resolved && other.Case == matter));
        }

        if (view.Row?.As<CustomerRow>().RepliedAt >= call.ClosedAt)
        {
            facts.Add(new StopCause(StopFact.Replied));
        }

        return facts.ToImmutable();
    }

    /// <summary>True when the call ended with the customer's matter open.</summary>
    public static bool IsWithoutSolution(CallClosed call) => call.Outcome is CallOutcome.Unresolved or CallOutcome.Escalated;

    /// <summary>The reason why each follow-up of a plan is pointless; null: it is not, or it is skipped anyway.</summary>
    public static ImmutableArray<(PlannedFollowUp FollowUp, string? Stopped)> In(PlanDecision plan, CallClosed call, ImmutableArray<StopCause> facts, StopConditions stop)
    {
        string? Reason(FollowUpKind kind) =>
            StoppedBy.Reason(stop, kind, facts) ?? (AsksWhoHungUp(call.Outcome, kind) ? facts.FirstOrDefault(past => past.Fact == StopFact.NewCall)?.Why : null);
        var outreach = plan.FollowUps.Any(f => f is { Kind: FollowUpKind.SupervisorOutreach, SkipReason: null }) ? Reason(FollowUpKind.SupervisorOutreach) : null;
        return
        [
            .. plan.FollowUps.Select(f => (f, f.SkipReason is not null ? null : f.Kind switch
            {
                // Whether a promise is still to be reminded of is decided when its timer fires.
                FollowUpKind.PromiseNudge => null,

                // Nothing is announced that does not come.
                FollowUpKind.Acknowledgement => outreach ?? Reason(f.Kind),
                _ => Reason(f.Kind),
            })),
        ];
    }

    /// <summary>True for what asks a customer who hung up when they may be called. Once they have called again it is pointless: the later call has a follow-up of its own.</summary>
    public static bool AsksWhoHungUp(CallOutcome? outcome, FollowUpKind kind) =>
        outcome == CallOutcome.Abandoned && kind is (FollowUpKind.SupervisorOutreach or FollowUpKind.CallTask);
}
