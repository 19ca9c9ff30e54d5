using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Schedule;

/// <summary>Times and lengths as <c>explain</c> and the timeline write them.</summary>
internal static class Words
{
    private static readonly LocalDateTimePattern Moment = LocalDateTimePattern.CreateWithInvariantCulture("ddd uuuu-MM-dd HH:mm");
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("ddd uuuu-MM-dd");
    private static readonly OffsetPattern Offset = OffsetPattern.CreateWithInvariantCulture("+HH:mm");
    private static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>"Mon 2026-11-23 15:04 Europe/London"; in an hour that a clock shows twice also which of the two, "Sun 2026-10-25 01:30 +01:00 Europe/London".</summary>
    public static string Of(Instant at, DateTimeZone zone)
    {
        var local = at.InZone(zone);
        var offset = zone.MapLocal(local.LocalDateTime).Count > 1 ? $"{Offset.Format(local.Offset)} " : "";
        return $"{Moment.Format(local.LocalDateTime)} {offset}{zone.Id}";
    }

    /// <summary>"Fri 2026-12-25".</summary>
    public static string Of(LocalDate date) => Day.Format(date);

    /// <summary>"08:00".</summary>
    public static string Of(LocalTime time) => Time.Format(time);

    /// <summary>"4 hours", "90 minutes": in hours when they come out even. <paramref name="of"/> goes before the unit ("business ").</summary>
    public static string Of(Duration length, string of = "")
    {
        var minutes = (long)length.TotalMinutes;
        return minutes % 60 == 0 ? Counted(minutes / 60, $"{of}hour") : Counted(minutes, $"{of}minute");
    }

    /// <summary>"7 days" where a length comes out even and is longer than two days, else as <see cref="Of(Duration, string)"/>.</summary>
    public static string Span(Duration length) =>
        length > Duration.FromDays(2) && length.TotalDays % 1 == 0 ? Counted((long)length.TotalDays, "day") : Of(length);

    /// <summary>"1 hour", "2 hours".</summary>
    public static string Counted(long count, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
}
