using NodaTime;

namespace FollowUps.Outcomes;

/// <summary>
/// How long something took: median and 90 % quantile of a histogram. Each is the upper bound of the bucket in which it lies ("half of them within four
/// hours"), because the histogram knows no more; the rank is the nearest one, ⌈q·n⌉.
/// </summary>
/// <param name="N">Of how many.</param>
/// <param name="Median">Half of them took no longer; null: more than the last bound, or there are none.</param>
/// <param name="P90">Nine of ten took no longer; null: as above.</param>
public sealed record Spread(long N, Duration? Median, Duration? P90)
{
    /// <summary>Reads a histogram of <see cref="Counters"/>.</summary>
    /// <param name="counts">Counters by name.</param>
    /// <param name="histogram">The name before the bound: "case.close".</param>
    public static Spread Of(IReadOnlyDictionary<string, long> counts, string histogram)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var buckets = Counters.BucketBounds.Select(bound => (Bound: (Duration?)Duration.FromMinutes(bound), N: counts.GetValueOrDefault($"{histogram}.{bound.ToString(System.Globalization.CultureInfo.InvariantCulture)}")))
            .Append((null, counts.GetValueOrDefault($"{histogram}.more"))).ToList();
        var n = buckets.Sum(bucket => bucket.N);
        return new Spread(n, Quantile(buckets, n, 50), Quantile(buckets, n, 90));
    }

    private static Duration? Quantile(List<(Duration? Bound, long N)> buckets, long n, int percent)
    {
        var rank = ((n * percent) + 99) / 100;
        var seen = 0L;
        foreach (var (bound, count) in buckets)
        {
            seen += count;
            if (n > 0 && seen >= rank)
            {
                return bound;
            }
        }

        return null;
    }
}
