using FollowUps.Schedule;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Promises;

/// <summary>A new date for a promise, as a person writes it: in the future, and at a time at which somebody is there.</summary>
public static class PromiseDate
{
    /// <summary>A date further ahead is most likely a slip of the pen.</summary>
    public const int MostDaysAhead = 366;

    private static readonly LocalDateTimePattern Minutes = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly LocalDateTimePattern Seconds = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss");

    /// <summary>Reads a local time of the calendar's zone ("2026-11-25T14:30").</summary>
    /// <returns>The instant, or null and the <paramref name="error"/> with what to write instead.</returns>
    public static Instant? Read(string? text, Calendar calendar, Instant now, out string error)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var trimmed = text?.Trim() ?? "";
        var local = Minutes.Parse(trimmed) is { Success: true } minutes ? minutes.Value : Seconds.Parse(trimmed) is { Success: true } seconds ? seconds.Value : (LocalDateTime?)null;
        if (local is not { } written || written.Year is < 1 or > 9998)
        {
            error = $"That is not a date and a time. Write them such as {Suggest(calendar, now)}.";
            return null;
        }

        return Check(LocalTimeRule.InstantOf(written, calendar.Zone), calendar, now, out error);
    }

    /// <summary>The same for a date that is an instant already.</summary>
    public static Instant? Check(Instant at, Calendar calendar, Instant now, out string error)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        error = at <= now ? $"That has passed already. Choose a time from {Suggest(calendar, now)} on."
            : at > now + Duration.FromDays(MostDaysAhead) ? "That is more than a year ahead. Choose a date that the customer can wait for."
            : !calendar.IsOpen(at) ? $"Nobody is there at that time. The next opening is {Written(calendar.NextOpen(at), calendar)}."
            : "";
        return error.Length == 0 ? at : null;
    }

    /// <summary>"Wed 2026-11-25 14:30 Europe/London", as the errors and pages name a time.</summary>
    public static string Written(Instant at, Calendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return Words.Of(at, calendar.Zone);
    }

    /// <summary>An instant as a form's field has it: the local time of the calendar's zone.</summary>
    public static string Field(Instant at, Calendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return Minutes.Format(at.InZone(calendar.Zone).LocalDateTime);
    }

    private static string Suggest(Calendar calendar, Instant now) => Written(calendar.AddDays(now, 1), calendar);
}
