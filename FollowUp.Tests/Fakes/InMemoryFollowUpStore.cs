using System.Globalization;
using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Tests.Fakes;

/// <summary>The store in memory: the same contract as Table Storage, checked by the same suite.</summary>
public sealed class InMemoryFollowUpStore : IFollowUpStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Division, SortedDictionary<string, StoredRow>> _divisions = [];
    private long _version;

    /// <summary>Every change that was committed, by its step, for tests that ask how something was written.</summary>
    public List<Changes> Committed { get; } = [];

    public Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Rows(division).GetValueOrDefault(key));
        }
    }

    public Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StoredRow>>([.. Rows(division)
                .Where(row => string.CompareOrdinal(row.Key, range.From) >= 0 && string.CompareOrdinal(row.Key, range.To) < 0)
                .Take(take)
                .Select(row => row.Value)]);
        }
    }

    public Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (changes.Rows.Count > 100)
            {
                throw new InvalidOperationException($"{changes.Step} has {changes.Rows.Count} rows; the service refuses more than 100.");
            }

            var rows = Rows(division);
            if (changes.Rows.Any(change => !Holds(change, rows.GetValueOrDefault(change.Key))))
            {
                return Task.FromResult(false);
            }

            foreach (var change in changes.Rows)
            {
                Apply(rows, change);
            }

            changes.Committed(changes.Rows.Where(change => change.Kind != ChangeKind.Delete).Select(change => KeyValuePair.Create(change.Key, rows[change.Key].Version)));
            Committed.Add(changes);
            return Task.FromResult(true);
        }
    }

    private static bool Holds(RowChange change, StoredRow? row) => change.Kind switch
    {
        ChangeKind.Insert => row is null,
        ChangeKind.Overwrite => true,
        _ => row is not null && (change.Version is null || change.Version == row.Version),
    };

    private void Apply(SortedDictionary<string, StoredRow> rows, RowChange change)
    {
        if (change.Kind == ChangeKind.Delete)
        {
            rows.Remove(change.Key);
            return;
        }

        var columns = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in change.Kind == ChangeKind.Merge ? rows[change.Key].Columns.Concat(change.Columns) : change.Columns)
        {
            columns[name] = value;
        }

        rows[change.Key] = new StoredRow(change.Key, (++_version).ToString(CultureInfo.InvariantCulture), columns);
    }

    private SortedDictionary<string, StoredRow> Rows(Division division)
    {
        if (!_divisions.TryGetValue(division, out var rows))
        {
            _divisions[division] = rows = new SortedDictionary<string, StoredRow>(StringComparer.Ordinal);
        }

        return rows;
    }
}
