using System.Globalization;
using FollowUps.People;
using NodaTime;

namespace FollowUps.Messages;

/// <summary>Dates, times and hours in the words of a language, without any culture.</summary>
internal static class DateWords
{
    /// <summary>"Monday, 23 November": the local date.</summary>
    public static string Date(this Language language, Instant at, DateTimeZone zone)
    {
        var date = at.InZone(zone).Date;
        return language.Patterns["date"].Fill(
            ("day", language.Days[(int)date.DayOfWeek - 1]),
            ("date", date.Day == 1 && language.FirstOfMonth is { } first ? first : date.Day.ToString(CultureInfo.InvariantCulture)),
            ("month", language.Months[date.Month - 1]));
    }

    /// <summary>"Monday, 23 November, 15:04".</summary>
    public static string Moment(this Language language, Instant at, DateTimeZone zone) =>
        language.Patterns["moment"].Fill(("date", language.Date(at, zone)), ("time", language.Time(at, zone)));

    /// <summary>"15:04".</summary>
    public static string Time(this Language language, Instant at, DateTimeZone zone) => language.Clock(at.InZone(zone).TimeOfDay);

    /// <summary>
    /// "Monday to Friday, 09:00–18:00"; words that are no <see cref="WeeklyHours"/> stay as they are. Where the clocks of
    /// <paramref name="told"/> and <paramref name="reader"/> differ at <paramref name="at"/>, the city of <paramref name="told"/> is named.
    /// </summary>
    public static string HoursOf(this Language language, string hours, DateTimeZone told, DateTimeZone reader, Instant at)
    {
        var words = WeeklyHours.TryParse(hours, out var weekly)
            ? string.Join("; ", weekly!.Stretches.Select(language.StretchOf))
            : hours;
        return told.GetUtcOffset(at) == reader.GetUtcOffset(at)
            ? words
            : language.Patterns["hoursElsewhere"].Fill(("hours", words), ("city", language.CityOf(told)));
    }

    private static string Clock(this Language language, LocalTime time) => language.Patterns["time"].Fill(
        ("h", time.Hour.ToString(CultureInfo.InvariantCulture)),
        ("hour", time.Hour.ToString("00", CultureInfo.InvariantCulture)),
        ("minute", time.Minute.ToString("00", CultureInfo.InvariantCulture)));

    private static string StretchOf(this Language language, WeeklyHours.Stretch stretch)
    {
        var (first, last) = (language.Days[(int)stretch.FirstDay - 1], language.Days[(int)stretch.LastDay - 1]);
        var days = first == last ? first : language.Patterns["dayRange"].Fill(("from", first), ("to", last));
        return language.Patterns["hours"].Fill(("days", days), ("from", language.Clock(stretch.From)), ("to", language.Clock(stretch.To)));
    }

    private static string CityOf(this Language language, DateTimeZone zone)
    {
        var city = zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');
        return language.Cities.GetValueOrDefault(city, city);
    }
}
