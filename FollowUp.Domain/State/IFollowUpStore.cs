using FollowUps.Calls;

namespace FollowUps.State;

/// <summary>
/// Where all state lives. A division is one partition; whatever a step decides is committed as one all-or-nothing set of
/// <see cref="Changes"/>, each of them conditional on what the decision was made from. Two adapters: Azure Table Storage, and memory.
/// </summary>
public interface IFollowUpStore
{
    /// <summary>One row, or null.</summary>
    Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken);

    /// <summary>The first <paramref name="take"/> rows of a range in key order; all of its pages are read when it is larger than one.</summary>
    Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken);

    /// <summary>
    /// Applies all of <paramref name="changes"/> or none. False: another writer was first (a row exists, is gone, or has changed);
    /// nothing was written, and the caller decides anew from what it reads then. Broken storage throws. A committed set knows its rows' versions
    /// (<see cref="Changes.VersionOf"/>), unless the answer was lost on the way.
    /// </summary>
    Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken);
}

/// <summary>Keys from <paramref name="From"/> (inclusive) to <paramref name="To"/> (exclusive), in ordinal order.</summary>
public readonly record struct KeyRange(string From, string To)
{
    /// <summary>Every key that starts with <paramref name="prefix"/>, which is not empty.</summary>
    public static KeyRange Prefix(string prefix) => new(prefix, prefix[..^1] + (char)(prefix[^1] + 1));
}

/// <summary>A row as it is stored, with the version it was read at.</summary>
/// <param name="Key">The row key.</param>
/// <param name="Version">Opaque; changes with every write.</param>
/// <param name="Columns">Values by name: string, bool, long, double or byte[].</param>
public sealed record StoredRow(string Key, string Version, IReadOnlyDictionary<string, object> Columns)
{
    /// <summary>The row as what it means.</summary>
    public T As<T>()
        where T : class
        => RowCodec.Read<T>(Columns);
}
