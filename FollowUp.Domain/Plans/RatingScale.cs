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
}
