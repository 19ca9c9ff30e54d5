using FollowUps.Lifecycle;
using NodaTime;

namespace FollowUps.Outcomes;

/// <summary>Names of the counters in a statistics row. They are stored: a name is never reused for something else.</summary>
public static class Counters
{
    /// <summary>The plan asked for it and it has a due instant.</summary>
    public const string Planned = "planned";

    /// <summary>The provider took it.</summary>
    public const string Sent = "sent";

    /// <summary>A rule said no; <see cref="SkippedFor"/> says which.</summary>
    public const string Skipped = "skipped";

    /// <summary>A fact made it pointless.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The provider refused it for good. An attempt: what is sent again may fail again, or then be sent.</summary>
    public const string Failed = "failed";

    /// <summary>It was left to a person. An attempt, like a failure.</summary>
    public const string Parked = "parked";

    /// <summary>An operator had it sent again.</summary>
    public const string Resent = "resent";

    /// <summary>The recipient's mail server took it.</summary>
    public const string Delivered = "delivered";

    /// <summary>The recipient's mail server refused it.</summary>
    public const string Bounced = "bounced";

    /// <summary>A mail with the question went out: a check-in, its reminder or a re-check-in. The response rate is <see cref="Rated"/> of these.</summary>
    public const string Asked = "asked";

    /// <summary>One of <see cref="Asked"/> came back, on the day it was sent; the others are taken for delivered.</summary>
    public const string AskedInVain = "asked.undelivered";

    /// <summary>A counted answer, on the day of the mail that asked.</summary>
    public const string Rated = "rated";

    /// <summary>An answer that looks machine-made: kept, and in no other counter.</summary>
    public const string SuspectVote = "votes.suspect";

    /// <summary>Any answer that was posted, counted or not; a changed one is one more.</summary>
    public const string Votes = "votes";

    /// <summary>A counted word that it is solved.</summary>
    public const string Solved = "solved.yes";

    /// <summary>A counted word that it is not.</summary>
    public const string NotSolved = "solved.no";

    /// <summary>A promise had its date, on the day of that date: the kept-rate is <see cref="PromisesKept"/> of these.</summary>
    public const string PromisesDue = "promises.due";

    /// <summary>A promise was kept by its date, on the day of that date.</summary>
    public const string PromisesKept = "promises.kept";

    /// <summary>A recovery case was opened.</summary>
    public const string CaseOpened = "case.opened";

    /// <summary>A recovery case was closed.</summary>
    public const string CaseClosed = "case.closed";

    /// <summary>A whole ladder was asked and nobody took the case.</summary>
    public const string CaseUnacknowledged = "case.unacknowledged";

    // Upper bounds in minutes: fine where a promise is in hours, coarse where it is in days.
    private static readonly int[] Bounds = [5, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 4320, 7200, 10080, 20160];

    /// <summary>"skipped.quota": one counter for each reason of the closed list.</summary>
    public static string SkippedFor(SkipReason reason) => $"skipped.{reason.Word()}";

    /// <summary>"closed.satisfied": one counter for each outcome of an episode.</summary>
    public static string Closed(EpisodeOutcome outcome) => $"closed.{outcome.Word()}";

    /// <summary>"csat.5": the histogram of a scale's scores.</summary>
    public static string Score(string scale, int score) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{scale}.{score}");

    /// <summary>"csat.sum": the sum of a scale's scores.</summary>
    public static string ScoreSum(string scale) => $"{scale}.sum";

    /// <summary>"wait.240": the histogram of elapsed time from the end of the call to the mail, by upper bound in minutes; "wait.more" above two weeks.</summary>
    public static string Wait(Duration elapsed) => Bucket("wait", elapsed);

    /// <summary>"close.1440": the same from the end of the call to the episode's outcome.</summary>
    public static string Close(Duration elapsed) => Bucket("close", elapsed);

    /// <summary>"case.outreach.240": the histogram of elapsed time from the opening of a case to the first word to the customer.</summary>
    public static string FirstOutreach(Duration elapsed) => Bucket("case.outreach", elapsed);

    /// <summary>"case.outreach.business.240": the same in business time of the queue.</summary>
    public static string FirstOutreachBusiness(Duration businessTime) => Bucket("case.outreach.business", businessTime);

    /// <summary>"case.close.1440": the histogram of elapsed time from the opening of a case to its close.</summary>
    public static string CaseClose(Duration elapsed) => Bucket("case.close", elapsed);

    /// <summary>"case.close.business.1440": the same in business time of the queue.</summary>
    public static string CaseCloseBusiness(Duration businessTime) => Bucket("case.close.business", businessTime);

    /// <summary>"cause.billing error": one counter for each cause of the list; on the row of a queue and summed over a month, the report of causes.</summary>
    public static string Cause(string cause) => $"cause.{cause}";

    /// <summary>"case.outreach", "case.close" and their business twins: what <see cref="Spread.Of"/> reads.</summary>
    internal const string OutreachHistogram = "case.outreach", OutreachBusinessHistogram = "case.outreach.business", CloseHistogram = "case.close", CloseBusinessHistogram = "case.close.business";

    /// <summary>The upper bounds of the histograms, in minutes.</summary>
    public static IReadOnlyList<int> BucketBounds => Bounds;

    private static string Bucket(string histogram, Duration elapsed)
    {
        var bound = Array.Find(Bounds, b => elapsed <= Duration.FromMinutes(b));
        return bound == 0 ? $"{histogram}.more" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{histogram}.{bound}");
    }
}
