using NodaTime;
using NodaTime.TimeZones;

namespace FollowUps.Schedule;

/// <summary>What happens to a local time that the clocks skip or show twice.</summary>
public static class LocalTimeRule
{
    /// <summary>
    /// A skipped local time moves forward to the first moment that exists; a repeated one means the first of the two.
    /// It moves to the end of the gap, not by the gap's length, because that keeps the order of local times: an opening at 01:30
    /// can then never come after the closing at 02:00 of the same night.
    /// </summary>
    public static ZoneLocalMappingResolver Resolver { get; } =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>The instant of a local time under this rule.</summary>
    internal static Instant InstantOf(LocalDateTime local, DateTimeZone zone) => zone.ResolveLocal(local, Resolver).ToInstant();
}
