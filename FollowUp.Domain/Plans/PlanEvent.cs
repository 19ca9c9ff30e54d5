namespace FollowUps.Plans;

/// <summary>What makes the plan book decide: a closed call, or something that came of it. Everything that comes back goes through the plan again.</summary>
public enum PlanEvent
{
    /// <summary>A call closed. The default.</summary>
    CallClosed,

    /// <summary>A customer gave a low rating that counts; there is a recovery case now.</summary>
    LowRating,

    /// <summary>A customer says that it is not solved; there is a recovery case now.</summary>
    NotSolved,

    /// <summary>A customer asks for something in own words, or to be called; there is a recovery case now.</summary>
    CustomerAsked,

    /// <summary>An answer looks machine-made.</summary>
    SuspectAnswer,

    /// <summary>A promise is due and was not kept.</summary>
    PromiseOverdue,

    /// <summary>A promise was overdue as often as a customer is told so; there is a recovery case now.</summary>
    PromiseBroken,

    /// <summary>Its owner says that a promise was kept.</summary>
    PromiseKept,

    /// <summary>A recovery case was closed.</summary>
    CaseClosed,

    /// <summary>A week of an agent is over and has facts.</summary>
    WeekEnded,
}

/// <summary>The words of <see cref="PlanEvent"/>.</summary>
public static class PlanEvents
{
    internal static Vocabulary<PlanEvent> Vocabulary { get; } = new(
        (PlanEvent.CallClosed, "callClosed"),
        (PlanEvent.LowRating, "lowRating"),
        (PlanEvent.NotSolved, "notSolved"),
        (PlanEvent.CustomerAsked, "customerAsked"),
        (PlanEvent.SuspectAnswer, "suspectAnswer"),
        (PlanEvent.PromiseOverdue, "promiseOverdue"),
        (PlanEvent.PromiseBroken, "promiseBroken"),
        (PlanEvent.PromiseKept, "promiseKept"),
        (PlanEvent.CaseClosed, "caseClosed"),
        (PlanEvent.WeekEnded, "weekEnded"));

    /// <summary>"callClosed", "lowRating" and so on, as the plan book writes them.</summary>
    public static string Word(this PlanEvent on) => Vocabulary.Word(on);

    /// <summary>What was decided about, for the timeline: "the customer gave a low rating".</summary>
    public static string Describe(this PlanEvent on) => on switch
    {
        PlanEvent.CallClosed => "the call closed",
        PlanEvent.LowRating => "the customer gave a low rating",
        PlanEvent.NotSolved => "the customer says that it is not solved",
        PlanEvent.CustomerAsked => "the customer asks for something",
        PlanEvent.SuspectAnswer => "an answer looks machine-made",
        PlanEvent.PromiseOverdue => "a promise is overdue",
        PlanEvent.PromiseBroken => "a promise was broken",
        PlanEvent.PromiseKept => "a promise was kept",
        PlanEvent.CaseClosed => "the case was closed",
        PlanEvent.WeekEnded => "the week is over",
        _ => throw new ArgumentOutOfRangeException(nameof(on)),
    };
}
