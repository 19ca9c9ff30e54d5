using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>Nobody is asked how it was while something that was promised is still to come: a check-in waits until one business day after the last open promise.</summary>
internal static class PromiseWait
{
    private static readonly Delay AfterLastPromise = new Delay.BusinessDays(1);

    /// <summary>The later of <paramref name="alone"/> and the last promise + 1 business day.</summary>
    /// <param name="alone">When it would be due without promises.</param>
    /// <param name="openPromises">When the promises that are still open are due.</param>
    /// <param name="calendar">Business time of the call's queue.</param>
    /// <param name="quietHours">Of the recipient; null: none.</param>
    /// <param name="recipient">The recipient's zone.</param>
    public static DueInstant Of(DueInstant alone, IEnumerable<Instant> openPromises, Calendar calendar, QuietHours? quietHours, DateTimeZone recipient)
    {
        Instant? last = null;
        foreach (var due in openPromises)
        {
            last = last > due ? last : due;
        }

        if (last is null)
        {
            return alone;
        }

        var waited = DueTime.Of(AfterLastPromise, last.Value, calendar, quietHours, recipient);
        return waited.At > alone.At ? new DueInstant(waited.At, [.. alone.Steps, "waits for the last promise", .. waited.Steps]) : alone;
    }
}
