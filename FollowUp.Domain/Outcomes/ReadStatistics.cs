using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Outcomes;

/// <summary>How long the days are that belong together.</summary>
public enum CohortLength
{
    /// <summary>One UTC day.</summary>
    Day,

    /// <summary>Monday to Sunday.</summary>
    Week,

    /// <summary>A month of the calendar. The default.</summary>
    Month,

    /// <summary>All days that were asked for.</summary>
    All,
}

/// <summary>The figures of one cohort for one value of one dimension.</summary>
/// <param name="From">The first day of the cohort (UTC).</param>
/// <param name="Name">Which queue, team or kind; empty for all.</param>
/// <param name="Figures">The numbers.</param>
public sealed record CohortFigures(LocalDate From, string Name, Figures Figures);

/// <summary>Reads the figures of any days from the statistics rows, over one division or all of them; reads nothing else, so that it costs what the days cost.</summary>
public sealed class ReadStatistics(IFollowUpStore store)
{
    /// <summary>The dimensions that are counted; there is none for single agents.</summary>
    public static ImmutableArray<string> Dimensions { get; } = ["all", "queue", "team", "kind"];

    /// <summary>Reads them, earliest cohort first.</summary>
    /// <param name="from">The first UTC day.</param>
    /// <param name="to">The last UTC day.</param>
    /// <param name="dimension">One of <see cref="Dimensions"/>.</param>
    /// <param name="length">Which days belong together.</param>
    /// <param name="only">The division; null: all of them together.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public async Task<IReadOnlyList<CohortFigures>> RunAsync(
        LocalDate from, LocalDate to, string dimension, CohortLength length, Division? only, CancellationToken cancellationToken)
    {
        var sums = new SortedDictionary<(LocalDate From, string Name), Dictionary<string, long>>();
        foreach (var division in only is { } one ? [one] : await store.DivisionsAsync(cancellationToken))
        {
            var rows = await store.RangeAsync(division, Keys.Statistics(Midnight(from), Midnight(to)), int.MaxValue, cancellationToken);
            foreach (var row in rows.Select(row => row.As<StatisticRow>()).Where(row => row.Dimension == dimension))
            {
                Add(sums, (Start(row.Day.InUtc().Date, length, from), row.Name), row);
            }
        }

        return [.. sums.Select(sum => new CohortFigures(sum.Key.From, sum.Key.Name, Figures.Of(sum.Value)))];
    }

    private static void Add(SortedDictionary<(LocalDate From, string Name), Dictionary<string, long>> sums, (LocalDate From, string Name) cohort, StatisticRow row)
    {
        if (!sums.TryGetValue(cohort, out var counts))
        {
            sums[cohort] = counts = new Dictionary<string, long>(StringComparer.Ordinal);
        }

        foreach (var (name, count) in row.Counts)
        {
            counts[name] = counts.GetValueOrDefault(name) + count;
        }
    }

    private static LocalDate Start(LocalDate day, CohortLength length, LocalDate from) => length switch
    {
        CohortLength.Day => day,
        CohortLength.Week => day.PlusDays(1 - (int)day.DayOfWeek),
        CohortLength.Month => new LocalDate(day.Year, day.Month, 1),
        _ => from,
    };

    private static Instant Midnight(LocalDate day) => day.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant();
}
