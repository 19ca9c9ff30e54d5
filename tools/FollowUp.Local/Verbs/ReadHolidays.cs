using System.Collections.Immutable;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using NodaTime;

namespace FollowUps.Local.Verbs;

/// <summary>The whole days of an iCalendar file, and what was left out.</summary>
/// <param name="Days">In order, each once.</param>
/// <param name="Skipped">One sentence for each event that gives no holiday, with the reason.</param>
public sealed record HolidayList(ImmutableArray<LocalDate> Days, ImmutableArray<string> Skipped);

/// <summary>Reads the holidays of an iCalendar file (RFC 5545): its all-day events, recurring ones expanded.</summary>
public static class ReadHolidays
{
    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">iCalendar.</param>
    /// <param name="firstYear">Days before this year are left out.</param>
    /// <param name="years">How many years, the first one included.</param>
    /// <exception cref="RunnerException">It is no iCalendar.</exception>
    public static HolidayList Of(string text, int firstYear, int years)
    {
        var days = new SortedSet<LocalDate>();
        var skipped = ImmutableArray.CreateBuilder<string>();
        foreach (var calendar in Calendars(text))
        {
            // A year early, for a closure that began before the first day.
            var from = new CalDateTime(firstYear - 1, 1, 1);
            var to = new CalDateTime(firstYear + years, 1, 1);
            var inside = calendar.GetOccurrences<CalendarEvent>(from).TakeWhileBefore(to)
                .SelectMany(occurrence => DaysOf(occurrence).Select(day => (occurrence.Source, Day: day)))
                .Where(found => found.Day.Year >= firstYear && found.Day.Year < firstYear + years)
                .ToLookup(found => found.Source, found => found.Day);
            foreach (var holiday in calendar.Events)
            {
                if ((WhyNot(holiday) ?? (inside.Contains(holiday) ? null : "it has no day in these years")) is { } reason)
                {
                    skipped.Add($"{Name(holiday)}: {reason}");
                }
                else
                {
                    days.UnionWith(inside[holiday]);
                }
            }
        }

        return new HolidayList([.. days], skipped.ToImmutable());
    }

    private static IEnumerable<LocalDate> DaysOf(Occurrence occurrence)
    {
        var first = DateOf(occurrence.Period.StartTime);
        var end = occurrence.Period.EffectiveEndTime is { } given ? DateOf(given) : first.PlusDays(1);
        for (var day = first; day == first || day < end; day = day.PlusDays(1)) yield return day;
    }

    private static string? WhyNot(CalendarEvent holiday) =>
        holiday.Start is null ? "it has no DTSTART"
        : holiday.Start.HasTime ? "it is not all day long"
        : string.Equals(holiday.Status, "CANCELLED", StringComparison.OrdinalIgnoreCase) ? "it was cancelled"
        : null;

    private static string Name(CalendarEvent holiday) => holiday.Start is { } start
        ? $"{holiday.Summary ?? "(no summary)"} ({NodaTime.Text.LocalDatePattern.Iso.Format(DateOf(start))})"
        : holiday.Summary ?? "(no summary)";

    private static LocalDate DateOf(CalDateTime at) => new(at.Year, at.Month, at.Day);

    private static CalendarCollection Calendars(string text)
    {
        try
        {
            var calendars = CalendarCollection.Load(text);
            return calendars.Count > 0 ? calendars : throw new RunnerException("The file holds no VCALENDAR: save it as iCalendar (.ics).");
        }
#pragma warning disable CA1031 // The reader throws what its parser throws; to a person all of it means the same.
        catch (Exception e) when (e is not RunnerException)
#pragma warning restore CA1031
        {
            throw new RunnerException($"The file is no iCalendar: {e.Message}", 2, e);
        }
    }
}
