namespace FollowUps.Plans;

/// <summary>The one question a survey asks.</summary>
public enum RatingScale
{
    /// <summary>Customer satisfaction, 1 to 5. The default.</summary>
    Csat,

    /// <summary>Net promoter score: would you recommend us, 0 to 10.</summary>
    Nps,

    /// <summary>Customer effort score: was it easy, 1 to 7.</summary>
    Ces,
}

/// <summary>The words of <see cref="RatingScale"/>.</summary>
public static class RatingScales
{
    internal static Vocabulary<RatingScale> Vocabulary { get; } = new(
        (RatingScale.Csat, "csat"),
        (RatingScale.Nps, "nps"),
        (RatingScale.Ces, "ces"));

    /// <summary>"csat", "nps" or "ces".</summary>
    public static string Word(this RatingScale scale) => Vocabulary.Word(scale);

    /// <summary>The lowest score: 1, for NPS 0.</summary>
    public static int Lowest(this RatingScale scale) => scale == RatingScale.Nps ? 0 : 1;

    /// <summary>The highest score: 5, 10 or 7.</summary>
    public static int Highest(this RatingScale scale) => scale switch { RatingScale.Nps => 10, RatingScale.Ces => 7, _ => 5 };

    /// <summary>True for a score that opens a recovery case: CSAT 1–2, NPS 0–6, CES 1–3.</summary>
    public static bool IsLow(this RatingScale scale, int score) => score <= scale switch { RatingScale.Nps => 6, RatingScale.Ces => 3, _ => 2 };

    /// <summary>True for an answer that opens a recovery case: a low score, or "it is not solved".</summary>
    public static bool IsBad(this RatingScale scale, int? score, bool? solved) => solved == false || (score is { } given && scale.IsLow(given));

    /// <summary>True for a score that is neither: CSAT 3, NPS 7–8, CES 4.</summary>
    public static bool IsNeutral(this RatingScale scale, int score) => scale switch { RatingScale.Nps => score is 7 or 8, RatingScale.Ces => score == 4, _ => score == 3 };
}
