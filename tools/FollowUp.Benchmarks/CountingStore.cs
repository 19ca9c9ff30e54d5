using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Benchmarks;

/// <summary>Counts the rows that ranges return.</summary>
internal sealed class CountingStore(IFollowUpStore inner) : IFollowUpStore
{
    public int RowsRead { get; private set; }

    public Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken) => inner.FindAsync(division, key, cancellationToken);

    public async Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken)
    {
        var rows = await inner.RangeAsync(division, range, take, cancellationToken);
        RowsRead += rows.Count;
        return rows;
    }

    public Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken) => inner.CommitAsync(division, changes, cancellationToken);
}
