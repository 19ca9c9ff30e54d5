namespace FollowUps.State;

/// <summary>
/// What one step writes, as one entity group transaction: at most 100 rows of one division, each row once. A row that must not exist is
/// inserted; a row that must be as it was read is replaced, merged or deleted with its version; a row that another row of the
/// same set already guards (a follow-up by its due row) is merged or deleted without one.
/// </summary>
/// <param name="step">The step's name, for traces, request counts and crash tests: "intake", "claim", "fence", "outcome", …</param>
public sealed class Changes(string step)
{
    private readonly Dictionary<string, RowChange> _rows = new(StringComparer.Ordinal);
    private Dictionary<string, string> _versions = [];

    /// <summary>The step's name.</summary>
    public string Step { get; } = step;

    /// <summary>W3C trace parent of what asked for this step long before, for the rows that it plans; null: the step under way is their cause.</summary>
    public string? Cause { get; init; }

    /// <summary>Order within its instant of everything that this set tells on timelines, beside what other sets tell: below 0 before them, above 0 after them.</summary>
    public int Order { get; init; }

    /// <summary>The changes, in the order they were decided.</summary>
    public IReadOnlyCollection<RowChange> Rows => _rows.Values;

    /// <summary>True when the step decided to write nothing.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>The row must not exist yet.</summary>
    public Changes Insert<T>(string key, T row)
        where T : class
        => Add(new RowChange(ChangeKind.Insert, key, RowCodec.Write(row), null));

    /// <summary>The row must be as it was read.</summary>
    public Changes Replace<T>(StoredRow read, T row)
        where T : class
        => Add(new RowChange(ChangeKind.Replace, read.Key, RowCodec.Write(row), read.Version));

    /// <summary>Inserts, or replaces what was read.</summary>
    public Changes Put<T>(string key, StoredRow? read, T row)
        where T : class
        => read is null ? Insert(key, row) : Replace(read, row);

    /// <summary>Writes the row whatever is there; only for a row that another row of this set guards.</summary>
    public Changes Overwrite<T>(string key, T row)
        where T : class
        => Add(new RowChange(ChangeKind.Overwrite, key, RowCodec.Write(row), null));

    /// <summary>
    /// Sets the non-null properties of <paramref name="patch"/> and leaves the others; the row must exist, and with a version be as it was read.
    /// Two merges of one row are folded into one.
    /// </summary>
    public Changes Merge<T>(string key, T patch, string? version = null)
        where T : class
    {
        var columns = RowCodec.Write(patch);
        if (!_rows.TryGetValue(key, out var earlier))
        {
            return Add(new RowChange(ChangeKind.Merge, key, columns, version));
        }

        if (earlier.Kind == ChangeKind.Delete)
        {
            throw new InvalidOperationException($"Step {Step} deletes and merges the same row.");
        }

        var folded = new Dictionary<string, object>(earlier.Columns);
        foreach (var (name, value) in columns)
        {
            folded[name] = value;
        }

        _rows[key] = earlier with { Columns = folded, Version = earlier.Version ?? version };
        return this;
    }

    /// <summary>The row must exist, and with a version be as it was read.</summary>
    public Changes Delete(string key, string? version = null) =>
        Add(new RowChange(ChangeKind.Delete, key, RowChange.NoColumns, version));

    /// <summary>Changes a row that this set itself writes whole.</summary>
    public Changes Amend<T>(string key, Func<T, T> change)
        where T : class
    {
        var written = _rows[key];
        _rows[key] = written.Kind is ChangeKind.Insert or ChangeKind.Replace
            ? written with { Columns = RowCodec.Write(change(RowCodec.Read<T>(written.Columns))) }
            : throw new InvalidOperationException($"Step {Step} amends a row that it does not write whole.");
        return this;
    }

    /// <summary>
    /// The version that a row got when this set was committed; null before, for a deleted row, and where the store could not tell (an answer was lost
    /// on the way). Whoever changes the row next can be conditional on it without reading it.
    /// </summary>
    public string? VersionOf(string key) => _versions.GetValueOrDefault(key);

    /// <summary>A row as this set left it; null where it did not write the row whole, or <see cref="VersionOf"/> is null.</summary>
    public StoredRow? Left(string key) =>
        VersionOf(key) is { } version && _rows.TryGetValue(key, out var change) && change.Kind is ChangeKind.Insert or ChangeKind.Replace or ChangeKind.Overwrite
            ? new StoredRow(key, version, change.Columns)
            : null;

    /// <summary>For a store: the set is committed, and its rows have these versions by key.</summary>
    public void Committed(IEnumerable<KeyValuePair<string, string>> versions) => _versions = new Dictionary<string, string>(versions, StringComparer.Ordinal);

    /// <summary>True when this set already touches the row.</summary>
    public bool Touches(string key) => _rows.ContainsKey(key);

    private Changes Add(RowChange change)
    {
        if (!_rows.TryAdd(change.Key, change))
        {
            throw new InvalidOperationException($"Step {Step} changes one row twice ({change.Key.AsSpan(0, 1)}).");
        }

        return this;
    }
}

/// <summary>How a row is changed.</summary>
public enum ChangeKind
{
    /// <summary>Must not exist.</summary>
    Insert,

    /// <summary>Must exist as it was read.</summary>
    Replace,

    /// <summary>Whatever is there.</summary>
    Overwrite,

    /// <summary>Must exist; the named columns are set.</summary>
    Merge,

    /// <summary>Must exist.</summary>
    Delete,
}

/// <summary>One row of <see cref="Changes"/>. Without a version the row only has to exist (or, inserted, not to).</summary>
public sealed record RowChange(ChangeKind Kind, string Key, IReadOnlyDictionary<string, object> Columns, string? Version)
{
    internal static readonly IReadOnlyDictionary<string, object> NoColumns = new Dictionary<string, object>();
}
