using NodaTime;

namespace FollowUps.Schedule;

/// <summary>A stretch of the clock that comes back every day.</summary>
/// <param name="From">Beginning, inclusive.</param>
/// <param name="To">End, exclusive; earlier than <paramref name="From"/>: past midnight; equal: the stretch is empty.</param>
public readonly record struct ClockHours(LocalTime From, LocalTime To)
{
    /// <summary>True when the clock shows a time in the stretch.</summary>
    public bool Contains(LocalTime time) => From <= To ? From <= time && time < To : From <= time || time < To;

    /// <summary>"20:00–08:00".</summary>
    public override string ToString() => $"{Words.Of(From)}–{Words.Of(To)}";
}
