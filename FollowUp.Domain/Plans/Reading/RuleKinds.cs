using FollowUps.Schedule;

namespace FollowUps.Plans.Reading;

/// <summary>
/// Which kinds a rule can plan: some speak of something that only another fact brings, and some are planned by the product alone. Such a step would be
/// planned and never make sense, so that it is refused (PRODUCT.md, kinds of follow-up).
/// </summary>
internal static class RuleKinds
{
    /// <summary>Notes an error at the kind, or at its delay, of a step that cannot work in a rule about <paramref name="on"/>.</summary>
    public static void Check(ConfigNode node, PlanStep step, PlanEvent on)
    {
        if (ProblemOf(step.Kind, on) is var (reason, fix))
        {
            node.Find("kind")!.Error($"'{step.Kind.Word()}' cannot be planned {(on == PlanEvent.CallClosed ? "when a call closes" : $"by a rule on '{on.Word()}'")}: {reason}", fix);
        }
        else if (step is { Kind: FollowUpKind.PromiseNudge, Delay: not Delay.BeforePromise })
        {
            node.Find("delay")?.Error("A promise-nudge is planned once for each promise, before that is due", "Write { \"beforePromise\": \"2h\" }.");
        }
    }

    // A week has neither customer nor case, and a closed case nobody who is waited for. What asks about a call, or confirms what was said in it, does so once, when it closes.
    private static (string Reason, string Fix)? ProblemOf(FollowUpKind kind, PlanEvent on) => kind switch
    {
        FollowUpKind.CallTask => ("it takes the place of a mail that cannot reach the customer, by itself", "Leave it out; whoever can be phoned is phoned instead of the supervisor-outreach."),
        FollowUpKind.Test => ("it is sent on request alone", "Leave it out; ask for it with send-test."),
        FollowUpKind.PromiseNudge when on != PlanEvent.CallClosed => Only("the rule of the call says when the owner of a promise is reminded", PlanEvent.CallClosed),
        FollowUpKind.PromiseOverdue when on != PlanEvent.PromiseOverdue => Only("no promise is late then", PlanEvent.PromiseOverdue),
        FollowUpKind.PromiseCheck when on != PlanEvent.PromiseKept => Only("nobody has said then that a promise was kept", PlanEvent.PromiseKept),
        FollowUpKind.RatingConfirmation when on != PlanEvent.SuspectAnswer => Only("there is no answer then that it could ask about", PlanEvent.SuspectAnswer),
        FollowUpKind.ReCheckIn when on != PlanEvent.CaseClosed => Only("no case is closed then", PlanEvent.CaseClosed),
        FollowUpKind.CheckIn when on != PlanEvent.CallClosed => Only("it asks about the call, once", PlanEvent.CallClosed),
        FollowUpKind.CheckInReminder when on != PlanEvent.CallClosed => Only("it reminds of the check-in, which the rule of the call plans", PlanEvent.CallClosed),
        FollowUpKind.PromiseConfirmation when on != PlanEvent.CallClosed => Only("what was promised in a call is confirmed when it closes", PlanEvent.CallClosed),
        FollowUpKind.Acknowledgement or FollowUpKind.SupervisorBrief or FollowUpKind.SupervisorOutreach or FollowUpKind.Escalation when on == PlanEvent.WeekEnded =>
            Only("an agent's week has no customer and no case", PlanEvent.CallClosed),
        FollowUpKind.Acknowledgement or FollowUpKind.SupervisorBrief or FollowUpKind.SupervisorOutreach or FollowUpKind.Escalation when on == PlanEvent.CaseClosed =>
            Only("it is about an open case, and that is closed then", PlanEvent.CallClosed),
        FollowUpKind.AgentDigest when on != PlanEvent.WeekEnded => Only("it is about an agent's week", PlanEvent.WeekEnded),
        _ => null,
    };

    private static (string Reason, string Fix) Only(string reason, PlanEvent on) =>
        (reason, $"Write it into a rule with \"on\": \"{on.Word()}\"{(on == PlanEvent.CallClosed ? ", which is meant where 'on' is missing" : "")}, or leave it out.");
}
