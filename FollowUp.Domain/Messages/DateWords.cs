using System.Globalization;
using FollowUps.People;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Messages;

/// <summary>Dates, times and hours in the words of a language, without any culture.</summary>
internal static class DateWords
{
    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>"Monday, 23 November": the local date.</summary>
    public static string Date(this Language language, Instant at, DateTimeZone zone)
    {
        var date = at.InZone(zone).Date;
        return language.Date.Fill(
            ("day", language.Days[(int)date.DayOfWeek - 1]),
            ("date", date.Day.ToString(CultureInfo.InvariantCulture)),
            ("month", language.Months[date.Month - 1]));
    }

    /// <summary>"Monday, 23 November, 15:04".</summary>
    public static string Moment(this Language language, Instant at, DateTimeZone zone) =>
        language.Moment.Fill(("date", language.Date(at, zone)), ("time", Time(at, zone)));

    /// <summary>"15:04".</summary>
    public static string Time(Instant at, DateTimeZone zone) => Clock.Format(at.InZone(zone).TimeOfDay);

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
            : language.HoursElsewhere.Fill(("hours", words), ("city", CityOf(told)));
    }

    private static string StretchOf(this Language language, WeeklyHours.Stretch stretch)
    {
        var (first, last) = (language.Days[(int)stretch.FirstDay - 1], language.Days[(int)stretch.LastDay - 1]);
        var days = first == last ? first : language.DayRange.Fill(("from", first), ("to", last));
        return language.Hours.Fill(("days", days), ("from", Clock.Format(stretch.From)), ("to", Clock.Format(stretch.To)));
    }

    private static string CityOf(DateTimeZone zone) => zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');
}
