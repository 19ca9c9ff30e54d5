using System.Collections.Immutable;

namespace FollowUps.Plans;

/// <summary>A fact that can make a planned follow-up pointless.</summary>
public enum StopFact
{
    /// <summary>The customer answered the question, by link or mail.</summary>
    Answered,

    /// <summary>The customer called again.</summary>
    NewCall,

    /// <summary>A later call of the customer closed as resolved.</summary>
    ResolvedCall,

    /// <summary>The call was opened again.</summary>
    Reopened,

    /// <summary>The customer replied to a mail.</summary>
    Replied,

    /// <summary>The customer booked a call.</summary>
    CallBooked,

    /// <summary>A recovery case was opened.</summary>
    CaseOpened,

    /// <summary>The recovery case was closed.</summary>
    CaseClosed,

    /// <summary>Somebody took the brief.</summary>
    Acknowledged,

    /// <summary>Somebody says: I have called.</summary>
    Contacted,

    /// <summary>The owner says that the promise was kept.</summary>
    PromiseKept,

    /// <summary>The promise has a new date.</summary>
    PromiseMoved,
}

/// <summary>The plan book's <c>stop</c>: which facts cancel which kind. The only part of a plan book that is re-read for what is already planned.</summary>
public sealed record StopConditions(ImmutableDictionary<FollowUpKind, ImmutableHashSet<StopFact>> ByKind)
{
    internal static Vocabulary<StopFact> Vocabulary { get; } = new(
        (StopFact.Answered, "answered"),
        (StopFact.NewCall, "newCall"),
        (StopFact.ResolvedCall, "resolvedCall"),
        (StopFact.Reopened, "reopened"),
        (StopFact.Replied, "replied"),
        (StopFact.CallBooked, "callBooked"),
        (StopFact.CaseOpened, "caseOpened"),
        (StopFact.CaseClosed, "caseClosed"),
        (StopFact.Acknowledged, "acknowledged"),
        (StopFact.Contacted, "contacted"),
        (StopFact.PromiseKept, "promiseKept"),
        (StopFact.PromiseMoved, "promiseMoved"));

    private static ImmutableHashSet<StopFact> Conversation { get; } =
        [StopFact.Answered, StopFact.NewCall, StopFact.Reopened, StopFact.Replied, StopFact.CaseOpened];

    /// <summary>What holds for a kind that the plan book does not name.</summary>
    public static StopConditions Shipped { get; } = new(new Dictionary<FollowUpKind, ImmutableHashSet<StopFact>>
    {
        [FollowUpKind.CheckIn] = Conversation,
        [FollowUpKind.CheckInReminder] = Conversation,
        [FollowUpKind.SupervisorBrief] = [StopFact.Acknowledged, StopFact.Contacted, StopFact.CaseClosed],
        [FollowUpKind.SupervisorOutreach] =
            [StopFact.Contacted, StopFact.ResolvedCall, StopFact.Reopened, StopFact.CaseClosed, StopFact.Replied, StopFact.CallBooked],
        [FollowUpKind.CallTask] = [StopFact.Contacted, StopFact.ResolvedCall, StopFact.Reopened, StopFact.CaseClosed, StopFact.Replied, StopFact.CallBooked],
        [FollowUpKind.Escalation] = [StopFact.Acknowledged, StopFact.Contacted, StopFact.CaseClosed],
        [FollowUpKind.PromiseNudge] = [StopFact.PromiseKept, StopFact.PromiseMoved],
        [FollowUpKind.PromiseOverdue] = [StopFact.PromiseKept],
        [FollowUpKind.PromiseCheck] = [StopFact.Answered],
        [FollowUpKind.RatingConfirmation] = [StopFact.Answered],
        [FollowUpKind.ReCheckIn] = [StopFact.Answered, StopFact.NewCall, StopFact.Reopened, StopFact.CaseOpened],
    }.ToImmutableDictionary());

    /// <summary>True when <paramref name="fact"/> makes a follow-up of this kind pointless.</summary>
    public bool Stops(FollowUpKind kind, StopFact fact) => ByKind.TryGetValue(kind, out var facts) && facts.Contains(fact);

    /// <summary>Every fact that makes a follow-up of this kind pointless, in the order of the contract.</summary>
    public IReadOnlyList<StopFact> FactsThatStop(FollowUpKind kind) => [.. Enum.GetValues<StopFact>().Where(fact => Stops(kind, fact))];
}

/// <summary>The words of <see cref="StopFact"/>.</summary>
public static class StopFacts
{
    /// <summary>"answered", "newCall" and so on, as the plan book writes them.</summary>
    public static string Word(this StopFact fact) => StopConditions.Vocabulary.Word(fact);

    /// <summary>The fact as the end of a sentence: "the customer calls again".</summary>
    public static string Describe(this StopFact fact) => fact switch
    {
        StopFact.Answered => "the customer answers",
        StopFact.NewCall => "the customer calls again",
        StopFact.ResolvedCall => "a later call of the customer closes as resolved",
        StopFact.Reopened => "the call is opened again",
        StopFact.Replied => "the customer replies to a mail",
        StopFact.CallBooked => "the customer books a call",
        StopFact.CaseOpened => "a recovery case is opened",
        StopFact.CaseClosed => "the recovery case is closed",
        StopFact.Acknowledged => "somebody takes the brief",
        StopFact.Contacted => "somebody has spoken with the customer",
        StopFact.PromiseKept => "the promise is kept",
        StopFact.PromiseMoved => "the promise gets a new date",
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
