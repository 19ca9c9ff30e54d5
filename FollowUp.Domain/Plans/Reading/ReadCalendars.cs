using System.Collections.Immutable;
using FollowUps.Schedule;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Plans.Reading;

/// <summary>Reads the calendars.</summary>
internal static class ReadCalendars
{
    /// <summary>The calendar of every queue that names none.</summary>
    public const string Default = "default";

    /// <summary>Calendars by id; those with an error are left out.</summary>
    public static ImmutableDictionary<string, Calendar> Of(ConfigNode node)
    {
        node.Require(Default, "Describe the calendar that holds where a queue names none.");
        return node.Entries()
            .Select(entry => CalendarOf(entry.Name, entry.Value))
            .OfType<Calendar>()
            .ToImmutableDictionary(calendar => calendar.Id);
    }

    private static Calendar? CalendarOf(string id, ConfigNode node)
    {
        if (!node.IsObjectOf("zone", "week", "holidays"))
        {
            return null;
        }

        var zone = node.Require("zone", "Name the zone the hours are told in, such as \"Europe/London\".")?.Zone() ?? DateTimeZone.Utc;
        var week = node.Require("week", "Write the open hours: { \"monday\": [\"09:00-18:00\"] }.");
        if (week is null || !week.IsObjectOf([.. Vocabularies.Weekdays.Words]))
        {
            return null;
        }

        var hours = week.Entries()
            .Where(entry => Vocabularies.Weekdays.Words.Contains(entry.Name))
            .ToDictionary(entry => WeekdayOf(entry.Name), entry => entry.Value.Items().Select(OpenHoursOf).OfType<OpenHours>().ToImmutableArray());
        var calendar = Calendar.Create(id, zone, hours, node.Find("holidays")?.Items().Select(HolidayOf).OfType<LocalDate>() ?? [], out var problem);
        if (calendar is null)
        {
            node.Error($"Calendar '{id}' cannot be used: {problem}", "Write the open hours in order: \"monday\": [\"09:00-12:00\", \"13:00-18:00\"].");
        }

        return calendar;
    }

    private static IsoDayOfWeek WeekdayOf(string word) => Vocabularies.Weekdays.TryParse(word, out var day) ? day : IsoDayOfWeek.None;

    private static OpenHours? OpenHoursOf(ConfigNode node) => node.Hours() is { } hours ? new OpenHours(hours.From, hours.To) : null;

    private static LocalDate? HolidayOf(ConfigNode node)
    {
        const string fix = "Write year, month and day: \"2026-12-25\".";
        var text = node.Text(fix);
        var date = LocalDatePattern.Iso.Parse(text);
        if (!date.Success && text.Length > 0)
        {
            node.Error($"'{text}' is not a date", fix);
        }

        return date.Success ? date.Value : null;
    }
}
