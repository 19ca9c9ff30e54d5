using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>A customer who keeps calling: so many calls, this one included, within so many days of 24 hours before it closed.</summary>
/// <param name="Calls">At least this many; 2 or more.</param>
/// <param name="Days">Within this many days; 1 or more.</param>
public sealed record RepeatCondition(int Calls, int Days)
{
    internal ConditionCheck Check(Instant closedAt, IReadOnlyList<Instant> earlierCalls)
    {
        var since = closedAt - Duration.FromDays(Days);
        var calls = 1 + earlierCalls.Count(earlier => earlier >= since && earlier <= closedAt);
        return new(calls >= Calls, $"{Words.Counted(calls, "call")} in {Words.Counted(Days, "day")} (wanted: {Calls} or more)");
    }

    /// <summary>True when every customer who matches <paramref name="other"/> matches this one.</summary>
    internal bool Covers(RepeatCondition? other) => other is not null && Calls <= other.Calls && Days >= other.Days;
}
