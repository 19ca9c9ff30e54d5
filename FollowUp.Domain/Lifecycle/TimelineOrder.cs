namespace FollowUps.Lifecycle;

/// <summary>
/// Where a sentence stands among those of one and the same instant, so that nobody reads the effect before its cause: what a step says of a fact is at 0, and
/// what follows from it comes in these places. What <see cref="Sending.MailOrder"/> says of mails lies between <see cref="Mails"/> and <see cref="Proved"/>.
/// </summary>
internal static class TimelineOrder
{
    /// <summary>A recovery case is opened, or asked for again.</summary>
    public const int Case = 5;

    /// <summary>What the fact makes pointless is cancelled, and what it lets out is released.</summary>
    public const int Stopped = 10;

    /// <summary>A check-in that was taken out is due at another instant.</summary>
    public const int Moved = 15;

    /// <summary>A rule on the fact plans more.</summary>
    public const int PlannedAgain = 20;

    /// <summary>What is said about promises, after the plan of a call.</summary>
    public const int Promises = 40;

    /// <summary>A reminder of a promise whose moment had come when the call became known: after what is said about promises, before its mail.</summary>
    public const int Reminded = 42;

    /// <summary>The first place of what becomes of a mail.</summary>
    public const int Mails = 45;

    /// <summary>What a report says of a mail whose send it has proved in the same moment.</summary>
    public const int Proved = 400;

    /// <summary>The end of the episode, whatever ended it.</summary>
    public const int EpisodeEnded = 1000;

    /// <summary>A whole reopening: before the close that may have waited for it, and the end of the episode before.</summary>
    public const int Reopened = -2000;

    /// <summary>A whole update that changes nothing: after those that do.</summary>
    public const int NothingChanged = 50;

    /// <summary>From one whole update that had waited for its call to the next; the first comes after the call and its plan.</summary>
    public const int Waited = 100;

    /// <summary>A whole episode that became known in the instant of the one before: after all that was told of that.</summary>
    public const int NextEpisode = 2500;
}
