using NodaTime;

namespace FollowUps.Due;

/// <summary>Names of lane-0 rows: what becomes due and is no mail.</summary>
public static class Timers
{
    /// <summary>The answer window of a sent mail is over.</summary>
    public const string Unanswered = "unanswered";

    /// <summary>A send whose effect is unknown: ask the provider.</summary>
    public const string UnclearSend = "unclear-send";

    /// <summary>An update waits for its call; the subject is its command id.</summary>
    public const string WaitingUpdate = "waiting-update";

    /// <summary>A part of a call waits for the others (<see cref="Platforms.JoinParts"/>); the subject is the part's name.</summary>
    public const string WaitingPart = "waiting-part";

    /// <summary>The last rung was asked for the last time; the ordinal is the number of the case.</summary>
    public const string LadderEnd = "ladder-end";

    /// <summary>A case is still open, or a supervisor spoke with the customer and nobody closed a case.</summary>
    public const string CaseOpen = "case-open";

    /// <summary>The owner of a promise is to be reminded of it; the subject is the promise's id.</summary>
    public const string PromiseRemind = "promise-remind";

    /// <summary>A promise is due; the subject is its id.</summary>
    public const string PromiseDue = "promise-due";

    /// <summary>A promise was said to be kept before its call was known; the subject is its id.</summary>
    public const string PromiseKept = "promise-kept";

    /// <summary>How long after a post the provider is asked at the earliest: it may answer "unknown" for a while although it took the mail.</summary>
    public static Duration UnclearWait { get; } = Duration.FromMinutes(10);
}
