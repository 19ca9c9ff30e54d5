using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>
/// A call that the customer booked or a supervisor set a date for: kept by whoever speaks with the customer, withdrawn when the case ends without that, and
/// with whoever has the case.
/// </summary>
public static class BookedCall
{
    /// <summary>True for a call that is booked and lies ahead.</summary>
    /// <param name="promise">Any promise.</param>
    /// <param name="now">The moment of asking.</param>
    public static bool IsAhead(PromiseFacts promise, Instant now)
    {
        ArgumentNullException.ThrowIfNull(promise);
        return IsOpen(promise) && promise.DueAt > now;
    }

    /// <summary>The call when the customer chooses another time: nobody is called twice, and a call that was missed stays missed.</summary>
    internal static CallRow Replaced(CallRow call, Instant now) => call with
    {
        Promises = [.. call.Promises.Select(promise => IsAhead(promise, now) ? promise with { State = PromiseState.Withdrawn, TimerKey = null } : promise)],
    };

    /// <summary>The call after somebody spoke with the customer. A timer that is left behind finds no open promise and does nothing.</summary>
    internal static CallRow Kept(CallRow call, Instant at) =>
        Change(call, promise => promise with { State = PromiseState.Kept, KeptAt = at, KeptInTime = at <= (promise.MissedAt ?? promise.DueAt) });

    /// <summary>The call when nobody waits for it any more: the case is over, or there is another date.</summary>
    internal static CallRow Withdrawn(CallRow call) => Change(call, promise => promise with { State = PromiseState.Withdrawn });

    /// <summary>The call when somebody else has the case.</summary>
    internal static CallRow With(CallRow call, PersonFacts owner) => Change(call, promise => promise with { Owner = owner });

    /// <summary>Reminders and apologies that wait, about what is settled now.</summary>
    internal static IEnumerable<(PendingRow Pending, string Reason)> Pointless(CallRow before, CallRow after, IEnumerable<FollowUp> pending, string hash) =>
        from followUp in pending
        where followUp.Kind == FollowUpKind.PromiseNudge.Word() || followUp.Kind == FollowUpKind.PromiseOverdue.Word()
        where before.PromiseOf(followUp.Subject) is { } promise && IsOpen(promise)
        let state = after.PromiseOf(followUp.Subject)?.State
        where state is PromiseState.Kept or PromiseState.Withdrawn
        select (StoppedBy.PendingOf(followUp, hash, before.Customer), state == PromiseState.Kept ? StoppedBy.Happened(StopFact.PromiseKept) : "nobody waits for the call any more");

    /// <summary>Counts what was kept.</summary>
    internal static void Count(Changes changes, Identity identity, string hash, CallRow before, CallRow after, Instant now)
    {
        foreach (var promise in before.Promises.Where(IsOpen))
        {
            if (after.PromiseOf(promise.Id) is { State: PromiseState.Kept } kept)
            {
                PromiseCounts.Kept(changes, identity, hash, after, kept, now);
            }
        }
    }

    private static CallRow Change(CallRow call, Func<PromiseFacts, PromiseFacts> change) =>
        call.Promises.Any(IsOpen) ? call with { Promises = [.. call.Promises.Select(promise => IsOpen(promise) ? change(promise) : promise)] } : call;

    private static bool IsOpen(PromiseFacts promise) => promise is { Source: PromiseSource.Callback, State: PromiseState.Open };
}
