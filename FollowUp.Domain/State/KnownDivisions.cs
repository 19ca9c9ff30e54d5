using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FollowUps.Calls;
using NodaTime;

namespace FollowUps.State;

/// <summary>Makes a division known to the sweep before anything is stored in it; remembered per store, so that it costs one request per process.</summary>
public static class KnownDivisions
{
    private static readonly ConditionalWeakTable<IFollowUpStore, ConcurrentDictionary<Division, bool>> Seen = [];

    /// <summary>Writes the division's row unless this process already has; that it exists is fine.</summary>
    public static async Task EnsureDivisionAsync(this IFollowUpStore store, Division division, Instant now, CancellationToken cancellationToken)
    {
        var seen = Seen.GetOrCreateValue(store);
        if (!seen.ContainsKey(division))
        {
            var changes = new Changes("division").Insert(Keys.KnownDivision(division.Value), new DivisionRow(division.Value, now));
            await store.CommitAsync(Division.Installation, changes, cancellationToken);
            seen[division] = true;
        }
    }

    /// <summary>Every division that has had an event, in order of name.</summary>
    public static async Task<IReadOnlyList<Division>> DivisionsAsync(this IFollowUpStore store, CancellationToken cancellationToken) =>
        Among(await store.RangeAsync(Division.Installation, Keys.Divisions, int.MaxValue, cancellationToken));

    /// <summary>
    /// Looks in one division after the other until something is found: first in those that this process knows of, and then, because another process may
    /// know more, in all others.
    /// </summary>
    public static async Task<(Division Division, StoredRow Row)?> FindInAnyDivisionAsync(this IFollowUpStore store, string key, CancellationToken cancellationToken)
    {
        var seen = Seen.GetOrCreateValue(store);
        var looked = seen.Keys.OrderBy(division => division.Value, StringComparer.Ordinal).ToList();
        foreach (var division in looked)
        {
            if (await store.FindAsync(division, key, cancellationToken) is { } row)
            {
                return (division, row);
            }
        }

        foreach (var division in (await store.DivisionsAsync(cancellationToken)).Except(looked))
        {
            seen[division] = true;
            if (await store.FindAsync(division, key, cancellationToken) is { } row)
            {
                return (division, row);
            }
        }

        return null;
    }

    /// <summary>The divisions among rows of the installation's partition.</summary>
    internal static IReadOnlyList<Division> Among(IReadOnlyList<StoredRow> rows) =>
    [
        .. rows.Where(row => row.Key.StartsWith(Keys.Divisions.From, StringComparison.Ordinal))
            .Select(row => Division.TryParse(row.As<DivisionRow>().Division, out var division) ? division : Division.Main)
            .Distinct(),
    ];
}
