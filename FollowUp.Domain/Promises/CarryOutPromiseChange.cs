using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>What follows when promises of a call were kept, moved or withdrawn: their timers, the count for the kept-rate, and the question to the customer.</summary>
internal sealed class CarryOutPromiseChange(IFollowUpStore store, Identity identity, PlanAgain planAgain)
{
    private readonly PromiseTimers _timers = new(identity);

    /// <summary>Adds it to what the step writes, all but the call's row; returns that, and true when something was planned.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="command">The step's command.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="before">The call as it was read.</param>
    /// <param name="after">The call with the change.</param>
    /// <param name="book">The plan book.</param>
    /// <param name="asks">True when the customer is asked whether it was kept: not after contact, where a supervisor has just heard it.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task<(CallRow Call, bool Planned)> AddAsync(
        Changes changes, string command, Division division, string hash, CallRow before, CallRow after, PlanBook book, bool asks, Instant now, CancellationToken cancellationToken)
    {
        var planned = false;
        foreach (var promise in after.Promises)
        {
            if (before.PromiseOf(promise.Id) is not { } old || old == promise)
            {
                continue;
            }

            // One that is claimed already finds that it is not meant any more.
            if (old.TimerKey is { } key && await store.FindAsync(division, key, cancellationToken) is { } timer)
            {
                changes.Delete(timer.Key, timer.Version);
                if (promise is { State: PromiseState.Kept, Source: PromiseSource.Call } && timer.As<DueItem>().Name == Timers.PromiseRemind)
                {
                    new Story(changes, hash, identity.Command("not-reminded", command, promise.Id), now, TimelineOrder.Stopped)
                        .Tell("plan", "promise.not-reminded", $"The reminder of {promise.Named()} is cancelled.", "it was kept before the reminder was due");
                }
            }

            var changed = promise with { TimerKey = null };
            changed = changed.State == PromiseState.Open ? _timers.Add(changes, hash, after, changed, book, now, ownerKnows: true) : changed;
            after = after.With(changed);
            if (changed.State == PromiseState.Kept && old.State != PromiseState.Kept)
            {
                PromiseCounts.Kept(changes, identity, hash, after, changed, now);
                AgentFacts.OfPromise(changes, identity, book, hash, after, changed, changed.KeptInTime);

                // Where it was broken before, a supervisor has the case and asks in person.
                planned |= asks && old.State != PromiseState.Broken && changed.Source != PromiseSource.Acknowledgement && Ask(changes, command, division, hash, after, changed, now);
            }
        }

        return (after, planned);
    }

    private bool Ask(Changes changes, string command, Division division, string hash, CallRow call, PromiseFacts promise, Instant now) =>
        planAgain.Add(changes, command, division, hash, call, new PlanFact(PlanEvent.PromiseKept, now, promise.Id), now, promise.Overdue).Any(f => f.SkipReason is null);
}
