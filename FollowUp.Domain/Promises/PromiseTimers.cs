using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>
/// The one timer that every open promise has: first at the moment its owner is to be reminded, then when it is due. A promise that is kept or gets a new
/// date names another timer or none, so that one that is left behind does nothing.
/// </summary>
internal sealed class PromiseTimers(Identity identity)
{
    /// <summary>How long is waited, in business time, where nobody could be asked before the date; and after the date of an acknowledgement.</summary>
    public static Duration Grace { get; } = Duration.FromHours(1);

    /// <summary>Adds the next timer of an open promise, and returns the promise with it.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="call">The call; its rule says when owners are reminded.</param>
    /// <param name="promise">The promise with its date as it is now.</param>
    /// <param name="book">The plan book.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="ownerKnows">True when the owner set this date a moment ago: then there is no reminder whose time has passed already.</param>
    public PromiseFacts Add(Changes changes, string hash, CallRow call, PromiseFacts promise, PlanBook book, Instant now, bool ownerKnows = false)
    {
        var reminder = ReminderAt(call, promise, book, now, ownerKnows);
        return reminder is { } at && (at < promise.DueAt || promise.DueAt <= now)
            ? Add(changes, hash, call, promise, Timers.PromiseRemind, at)
            : AddDue(changes, hash, call, promise, book, now);
    }

    /// <summary>Adds the timer for the promise's date. Where that has passed already, somebody gets the time to say that it was kept.</summary>
    public PromiseFacts AddDue(Changes changes, string hash, CallRow call, PromiseFacts promise, PlanBook book, Instant now) =>
        Add(changes, hash, call, promise, Timers.PromiseDue, LookAt(call, promise, book, now));

    /// <summary>Adds the timer that lets a promise go through the plan which was kept before its call was known.</summary>
    public PromiseFacts AddKept(Changes changes, string hash, CallRow call, PromiseFacts promise, Instant now) =>
        Add(changes, hash, call, promise, Timers.PromiseKept, now);

    /// <summary>When it is looked at whether the promise was kept.</summary>
    public static Instant LookAt(CallRow call, PromiseFacts promise, PlanBook book, Instant now)
    {
        var calendar = book.CalendarOf(call.Queue);
        return promise.Source == PromiseSource.Acknowledgement ? calendar.Add(Instant.Max(promise.DueAt, now), Grace)
            : promise.DueAt > now ? promise.DueAt
            : calendar.Add(now, Grace);
    }

    /// <summary>The step that asks for reminders of this call's promises; null: there is none.</summary>
    public static PlanStep? StepOf(CallRow call, PlanBook book) =>
        book.RuleNamed(call.Rule)?.Steps.FirstOrDefault(step => step is { Kind: FollowUpKind.PromiseNudge, Delay: Delay.BeforePromise });

    /// <summary>True when a reminder is wanted and the calendar lets nobody be reminded any more before the promise is due; a date that has passed already is another matter.</summary>
    public static bool IsDueBeforeReminder(CallRow call, PromiseFacts promise, PlanBook book, Instant now) =>
        promise.DueAt > now && ReminderAt(call, promise, book, now, ownerKnows: false) >= promise.DueAt;

    /// <summary>When the owner is reminded: the arithmetic of <see cref="Plan"/>. Null: not at all.</summary>
    private static Instant? ReminderAt(CallRow call, PromiseFacts promise, PlanBook book, Instant now, bool ownerKnows)
    {
        if (promise.Source == PromiseSource.Acknowledgement || StepOf(call, book) is not { } step || !Sample.Takes(new CallId(call.CallId), step.Kind, step.Sample))
        {
            return null;
        }

        var calendar = book.CalendarOf(call.Queue);
        var at = DueTime.Of(step.Delay, now, calendar, null, calendar.Zone, promise.DueAt).At;
        return at >= now ? at : ownerKnows ? null : DueTime.NextAllowed(now, calendar, null, calendar.Zone);
    }

    private PromiseFacts Add(Changes changes, string hash, CallRow call, PromiseFacts promise, string name, Instant due)
    {
        var id = identity.FollowUp(hash, call.Episode, name, promise.Id, promise.Timers);
        var at = Keys.RoundUp(due);
        var key = Keys.Due(0, at, hash, id);
        changes.Insert(key, new DueItem
        {
            Lane = 0,
            At = at,
            Call = hash,
            FollowUp = id.Value,
            Name = name,
            Subject = promise.Id,
            Episode = call.Episode,
            Ordinal = promise.Timers,
        });
        return promise with { TimerKey = key, Timers = promise.Timers + 1 };
    }
}
