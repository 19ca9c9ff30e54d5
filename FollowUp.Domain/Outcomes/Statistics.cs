using System.Collections.Immutable;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Outcomes;

/// <summary>
/// Adds facts up by UTC day and by dimension: all, queue, team, kind. Pure: which rows change, and to what; the caller sees to it that each
/// fact is added exactly once.
/// </summary>
public sealed class Statistics(Identity identity)
{
    private readonly Dictionary<string, StatisticRow> _sums = new(StringComparer.Ordinal);

    /// <summary>The rows to be changed, by key, with what is to be added.</summary>
    public IReadOnlyDictionary<string, StatisticRow> Sums => _sums;

    /// <summary>The days whose rows are changed.</summary>
    public IEnumerable<Instant> Days => _sums.Values.Select(row => row.Day).Distinct();

    /// <summary>Adds the facts of one outbox row, unless more than <paramref name="most"/> rows would change then.</summary>
    public bool TryAdd(OutgoingRow outgoing, int most)
    {
        var facts = outgoing.Counted ?? [];
        var touched = facts.SelectMany(RowsOf).ToList();
        if (touched.Select(row => row.Key).Concat(_sums.Keys).Distinct().Count() > most)
        {
            return false;
        }

        foreach (var (key, row) in touched)
        {
            _sums[key] = Sum(_sums.GetValueOrDefault(key), row);
        }

        return true;
    }

    /// <summary>What is stored, plus what is to be added.</summary>
    public static StatisticRow Sum(StatisticRow? stored, StatisticRow added)
    {
        var counts = (stored?.Counts ?? ImmutableSortedDictionary<string, long>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal).ToBuilder();
        foreach (var (name, by) in added.Counts)
        {
            counts[name] = checked(counts.GetValueOrDefault(name) + by);
        }

        return added with { Counts = counts.ToImmutable() };
    }

    private IEnumerable<(string Key, StatisticRow Row)> RowsOf(Counted fact)
    {
        var counts = fact.Counts.GroupBy(c => c.Name).ToImmutableSortedDictionary(c => c.Key, c => c.Sum(one => one.By), StringComparer.Ordinal);
        (string Dimension, string? Name)[] dimensions = [("all", ""), ("queue", fact.Queue), ("team", fact.Team), ("kind", fact.Kind)];
        foreach (var (dimension, name) in dimensions)
        {
            if (name is not null)
            {
                // A queue's or team's name is free text, which a key cannot hold.
                yield return (
                    Keys.Statistic(fact.Cohort, identity.Hash($"statistic:{dimension}:{name}")),
                    new StatisticRow { Day = fact.Cohort.InUtc().Date.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant(), Dimension = dimension, Name = name, Counts = counts });
            }
        }
    }
}
