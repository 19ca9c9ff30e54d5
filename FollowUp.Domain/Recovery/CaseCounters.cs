using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>What the statistics take from a case, by queue and team on the UTC day of the fact; a month is the sum of its days.</summary>
internal static class CaseCounters
{
    /// <summary>A case was opened.</summary>
    public static Counted Opened(CallRow call, Instant now) => Of(call, now, Counters.CaseOpened);

    /// <summary>The customer was written to or spoken with for the first time: how long that took.</summary>
    public static Counted FirstOutreach(CallRow call, RecoveryCase matter, Calendar calendar, Instant now) =>
        Of(call, now, Counters.FirstOutreach(now - matter.OpenedAt), Counters.FirstOutreachBusiness(calendar.Between(Instant.Min(matter.OpenedAt, now), now)));

    /// <summary>It was closed: how long that took, and why the matter happened.</summary>
    public static Counted Closed(CallRow call, RecoveryCase matter, Calendar calendar, string? cause, Instant now)
    {
        var took = new[] { Counters.CaseClosed, Counters.CaseClose(now - matter.OpenedAt), Counters.CaseCloseBusiness(calendar.Between(Instant.Min(matter.OpenedAt, now), now)) };
        return Of(call, now, [.. took, .. cause is null ? Array.Empty<string>() : [Counters.Cause(cause)]]);
    }

    /// <summary>Nobody took it, the whole ladder through.</summary>
    public static Counted Unacknowledged(CallRow call, Instant now) => Of(call, now, Counters.CaseUnacknowledged);

    private static Counted Of(CallRow call, Instant now, params string[] counters) => AddPlanned.CountedOf(call, null, now, [.. counters]);
}
