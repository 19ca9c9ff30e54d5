using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>How many mails the provider takes: its documented defaults for a custom domain are 30 a minute and 100 an hour.</summary>
/// <param name="PerMinute">In any 60 seconds; at least 1.</param>
/// <param name="PerHour">In any 60 minutes; at least 1.</param>
public sealed record QuotaLimits(int PerMinute = 30, int PerHour = 100);

/// <summary>
/// The budget that all instances share through one row. Counted by whole minutes, and the running minute counts as full, so that
/// no window of the provider, wherever it starts, ever holds more than its limit.
/// </summary>
public static class Quota
{
    private const int Window = 61;

    /// <summary>How far another instance's clock may be ahead and still be believed.</summary>
    private const int MaxAhead = 15;

    /// <summary>What may be released now.</summary>
    public static int Left(PaceRow pace, QuotaLimits limits, Instant now)
    {
        if (pace.NotBefore > now)
        {
            return 0;
        }

        var minute = Minute(pace, now);
        var left = Math.Min(limits.PerMinute - Sum(pace, minute - 1, minute), limits.PerHour - Sum(pace, minute - 60, minute));
        return Math.Max(0, left);
    }

    /// <summary>What the running hour still takes, whatever the minute and the provider's wish to wait say.</summary>
    public static int LeftInHour(PaceRow pace, QuotaLimits limits, Instant now)
    {
        var minute = Minute(pace, now);
        return Math.Max(0, limits.PerHour - Sum(pace, minute - 60, minute));
    }

    /// <summary>The budget after releasing <paramref name="mails"/>.</summary>
    public static PaceRow Take(PaceRow pace, int mails, Instant now)
    {
        var minute = Minute(pace, now);
        var first = Math.Max(minute - Window + 1, 0);
        var released = new int[Window];
        for (var i = 0; i < Window; i++)
        {
            released[i] = Count(pace, first + i);
        }

        released[minute - first] = checked(released[minute - first] + mails);
        return pace with { FirstMinute = first, Released = [.. released] };
    }

    /// <summary>The first instant after <paramref name="now"/> at which something may be released; at most an hour and two minutes away.</summary>
    public static Instant FreesAt(PaceRow pace, QuotaLimits limits, Instant now)
    {
        var at = pace.NotBefore > now ? pace.NotBefore.Value : StartOf(Minute(now) + 1);
        for (var tries = 0; tries <= Window + MaxAhead && Left(pace, limits, at) == 0; tries++)
        {
            at = StartOf(Minute(at) + 1);
        }

        return at;
    }

    private static int Sum(PaceRow pace, long from, long to)
    {
        var sum = 0;
        for (var minute = from; minute <= to; minute++)
        {
            sum += Count(pace, minute);
        }

        return sum;
    }

    private static int Count(PaceRow pace, long minute)
    {
        var index = minute - pace.FirstMinute;
        return index >= 0 && index < pace.Released.Length ? pace.Released[(int)index] : 0;
    }

    /// <summary>The running minute: an instance whose clock is ahead may already count in the next one, and what it released must not be forgotten.</summary>
    private static long Minute(PaceRow pace, Instant now)
    {
        var last = pace.FirstMinute + pace.Released.Length - 1;
        return last - Minute(now) is > 0 and <= MaxAhead ? last : Minute(now);
    }

    private static long Minute(Instant at) => at.ToUnixTimeSeconds() / 60;

    private static Instant StartOf(long minute) => Instant.FromUnixTimeSeconds(minute * 60);
}
