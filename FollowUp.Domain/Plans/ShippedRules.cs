using System.Collections.Immutable;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>
/// What is planned after a fact for which a plan book names no rule, so that a book of rules for closed calls alone still closes the loop. A rule
/// with an empty plan switches it off. The shipped plan book writes the same rules out.
/// </summary>
internal static class ShippedRules
{
    private static readonly Delay AtOnce = new Delay.Elapsed(Duration.Zero);
    private static readonly Delay WhenOpen = new Delay.BusinessHours(Duration.Zero);

    /// <summary>The rules by the fact they are about; nothing for a closed call, about which only the plan book decides.</summary>
    public static ImmutableArray<PlanRule> All { get; } =
    [
        On(PlanEvent.LowRating, "low rating", Brief, Escalation, Outreach(2)),
        On(PlanEvent.NotSolved, "not solved by the customer's word", Brief, Escalation, Outreach(2)),
        On(PlanEvent.CustomerAsked, "the customer asks for something", Brief, Escalation),
        On(PlanEvent.PromiseBroken, "promise broken", Brief, Escalation, Outreach(2)),
        On(PlanEvent.SuspectAnswer, "answer to be confirmed", Step(FollowUpKind.RatingConfirmation, AtOnce) with { ExpireAfter = Duration.FromDays(3) }),
        On(PlanEvent.PromiseOverdue, "promise overdue", Step(FollowUpKind.PromiseOverdue, AtOnce), Step(FollowUpKind.PromiseOverdue, WhenOpen) with { Variant = PlanStep.ForSupervisor }),
        On(PlanEvent.PromiseKept, "promise kept", Step(FollowUpKind.PromiseCheck, new Delay.BusinessDays(1))),
        On(PlanEvent.CaseClosed, "case closed", Step(FollowUpKind.ReCheckIn, new Delay.BusinessDays(2))),
        On(PlanEvent.WeekEnded, "week of an agent", Step(FollowUpKind.AgentDigest, WhenOpen)),
    ];

    private static PlanStep Brief => Step(FollowUpKind.SupervisorBrief, WhenOpen);

    private static PlanStep Escalation => Step(FollowUpKind.Escalation, new Delay.BusinessHours(Duration.FromHours(4)));

    private static PlanStep Outreach(int hours) =>
        Step(FollowUpKind.SupervisorOutreach, new Delay.BusinessHours(Duration.FromHours(hours))) with { Variant = PlanStep.AfterAnswer };

    private static PlanStep Step(FollowUpKind kind, Delay delay) => new() { Kind = kind, Delay = delay };

    private static PlanRule On(PlanEvent on, string name, params ImmutableArray<PlanStep> steps) => new(name, new PlanCondition(), steps) { On = on };
}
