using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>
/// Reschedules check-ins that wait for promises when a promise was kept or got a new date, and cancels the reminder of one that went out before a promise was open again. The delay is the one they were planned with: a plan
/// book that changed meanwhile does not move them.
/// </summary>
internal sealed class MoveCheckIns(IFollowUpStore store, Identity identity, CancelPending cancelPending)
{
    /// <summary>
    /// Adds the move of every check-in of the call that is still pending; the moved one is another follow-up, one ordinal up. While the promise is open, nobody
    /// is reminded of a check-in that has gone out.
    /// </summary>
    /// <param name="changes">What the update writes.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="call">h(call).</param>
    /// <param name="row">The call with its promises as they are now.</param>
    /// <param name="book">Calendars and quiet hours.</param>
    /// <param name="promise">The promise, by its id in the call.</param>
    /// <param name="happened">What happened to it: "was kept", "has a new date" and so on.</param>
    /// <param name="now">The moment of the update.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task AddAsync(Changes changes, Division division, string call, CallRow row, PlanBook book, string promise, string happened, Instant now, CancellationToken cancellationToken)
    {
        var followUps = await store.RangeAsync(division, Keys.FollowUps(call), int.MaxValue, cancellationToken);
        if (row.PromiseOf(promise) is { State: PromiseState.Open })
        {
            var reminders = followUps.Select(f => f.As<FollowUp>()).Where(f => f.Kind == FollowUpKind.CheckInReminder.Word() && f.State.IsPending())
                .Select(f => (StoppedBy.PendingOf(f, call, row.Customer), $"promise {promise} {happened}: nobody is asked while a promise is open")).ToList();
            await cancelPending.AddAsync(changes, division, reminders, null, now, cancellationToken);
        }

        var reason = $"promise {promise} {happened}";
        foreach (var followUp in followUps.Select(f => f.As<FollowUp>()).Where(f => f.State == FollowUpState.Scheduled && FollowUpKinds.TryParse(f.Kind, out var kind) && kind.WaitsForPromises()))
        {
            var (place, _) = await cancelPending.FindPlaceAsync(division, followUp, call, cancellationToken);
            if (place?.As<DueItem>() is not { DueAlone: { } alone, Letter: { } letter } item || changes.Touches(place.Key))
            {
                continue;
            }

            var due = Due(alone, row, letter, book, now);
            var at = Keys.RoundUp(due.At);
            if (at == item.At)
            {
                continue;
            }

            if (await cancelPending.TakeOutAsync(changes, division, StoppedBy.PendingOf(followUp, call, letter.Customer), $"rescheduled: {reason}", now, cancellationToken, movedBecause: reason) is not null)
            {
                AddMoved(changes, division, followUp, item, at, due, now);
            }
        }
    }

    private static DueInstant Due(Instant alone, CallRow row, Letter letter, PlanBook book, Instant now)
    {
        var calendar = book.CalendarOf(letter.Queue);
        var zone = book.ZoneOf(letter.Contact.TimeZone, letter.Contact.Country, letter.Queue);
        var delayPassed = new DueInstant(alone, [$"its own delay ends at {Words.Of(alone, zone)}"]);
        var due = PromiseWait.Of(delayPassed, row.OpenPromises().Select(promise => promise.DueAt), calendar, book.QuietHours, zone);
        return due.At >= now ? due
            : new DueInstant(DueTime.NextAllowed(now, letter.BusinessHoursOnly ? calendar : null, book.QuietHours, zone), [.. due.Steps, "that has passed: as soon as it may go out"]);
    }

    private void AddMoved(Changes changes, Division division, FollowUp old, DueItem item, Instant at, DueInstant due, Instant now)
    {
        var ordinal = item.Ordinal + 1;
        var id = identity.FollowUp(item.Call, item.Episode, item.Name, old.Subject ?? "", ordinal);
        var moved = item with
        {
            At = at,
            FollowUp = id.Value,
            Ordinal = ordinal,
            Claims = 0,
            PutBacks = 0,
            HeldForCall = false,
            FirstDue = null,
            ExpireAt = item.ExpireAt is { } end ? at + (end - item.At) : null,
        };
        var story = new Story(changes, item.Call, identity.Command("moved", id.Value), now, TimelineOrder.Moved);
        Scheduling.Add(
            changes, story, identity, division,
            new FollowUp { Id = id.Value, Kind = old.Kind, Episode = old.Episode, Subject = old.Subject, Ordinal = ordinal, State = FollowUpState.Scheduled, Rule = old.Rule },
            moved, $"The {item.Name} is now due at {Story.Time(at)}.", due.Steps, now);
    }
}
