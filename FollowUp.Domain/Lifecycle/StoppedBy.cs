using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.State;

namespace FollowUps.Lifecycle;

/// <summary>A fact that may make follow-ups pointless, in the words in which a timeline tells it.</summary>
/// <param name="Fact">What happened.</param>
/// <param name="Why">The same as a reason: "the customer called again (call c-2)".</param>
internal sealed record StopCause(StopFact Fact, string Why)
{
    /// <summary>A fact of which nothing more is known.</summary>
    public StopCause(StopFact fact)
        : this(fact, StoppedBy.Happened(fact))
    {
    }
}

/// <summary>
/// Which pending follow-ups a fact makes pointless, and why. The plan book's table of kinds and facts decides, as it is at the moment of the
/// fact, and nothing else does.
/// </summary>
internal static class StoppedBy
{
    /// <summary>Why a follow-up of this kind is pointless after these facts; null: it is not.</summary>
    public static string? Reason(StopConditions stop, FollowUpKind kind, IEnumerable<StopCause> causes) => causes.FirstOrDefault(cause => stop.Stops(kind, cause.Fact))?.Why;

    /// <summary>The same for facts of which nothing more is known.</summary>
    public static string? Reason(StopConditions stop, FollowUpKind kind, IEnumerable<StopFact> facts) => Reason(stop, kind, facts.Select(fact => new StopCause(fact)));

    /// <summary>Those of <paramref name="pending"/> that the facts make pointless. An acknowledgement goes with the outreach that it announces: nothing is announced that does not come.</summary>
    public static IEnumerable<(PendingRow Pending, string Reason)> Any(StopConditions stop, IEnumerable<PendingRow> pending, IReadOnlyList<StopCause> causes)
    {
        var rows = pending.ToList();
        return from row in rows
               let announced = row.Name == FollowUpKind.Acknowledgement.Word() && rows.Exists(other => other.Name == FollowUpKind.SupervisorOutreach.Word() && other.Call == row.Call && other.Episode == row.Episode)
               let reason = ReasonOf(stop, row.Name, causes) ?? (announced ? Reason(stop, FollowUpKind.SupervisorOutreach, causes) : null)
               where reason is not null
               select (row, reason);
    }

    /// <summary>The same for facts of which nothing more is known.</summary>
    public static IEnumerable<(PendingRow Pending, string Reason)> Any(StopConditions stop, IEnumerable<PendingRow> pending, IReadOnlyList<StopFact> facts) =>
        Any(stop, pending, [.. facts.Select(fact => new StopCause(fact))]);

    /// <summary>What a later call of the customer did; the call itself is named where it is what makes something pointless.</summary>
    public static IReadOnlyList<StopCause> Causes(IEnumerable<StopFact> facts, CallId call) =>
        [.. facts.Select(fact => fact is StopFact.NewCall or StopFact.ResolvedCall ? new StopCause(fact, $"{Happened(fact)} (call {call})") : new StopCause(fact))];

    private static string? ReasonOf(StopConditions stop, string name, IEnumerable<StopCause> causes) => FollowUpKinds.TryParse(name, out var kind) ? Reason(stop, kind, causes) : null;

    /// <summary>A pending follow-up as the customer's index would name it.</summary>
    public static PendingRow PendingOf(FollowUp followUp, string call, string? customer) =>
        new(customer, call, followUp.Id, followUp.Kind, followUp.DueKey ?? "", followUp.Episode);

    /// <summary>What happened to a promise as a reason that names it: "promise p-1 was kept".</summary>
    public static string Happened(StopFact fact, string promise) => fact switch
    {
        StopFact.PromiseKept => $"promise {promise} was kept",
        StopFact.PromiseMoved => $"promise {promise} has a new date",
        _ => Happened(fact),
    };

    /// <summary>The fact as a reason: "the customer called again".</summary>
    public static string Happened(StopFact fact) => fact switch
    {
        StopFact.Answered => "the customer answered",
        StopFact.NewCall => "the customer called again",
        StopFact.ResolvedCall => "a later call of this customer was resolved",
        StopFact.Reopened => "the call was opened again",
        StopFact.Replied => "the customer replied",
        StopFact.CallBooked => "the customer booked a call",
        StopFact.CaseOpened => "a recovery case was opened",
        StopFact.CaseClosed => "the case was closed",
        StopFact.Acknowledged => "somebody took the brief",
        StopFact.Contacted => "a supervisor spoke with the customer",
        StopFact.PromiseKept => "the promise was kept",
        StopFact.PromiseMoved => "the promise has a new date",
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
