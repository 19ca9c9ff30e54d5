using FollowUps.Outcomes;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>
/// The facts of the kept-rate: promises kept by their date, of all whose date is past or that were kept. Each counts once, on the day of its first
/// missed date or else of the date it was kept by, for the team of the agent at the close of the call.
/// </summary>
internal static class PromiseCounts
{
    /// <summary>It was kept: in time or not.</summary>
    public static void Kept(Changes changes, Identity identity, string hash, CallRow call, PromiseFacts promise, Instant now) =>
        Add(changes, identity, "kept", hash, call, promise, now, promise.MissedAt is null ? 1 : 0, promise.KeptInTime ? 1 : 0);

    /// <summary>Its date passed without it; <paramref name="promise"/> is as it was before.</summary>
    public static void Missed(Changes changes, Identity identity, string hash, CallRow call, PromiseFacts promise, Instant now) =>
        Add(changes, identity, "missed", hash, call, promise, now, promise.MissedAt is null ? 1 : 0, 0);

    /// <summary>The customer says that it was not kept; before its date, nothing is decided yet. <paramref name="promise"/> is as it was before.</summary>
    public static void Denied(Changes changes, Identity identity, string hash, CallRow call, PromiseFacts promise, Instant now) =>
        Add(changes, identity, "denied", hash, call, promise, now, promise.MissedAt is null && promise.DueAt > now ? -1 : 0, promise.KeptInTime ? -1 : 0);

    private static void Add(Changes changes, Identity identity, string what, string hash, CallRow call, PromiseFacts promise, Instant now, int due, int kept)
    {
        if (due == 0 && kept == 0)
        {
            return;
        }

        CountBy[] counts = [new(Counters.PromisesDue, due), new(Counters.PromisesKept, kept)];
        var cause = identity.Command("counted", "promise", what, hash, promise.Id, promise.Timers.ToString(System.Globalization.CultureInfo.InvariantCulture), promise.Overdue.ToString(System.Globalization.CultureInfo.InvariantCulture));
        changes.Count(cause, now, new Counted(promise.MissedAt ?? promise.DueAt, call.Queue, call.Agent?.Team, null, [.. counts.Where(count => count.By != 0)]));
    }
}
