using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;

namespace FollowUps.Schedule;

/// <summary>
/// Business time: weekly open hours in one zone, without the holidays. A stretch of open hours runs from the instant its opening
/// falls on to the instant its closing falls on (<see cref="LocalTimeRule"/>), so that a night with 23 or 25 hours counts as long as it was.
/// </summary>
public sealed class Calendar
{
    private readonly ImmutableDictionary<IsoDayOfWeek, ImmutableArray<OpenHours>> _week;

    private Calendar(string id, DateTimeZone zone, ImmutableDictionary<IsoDayOfWeek, ImmutableArray<OpenHours>> week, ImmutableHashSet<LocalDate> holidays) =>
        (Id, Zone, _week, Holidays) = (id, zone, week, holidays);

    /// <summary>The plan book's name for it.</summary>
    public string Id { get; }

    /// <summary>The zone its hours are told in.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>Days that are closed whatever the week says.</summary>
    public ImmutableHashSet<LocalDate> Holidays { get; }

    /// <summary>
    /// Makes a calendar, or says why not: stretches of a day must be in order and not overlap, some weekday must have hours, and
    /// the holidays must not close 366 days in a row, since a calendar that never opens would never let anything out.
    /// </summary>
    /// <returns>Null and a <paramref name="problem"/> in one sentence, or the calendar and an empty problem.</returns>
    public static Calendar? Create(
        string id,
        DateTimeZone zone,
        IReadOnlyDictionary<IsoDayOfWeek, ImmutableArray<OpenHours>> week,
        IEnumerable<LocalDate> holidays,
        out string problem)
    {
        ArgumentNullException.ThrowIfNull(week);
        var calendar = new Calendar(id, zone, week.Where(day => day.Value.Length > 0).ToImmutableDictionary(), [.. holidays]);
        problem = calendar.Problem();
        return problem.Length == 0 ? calendar : null;
    }

    /// <summary>The open hours of a date in order; empty when it is closed.</summary>
    public ImmutableArray<OpenHours> HoursOn(LocalDate date) =>
        !Holidays.Contains(date) && _week.TryGetValue(date.DayOfWeek, out var hours) ? hours : [];

    /// <summary>The holidays, in order, that close what would be an open day from the date of <paramref name="start"/> to the date of <paramref name="end"/>.</summary>
    public ImmutableArray<LocalDate> HolidaysBetween(Instant start, Instant end)
    {
        var (first, last) = (start.InZone(Zone).Date, end.InZone(Zone).Date);
        return [.. Holidays.Where(day => day >= first && day <= last && _week.ContainsKey(day.DayOfWeek)).Order()];
    }

    /// <summary>The open hours of a weekday in order, holidays aside; empty when it is closed.</summary>
    public ImmutableArray<OpenHours> WeekOf(IsoDayOfWeek day) => _week.TryGetValue(day, out var hours) ? hours : [];

    /// <summary>True inside open hours; the closing instant itself is closed.</summary>
    public bool IsOpen(Instant at) => NextOpen(at) == at;

    /// <summary>The first open instant that is not before <paramref name="at"/>; the same one when it is open.</summary>
    public Instant NextOpen(Instant at) => Instant.Max(at, OpeningsFrom(at).First().Start);

    /// <summary>
    /// The open instant at which <paramref name="businessTime"/> (zero or more) has passed. Where that is the very moment of
    /// closing, it is the next opening: nobody is there any more at 18:00.
    /// </summary>
    public Instant Add(Instant from, Duration businessTime)
    {
        var remaining = businessTime;
        foreach (var opening in OpeningsFrom(from))
        {
            var start = Instant.Max(from, opening.Start);
            var available = opening.End - start;
            if (remaining < available)
            {
                return start + remaining;
            }

            remaining -= available;
        }

        throw new UnreachableException("Openings never run out: Create refuses a calendar without them.");
    }

    /// <summary>The latest instant from which <paramref name="businessTime"/> still passes until <paramref name="until"/>.</summary>
    public Instant Subtract(Instant until, Duration businessTime)
    {
        if (businessTime <= Duration.Zero)
        {
            return until;
        }

        var remaining = businessTime;
        foreach (var opening in OpeningsBefore(until))
        {
            var end = Instant.Min(until, opening.End);
            var available = end - opening.Start;
            if (remaining <= available)
            {
                return end - remaining;
            }

            remaining -= available;
        }

        throw new UnreachableException("Openings never run out: Create refuses a calendar without them.");
    }

