using System.Collections.Immutable;
using FollowUps.Schedule;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Tests.Schedule;

/// <summary>Calendars and instants that the schedule's tests speak of.</summary>
internal static class Calendars
{
    public static readonly IsoDayOfWeek[] MondayToFriday =
        [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday];

    public static readonly IsoDayOfWeek[] EveryDay = [.. MondayToFriday, IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday];

    /// <summary>Monday to Friday, 09:00–18:00.</summary>
    public static Calendar Office(string zone, params string[] holidays) => Open(zone, MondayToFriday, "09:00-18:00", holidays);

    /// <summary>The same hours ("09:00-12:00 13:00-18:00") on each of the days.</summary>
    public static Calendar Open(string zone, IEnumerable<IsoDayOfWeek> days, string hours, params string[] holidays) =>
        TryOpen(zone, days, hours, holidays, out var problem) ?? throw new ArgumentException(problem, nameof(hours));

    public static Calendar? TryOpen(string zone, IEnumerable<IsoDayOfWeek> days, string hours, IEnumerable<string> holidays, out string problem) =>
        Calendar.Create("test", Zone(zone), days.ToDictionary(day => day, _ => HoursOf(hours)), holidays.Select(Date), out problem);

    public static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    public static LocalDate Date(string text) => LocalDatePattern.Iso.Parse(text).Value;

    public static LocalTime Time(string text) => text == "24:00" ? LocalTime.Midnight : LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text).Value;

    /// <summary>"2026-11-23T15:04" on the clock of a zone; with "Z" at its end, UTC.</summary>
    public static Instant At(string text, string zone = "UTC") => text.EndsWith('Z')
        ? OffsetDateTimePattern.Rfc3339.Parse(text).Value.ToInstant()
        : LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value.InZoneStrictly(Zone(zone)).ToInstant();

    public static QuietHours Quiet(string from, string to) => new(Time(from), Time(to));

    private static ImmutableArray<OpenHours> HoursOf(string hours) =>
        [.. hours.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(stretch => stretch.Split('-')).Select(ends => new OpenHours(Time(ends[0]), Time(ends[1])))];
}
