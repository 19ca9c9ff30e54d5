using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.State;

namespace FollowUps.Lifecycle;

/// <summary>
/// Which pending follow-ups a fact makes pointless, and why. The plan book's table of kinds and facts decides, as it is at the moment of the
/// fact, and nothing else does.
/// </summary>
internal static class StoppedBy
{
    /// <summary>Why a follow-up of this kind is pointless after these facts; null: it is not.</summary>
    public static string? Reason(StopConditions stop, string kind, IEnumerable<StopFact> facts)
    {
        if (!FollowUpKinds.TryParse(kind, out var parsed))
        {
            return null;
        }

        foreach (var fact in facts)
        {
            if (stop.Stops(parsed, fact))
            {
                return Happened(fact);
            }
        }

        return null;
    }

    /// <summary>Those of <paramref name="pending"/> that the facts make pointless. An acknowledgement goes with the outreach that it announces: nothing is announced that does not come.</summary>
    public static IEnumerable<(PendingRow Pending, string Reason)> Any(StopConditions stop, IEnumerable<PendingRow> pending, IReadOnlyList<StopFact> facts)
    {
        var rows = pending.ToList();
        return from row in rows
               let announced = row.Name == FollowUpKind.Acknowledgement.Word() && rows.Exists(other => other.Name == FollowUpKind.SupervisorOutreach.Word() && other.Call == row.Call && other.Episode == row.Episode)
               let reason = Reason(stop, row.Name, facts) ?? (announced ? Reason(stop, FollowUpKind.SupervisorOutreach.Word(), facts) : null)
               where reason is not null
               select (row, reason);
    }

    /// <summary>The same for what a later call of the customer did: where it is the call itself that makes them pointless, the reason names it.</summary>
    public static IEnumerable<(PendingRow Pending, string Reason)> AnyByCall(StopConditions stop, IEnumerable<PendingRow> pending, IReadOnlyList<StopFact> facts, CallId call) =>
        Any(stop, pending, facts).Select(stopped => stopped.Reason == Happened(StopFact.NewCall) || stopped.Reason == Happened(StopFact.ResolvedCall) ? (stopped.Pending, $"{stopped.Reason} (call {call})") : stopped);

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
