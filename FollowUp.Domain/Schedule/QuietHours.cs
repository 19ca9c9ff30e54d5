using NodaTime;

namespace FollowUps.Schedule;

/// <summary>
/// The hours of a recipient's own clock in which no customer mail goes out. What counts is what the recipient's clock shows:
/// a night with a repeated hour is quiet in both of them.
/// </summary>
/// <param name="From">Beginning, inclusive. Default 20:00.</param>
/// <param name="To">End, exclusive; earlier than <paramref name="From"/>: on the next day; equal: there are no quiet hours. Default 08:00.</param>
public sealed record QuietHours(LocalTime From, LocalTime To)
{
    /// <summary>20:00–08:00.</summary>
    public static QuietHours Default { get; } = new(new LocalTime(20, 0), new LocalTime(8, 0));

    /// <summary>No quiet hours.</summary>
    public static QuietHours None { get; } = new(LocalTime.Midnight, LocalTime.Midnight);

    /// <summary>True when the recipient's clock shows a quiet time.</summary>
    public bool IsQuiet(Instant at, DateTimeZone recipient) =>
        new ClockHours(From, To).Contains(at.InZone(recipient).TimeOfDay);

    /// <summary>
    /// The first instant not before <paramref name="at"/> that is not quiet; the same one when it is not. An end that the clocks skip
    /// is the first moment after the gap, and a repeated one the first of the two: both follow from looking at the clock.
    /// </summary>
    public Instant Release(Instant at, DateTimeZone recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        while (IsQuiet(at, recipient))
        {
            // Within one offset the clock runs evenly, so the end of quiet hours is either in it or after it.
            var offset = recipient.GetZoneInterval(at);
            var end = NextEnd(at.InZone(recipient).LocalDateTime).WithOffset(offset.WallOffset).ToInstant();
            at = offset.HasEnd ? Instant.Min(end, offset.End) : end;
        }

        return at;
    }

    /// <summary>"20:00–08:00", or "none".</summary>
    public override string ToString() => From == To ? "none" : new ClockHours(From, To).ToString();

    private LocalDateTime NextEnd(LocalDateTime local) =>
        (local.TimeOfDay < To ? local.Date : local.Date.PlusDays(1)).At(To);
}
