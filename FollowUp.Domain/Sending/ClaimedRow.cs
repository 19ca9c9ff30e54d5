using System.Globalization;
using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Sending;

/// <summary>What every end of a claimed mail has in common.</summary>
internal static class ClaimedRow
{
    private const int MaxRaces = 5;

    /// <summary>
    /// A lost race is decided anew from what is read then, as long as the row is still the one that was worked on: the call or the mailbox may
    /// have changed for reasons that have nothing to do with it. Without a version the row is fenced, and nobody else touches it during its lease.
    /// </summary>
    public static async Task<bool> CommitWhileItStandsAsync(
        this IFollowUpStore store, Division division, string key, string? version, Func<Task<Changes>> decide, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.CommitAsync(division, await decide(), cancellationToken))
            {
                return true;
            }

            var stands = await store.FindAsync(division, key, cancellationToken);
            if (stands is null || (version is not null && stands.Version != version))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Claimed and not posted, and due again: as if never claimed, for the sweep to hold back, when the provider or a person said stop; with the claim
    /// <paramref name="counted"/> when its fence lost all its races, so that a row with a fault comes to an end.
    /// </summary>
    public static Changes StandBy(IEnumerable<StoredRow> rows, bool counted)
    {
        var changes = new Changes("stand-by");
        foreach (var row in rows)
        {
            var item = row.As<DueItem>();
            changes.Delete(row.Key, row.Version);
            changes.Insert(Keys.Due(item), item with { Claims = counted ? item.Claims : item.Claims - 1 });
        }

        return changes;
    }

    /// <summary>The mail waits no longer: it leaves the index of what its customer is still to get.</summary>
    public static void RemovePending(Changes changes, DueItem item)
    {
        if (item.Letter?.Customer is { } customer)
        {
            changes.Delete(Keys.Pending(customer, new FollowUpId(item.FollowUp)));
        }
    }

    /// <summary>The generation as a part of a command's id.</summary>
    public static string GenerationOf(DueItem item) => item.Generation.ToString(CultureInfo.InvariantCulture);
}