    /// <summary>
    /// The same local time so many open days later, moved to the next opening when that is closed. What begins while it is closed
    /// counts from the next opening, so that a Saturday does not end before the Friday evening that came first.
    /// </summary>
    public Instant AddDays(Instant from, int businessDays)
    {
        var start = NextOpen(from);
        var local = start.InZone(Zone).LocalDateTime;
        var date = local.Date;
        for (var left = businessDays; left > 0; left--)
        {
            date = NextOpenDateAfter(date);
        }

        return NextOpen(Instant.Max(start, LocalTimeRule.InstantOf(date + local.TimeOfDay, Zone)));
    }

    /// <summary>Opening time of the local date of <paramref name="from"/> when that still lies ahead, else of the next open day.</summary>
    public Instant NextMorning(Instant from)
    {
        var today = from.InZone(Zone).Date;
        var opening = HoursOn(today) is [var first, ..] ? LocalTimeRule.InstantOf(today + first.From, Zone) : from;
        if (opening > from)
        {
            return NextOpen(opening);
        }

        var next = NextOpenDateAfter(today);
        return NextOpen(LocalTimeRule.InstantOf(next + HoursOn(next)[0].From, Zone));
    }

    /// <summary>When the day of <paramref name="at"/> closes; <paramref name="at"/> itself on a day that is closed.</summary>
    public Instant Closing(Instant at)
    {
        var date = at.InZone(Zone).Date;
        var hours = HoursOn(date);
        return hours.IsEmpty ? at : hours[^1].ClosingOn(date).InZone(Zone, LocalTimeRule.Resolver).ToInstant();
    }

    /// <summary>Business time from <paramref name="start"/> to <paramref name="end"/>; zero when the end is not later.</summary>
    public Duration Between(Instant start, Instant end) =>
        OpeningsFrom(start)
            .TakeWhile(opening => opening.Start < end)
            .Aggregate(Duration.Zero, (sum, opening) => sum + (Instant.Min(end, opening.End) - Instant.Max(start, opening.Start)));

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Zone.Id})";

    // A stretch that ends at 24:00 belongs to the date before, so the walk starts a day early.
    private IEnumerable<Interval> OpeningsFrom(Instant at)
    {
        for (var date = at.InZone(Zone).Date.PlusDays(-1); ; date = date.PlusDays(1))
        {
            foreach (var opening in OpeningsOn(date).Where(opening => opening.End > at))
            {
                yield return opening;
            }
        }
    }

    private IEnumerable<Interval> OpeningsBefore(Instant at)
    {
        for (var date = at.InZone(Zone).Date.PlusDays(1); ; date = date.PlusDays(-1))
        {
            foreach (var opening in OpeningsOn(date).Reverse().Where(opening => opening.Start < at))
            {
                yield return opening;
            }
        }
    }

    // Hours that lie wholly in a gap are left out: that night they do not happen.
    private IEnumerable<Interval> OpeningsOn(LocalDate date) =>
        HoursOn(date)
            .Select(hours => (Start: LocalTimeRule.InstantOf(date + hours.From, Zone), End: LocalTimeRule.InstantOf(hours.ClosingOn(date), Zone)))
            .Where(opening => opening.Start < opening.End)
            .Select(opening => new Interval(opening.Start, opening.End));

    private LocalDate NextOpenDateAfter(LocalDate date)
    {
        do
        {
            date = date.PlusDays(1);
        }
        while (HoursOn(date).IsEmpty);
        return date;
    }

    private string Problem()
    {
        const int longestClosure = 366;
        foreach (var (day, hours) in _week)
        {
            if (hours.Any(stretch => !stretch.IsForward) || hours.Zip(hours.Skip(1)).Any(pair => !pair.First.Precedes(pair.Second)))
            {
                return $"the hours of {day} are not in order, or overlap";
            }
        }

        if (_week.IsEmpty)
        {
            return "it never opens: no weekday has hours";
        }

        return Holidays.Any(holiday => Enumerable.Range(0, longestClosure).All(n => HoursOn(holiday.PlusDays(n)).IsEmpty))
            ? $"it never opens: its holidays close {longestClosure} days in a row"
            : "";
    }
}
