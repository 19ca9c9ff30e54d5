using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>Adds a promise that came after the call, such as the time of a call that the customer booked: it is watched like every other, and check-ins wait for it.</summary>
public sealed class MakePromise(IFollowUpStore store, Identity identity, CancelPending cancelPending, Func<Installation> installation)
{
    private readonly PromiseTimers _timers = new(identity);
    private readonly MoveCheckIns _moveCheckIns = new(store, identity, cancelPending);

    /// <summary>Adds its timer and moves check-ins; returns the call with it, which the caller writes.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="call">The call as the step leaves it so far.</param>
    /// <param name="promise">The promise; its id is not one of the call's.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    internal async Task<CallRow> AddAsync(
        Changes changes, Division division, string hash, CallRow call, PromiseFacts promise, Instant now, CancellationToken cancellationToken)
    {
        var book = installation().PlanBook;
        var after = call with { Promises = call.Promises.Add(_timers.Add(changes, hash, call, promise, book, now)) };
        await _moveCheckIns.AddAsync(changes, division, hash, after, book, promise.Id, "was made", now, cancellationToken);
        return after;
    }
}
