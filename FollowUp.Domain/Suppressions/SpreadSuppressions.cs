using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Suppressions;

/// <summary>
/// Carries suppressions that hold in every division from the outbox of the division that learnt of them to the installation's list. The outbox row is
/// removed by the caller afterwards: a crash in between carries the same entry once more, which changes nothing.
/// </summary>
internal static class SpreadSuppressions
{
    private const int MaxRaces = 20;

    /// <summary>Writes the entries of <paramref name="rows"/>, which are rows of the outbox.</summary>
    public static async Task RunAsync(IFollowUpStore store, IEnumerable<StoredRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            await WriteAsync(store, row.As<SpreadRow>(), cancellationToken);
        }
    }

    private static async Task WriteAsync(IFollowUpStore store, SpreadRow spread, CancellationToken cancellationToken)
    {
        var key = Keys.Address(spread.Address);
        for (var race = 0; race < MaxRaces; race++)
        {
            var read = await store.FindAsync(Division.Installation, key, cancellationToken);
            var row = read?.As<AddressRow>() ?? new AddressRow();
            var joined = SuppressionList.With(row, spread.Entry);
            if (ReferenceEquals(joined, row))
            {
                return;
            }

            var changes = new Changes("spread").Put(key, read, joined);
            await EverywhereFilter.AddAsync(changes, store, [spread.Address], cancellationToken);
            if (await store.CommitAsync(Division.Installation, changes, cancellationToken))
            {
                return;
            }
        }

        throw new TimeoutException("A suppression for the installation lost all its races; the next sweep tries again.");
    }
}
