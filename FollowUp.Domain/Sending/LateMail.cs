using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Nobody shall wonder why a mail goes out later than its timeline said.</summary>
internal static class LateMail
{
    private static readonly Duration LateFrom = Duration.FromMinutes(2);

    /// <summary>Since when it has waited, and for what mails wait; null: it is in time, or what it waited for was told.</summary>
    public static string? Describe(DueItem item, Instant now) => now - item.At < LateFrom
        ? null
        : $"it was due at {Story.Time(item.FirstDue ?? item.At)}; mails wait while the quota is used up, sending is paused, or the provider cannot be reached";
}
