using NodaTime;

namespace FollowUps.Schedule;

/// <summary>A stretch of the clock that comes back every day.</summary>
/// <param name="From">Beginning, inclusive.</param>
/// <param name="To">End, exclusive; earlier than <paramref name="From"/>: past midnight; equal: the stretch is empty.</param>
public readonly record struct ClockHours(LocalTime From, LocalTime To)
{
    /// <summary>True when the clock shows a time in the stretch.</summary>
    public bool Contains(LocalTime time) => From <= To ? From <= time && time < To : From <= time || time < To;

    /// <summary>True when all of <paramref name="other"/> lies in the stretch; the same time twice is the whole day.</summary>
    public bool Covers(ClockHours other) => Between(From, other.From) + other.Length <= Length;

    /// <summary>The stretch cut at these times of day, in order.</summary>
    public IEnumerable<ClockHours> CutAt(IEnumerable<LocalTime> times)
    {
        var (from, whole) = (From, this);
        LocalTime[] cuts = [.. times.Where(time => time != whole.From && Between(whole.From, time) < whole.Length).Distinct().OrderBy(time => Between(whole.From, time))];
        foreach (var cut in cuts)
        {
            yield return new ClockHours(from, cut);
            from = cut;
        }

        yield return new ClockHours(from, To);
    }

    private long Length => From == To ? NodaConstants.TicksPerDay : Between(From, To);

    private static long Between(LocalTime from, LocalTime to) => (to.TickOfDay - from.TickOfDay + NodaConstants.TicksPerDay) % NodaConstants.TicksPerDay;

    /// <summary>"20:00–08:00".</summary>
    public override string ToString() => $"{Words.Of(From)}–{Words.Of(To)}";
}
