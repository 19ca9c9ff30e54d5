using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>Why an answer looks as if a machine had given it.</summary>
public enum SuspectReason
{
    /// <summary>It was posted sooner after its page than a person can read.</summary>
    TooFast,

    /// <summary>Its page was opened together with the other choices of the mail.</summary>
    AllLinksOpened,

    /// <summary>Another score of the same mail came within seconds.</summary>
    SeveralScores,

    /// <summary>It contradicts the first answer, and nobody had asked to change that.</summary>
    Contradicts,
}

/// <summary>
/// Tells people from mail scanners, which open every link and sometimes submit every form. What it doubts is kept and shown and counts for
/// nothing; whoever was asked is asked once more. A doubt that is wrong costs a person one more click, a trust that is wrong costs a false score.
/// </summary>
public static class SuspectVotes
{
    /// <summary>Nobody reads the question, chooses and presses sooner than this.</summary>
    public static Duration ReadingTime { get; } = Duration.FromSeconds(2);

    /// <summary>Two answers, or the links of one mail, this close to each other are one machine.</summary>
    public static Duration Burst { get; } = Duration.FromSeconds(10);

    /// <summary>The reason for a doubt; null: it counts.</summary>
    /// <param name="vote">What was posted.</param>
    /// <param name="answered">The follow-up that was asked about, as it stands.</param>
    /// <param name="earlier">What was posted to it before.</param>
    /// <param name="now">The moment of the POST.</param>
    public static SuspectReason? Of(Vote vote, FollowUp answered, IReadOnlyCollection<AnswerRow> earlier, Instant now)
    {
        ArgumentNullException.ThrowIfNull(vote);
        ArgumentNullException.ThrowIfNull(answered);
        var contradicts = answered.AnsweredAt is not null && (Differs(vote.Score, answered.Score) || Differs(vote.Solved, answered.Solved));
        return now - vote.Page.At < ReadingTime ? SuspectReason.TooFast
            : vote.Page.Asked == PageAsked.WithAllLinks ? SuspectReason.AllLinksOpened
            : earlier.Any(other => now - other.At < Burst && (Differs(vote.Score, other.Score) || Differs(vote.Solved, other.Solved))) ? SuspectReason.SeveralScores
            : contradicts && (vote.Page.Asked != PageAsked.ToChange || vote.Page.At < answered.AnsweredAt) ? SuspectReason.Contradicts
            : null;
    }

    /// <summary>"too fast", "all links opened", "several scores" or "contradicts the first answer".</summary>
    public static string Word(this SuspectReason reason) => reason switch
    {
        SuspectReason.TooFast => "too fast",
        SuspectReason.AllLinksOpened => "all links opened",
        SuspectReason.SeveralScores => "several scores",
        SuspectReason.Contradicts => "contradicts the first answer",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>The reason in words for the timeline.</summary>
    public static string Describe(this SuspectReason reason) => reason switch
    {
        SuspectReason.TooFast => "it came sooner after its page than a person can read",
        SuspectReason.AllLinksOpened => "all links of the mail were opened within seconds",
        SuspectReason.SeveralScores => "other scores came within seconds",
        SuspectReason.Contradicts => "it contradicts the first answer, and nobody had asked to change that",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    private static bool Differs<T>(T? one, T? other)
        where T : struct
        => one is { } a && other is { } b && !a.Equals(b);
}
