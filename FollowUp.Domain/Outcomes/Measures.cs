namespace FollowUps.Outcomes;

/// <summary>
/// The numbers people ask for, with how sure one may be of them: every share carries its n and its 95 % interval, and under ten answers no
/// number is shown at all, because it would say more about chance than about the service.
/// </summary>
public static class Measures
{
    /// <summary>Below this many answers a share is "too few".</summary>
    public const int FewestAnswers = 10;

    /// <summary>The 97.5 % quantile of the normal distribution: a 95 % interval.</summary>
    private const double Z = 1.959964;

    /// <summary>CSAT: the share of 4 and 5 among all counted ratings of 1 to 5.</summary>
    public static Share Csat(IReadOnlyList<int> histogram) => Top(histogram, 1, 5, 4);

    /// <summary>CES on seven points ("made it easy"): the share of 5 to 7.</summary>
    public static Share Ces(IReadOnlyList<int> histogram) => Top(histogram, 1, 7, 5);

    /// <summary>A share with its Wilson score interval (Wilson 1927), which stays inside 0 and 1 and holds for small n.</summary>
    /// <param name="hits">How many; 0 to <paramref name="n"/>.</param>
    /// <param name="n">Of how many; 0 gives the interval of knowing nothing.</param>
    public static Share Of(int hits, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, n);
        if (n == 0)
        {
            return new Share(0, 0, 0, 1);
        }

        var (p, zz) = ((double)hits / n, Z * Z);
        var centre = (p + (zz / (2 * n))) / (1 + (zz / n));
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (zz / (4.0 * n * n))) / (1 + (zz / n));
        return new Share(p, n, Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>
    /// NPS: percent of promoters (9, 10) minus percent of detractors (0 to 6), with the adjusted Wald interval (n + 3, promoters + ¾,
    /// detractors + ¾; Lewis and Sauro, MeasuringU 2021), whose centre differs a little from the score itself.
    /// </summary>
    /// <param name="histogram">Answers by score, 0 to 10.</param>
    public static NetPromoterScore Nps(IReadOnlyList<int> histogram)
    {
        if (histogram.Count != 11)
        {
            throw new ArgumentException("NPS has the scores 0 to 10.", nameof(histogram));
        }

        var (promoters, detractors, n) = (histogram.Skip(9).Sum(), histogram.Take(7).Sum(), histogram.Sum());
        var adjusted = n + 3.0;
        var (p, d) = ((promoters + 0.75) / adjusted, (detractors + 0.75) / adjusted);
        var half = Z * Math.Sqrt((p + d - ((p - d) * (p - d))) / adjusted);
        return new NetPromoterScore(n == 0 ? 0 : 100.0 * (promoters - detractors) / n, n, 100 * (p - d), 100 * half);
    }

    private static Share Top(IReadOnlyList<int> histogram, int lowest, int highest, int from)
    {
        if (histogram.Count != highest - lowest + 1)
        {
            throw new ArgumentException("One count for each score of the scale.", nameof(histogram));
        }

        return Of(histogram.Skip(from - lowest).Sum(), histogram.Sum());
    }
}

/// <summary>A share of n, with its 95 % interval.</summary>
/// <param name="Value">0 to 1.</param>
/// <param name="N">Of how many.</param>
/// <param name="Low">Lower end, 0 to 1.</param>
/// <param name="High">Upper end, 0 to 1.</param>
public readonly record struct Share(double Value, int N, double Low, double High)
{
    /// <summary>True when there are too few answers to show a number.</summary>
    public bool TooFew => N < Measures.FewestAnswers;
}

/// <summary>A net promoter score, with its 95 % interval as centre and half-width.</summary>
/// <param name="Value">−100 to 100.</param>
/// <param name="N">Of how many answers.</param>
/// <param name="Centre">Centre of the interval.</param>
/// <param name="Half">Half its width.</param>
public readonly record struct NetPromoterScore(double Value, int N, double Centre, double Half)
{
    /// <summary>True when there are too few answers to show a number.</summary>
    public bool TooFew => N < Measures.FewestAnswers;
}
