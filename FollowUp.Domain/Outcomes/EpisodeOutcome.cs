namespace FollowUps.Outcomes;

/// <summary>How the follow-up of one call's episode ended: exactly one, with a reason.</summary>
public enum EpisodeOutcome
{
    /// <summary>Answered high.</summary>
    Satisfied,

    /// <summary>Answered in the middle.</summary>
    Neutral,

    /// <summary>Answered low.</summary>
    Dissatisfied,

    /// <summary>Dissatisfied first, then put right.</summary>
    Recovered,

    /// <summary>Written to, and the mail could not be delivered.</summary>
    Unreachable,

    /// <summary>Asked not to be written to.</summary>
    OptedOut,

    /// <summary>Written to, and no answer within the answer window.</summary>
    Unanswered,

    /// <summary>Never written to, or a recovery case that nobody took or closed; the reason says why.</summary>
    NotFollowedUp,
}

/// <summary>The contract's words for outcomes.</summary>
public static class EpisodeOutcomes
{
    /// <summary>"satisfied", "neutral", …, "notFollowedUp".</summary>
    public static string Word(this EpisodeOutcome outcome) => outcome switch
    {
        EpisodeOutcome.Satisfied => "satisfied",
        EpisodeOutcome.Neutral => "neutral",
        EpisodeOutcome.Dissatisfied => "dissatisfied",
        EpisodeOutcome.Recovered => "recovered",
        EpisodeOutcome.Unreachable => "unreachable",
        EpisodeOutcome.OptedOut => "optedOut",
        EpisodeOutcome.Unanswered => "unanswered",
        EpisodeOutcome.NotFollowedUp => "notFollowedUp",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>The stored word of an outcome as people read it.</summary>
    public static string Describe(string word) =>
        Enum.GetValues<EpisodeOutcome>().Where(outcome => outcome.Word() == word).Select(Describe).FirstOrDefault() ?? word;

    /// <summary>The outcome as people read it: "not followed up".</summary>
    public static string Describe(this EpisodeOutcome outcome) => outcome switch
    {
        EpisodeOutcome.OptedOut => "opted out",
        EpisodeOutcome.NotFollowedUp => "not followed up",
        _ => outcome.Word(),
    };
}
