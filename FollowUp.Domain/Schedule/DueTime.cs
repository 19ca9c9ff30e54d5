using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;

namespace FollowUps.Schedule;

/// <summary>When a follow-up is due.</summary>
/// <param name="At">Not before this instant.</param>
/// <param name="Steps">The arithmetic in words, one sentence a step.</param>
public sealed record DueInstant(Instant At, ImmutableArray<string> Steps);

/// <summary>
/// Step 3 of a follow-up: from a delay to an instant. A business delay ends inside the calendar's hours; every delay ends outside the
/// recipient's quiet hours; none ends before it has passed.
/// </summary>
public static class DueTime
{
    // Hours of a week repeat, and clocks change by an hour: what has not met in two weeks does not meet.
    private static readonly Duration Patience = Duration.FromDays(14);

    /// <summary>The due instant of <paramref name="delay"/>, counted from <paramref name="from"/>.</summary>
    /// <param name="delay">How long to wait.</param>
    /// <param name="from">The fact it counts from, usually the close of the call.</param>
    /// <param name="calendar">Business time; not looked at for an elapsed delay.</param>
    /// <param name="quietHours">Null for a recipient without quiet hours: an agent, a supervisor.</param>
    /// <param name="recipientZone">The recipient's own clock.</param>
    /// <param name="promiseDue">When the promise is due; required for <see cref="Delay.BeforePromise"/>.</param>
    public static DueInstant Of(Delay delay, Instant from, Calendar calendar, QuietHours? quietHours, DateTimeZone recipientZone, Instant? promiseDue = null)
    {
        ArgumentNullException.ThrowIfNull(delay);
        ArgumentNullException.ThrowIfNull(calendar);
        quietHours ??= QuietHours.None;
        var passed = delay switch
        {
            Delay.Elapsed elapsed => from + elapsed.Time,
            Delay.BusinessHours hours => calendar.Add(from, hours.Time),
            Delay.BusinessDays days => calendar.AddDays(from, days.Days),
            Delay.NextBusinessMorning => calendar.NextMorning(from),
            Delay.BeforePromise before => calendar.Subtract(
                promiseDue ?? throw new ArgumentNullException(nameof(promiseDue), "A delay before a promise needs the promise."), before.Time),
            _ => throw new UnreachableException(),
        };

        var at = NextAllowed(passed, delay.IsBusinessTime ? calendar : null, quietHours, recipientZone);
        return new DueInstant(at, [PassedInWords(delay, from, passed, calendar, promiseDue), .. MovedInWords(delay, passed, at, calendar, quietHours, recipientZone)]);
    }

    /// <summary>
    /// The first instant not before <paramref name="at"/> inside the calendar's hours (null: at any hour) and outside quiet hours
    /// (null: none); <paramref name="at"/> itself when it is allowed. Where the two never meet within 14 days, as with office hours of
    /// London and a customer in Auckland, quiet hours win: a customer is not woken up.
    /// </summary>
    public static Instant NextAllowed(Instant at, Calendar? calendar, QuietHours? quietHours, DateTimeZone recipientZone)
    {
        quietHours ??= QuietHours.None;
        if (calendar is null)
        {
            return quietHours.Release(at, recipientZone);
        }

        // Counted from where quiet hours would let it go, so that asking again at that very moment gives the same answer.
        var awake = quietHours.Release(at, recipientZone);
        var lastTry = calendar.NextOpen(awake) + Patience;
        for (var candidate = awake; candidate <= lastTry; candidate = quietHours.Release(calendar.NextOpen(candidate), recipientZone))
        {
            if (calendar.IsOpen(candidate))
            {
                return candidate;
            }
        }

        return awake;
    }

    private static string PassedInWords(Delay delay, Instant from, Instant passed, Calendar calendar, Instant? promiseDue)
    {
        var zone = calendar.Zone;
        var counted = delay is Delay.BeforePromise
            ? $"{delay.Describe()} ({Words.Of(promiseDue!.Value, zone)})"
            : $"{delay.Describe()} from {Words.Of(from, zone)}";
        var by = delay.IsBusinessTime ? $", calendar {calendar.Id}{ClosedInWords(calendar, delay is Delay.BeforePromise ? passed : from, delay is Delay.BeforePromise ? promiseDue!.Value : passed)}" : "";
        var start = delay is Delay.BeforePromise ? promiseDue!.Value : from;
        return $"{counted}{by}: {Words.Of(passed, zone)}{ClockInWords(zone, Instant.Min(start, passed), Instant.Max(start, passed))}";
    }

    private static string ClockInWords(DateTimeZone zone, Instant start, Instant end)
    {
        var gained = zone.GetUtcOffset(end).CompareTo(zone.GetUtcOffset(start));
        return gained == 0 ? "" : $" (the clock goes {(gained > 0 ? "forward" : "back")} in between)";
    }

    private static string ClosedInWords(Calendar calendar, Instant start, Instant end) =>
        calendar.HolidaysBetween(start, end) is [_, ..] holidays ? $" (closed for {string.Join(", ", holidays.Select(Words.Of))})" : "";

    private static IEnumerable<string> MovedInWords(
        Delay delay, Instant passed, Instant at, Calendar calendar, QuietHours quietHours, DateTimeZone recipientZone)
    {
        if (at != passed)
        {
            var open = delay.IsBusinessTime && calendar.IsOpen(at) ? "the first open time" : "the first time";
            yield return $"moved to {open} outside the recipient's quiet hours {quietHours}: {Words.Of(at, recipientZone)}";
        }

        if (delay.IsBusinessTime && !calendar.IsOpen(at))
        {
            yield return $"calendar {calendar.Id} is never open outside quiet hours {quietHours} of {recipientZone.Id}: quiet hours win";
        }
    }
}
