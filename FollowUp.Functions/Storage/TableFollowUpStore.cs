using Azure;
using Azure.Data.Tables;
using FollowUps.Calls;
using FollowUps.State;
using FollowUps.Telemetry;

namespace FollowUps.Storage;

/// <summary>
/// State in Azure Table Storage: a division is a partition, a change is an entity group transaction. The only class that knows tables.
/// </summary>
public sealed class TableFollowUpStore(TableClient table) : IFollowUpStore
{
    private const int PageSize = 1000;

    /// <summary>The column that names the commit which wrote a row; no row of ours has a property of this name.</summary>
    private const string Writer = "writer";

    /// <summary>The column that carries the trace over the queue of what is due and the outbox: <see cref="DueItem.Trace"/>, <see cref="OutgoingRow.Trace"/>.</summary>
    private const string Trace = "trace";

    /// <inheritdoc/>
    public async Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(division.Value, key, cancellationToken: cancellationToken);
        return found.HasValue ? RowOf(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {division.Value} and RowKey ge {range.From} and RowKey lt {range.To}");
        var rows = new List<StoredRow>();
        if (take > 0)
        {
            await foreach (var entity in table.QueryAsync<TableEntity>(filter, Math.Min(take, PageSize), cancellationToken: cancellationToken))
            {
                rows.Add(RowOf(entity));
                if (rows.Count == take)
                {
                    break;
                }
            }
        }

        return rows;
    }

    /// <inheritdoc/>
    public async Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken)
    {
        if (changes.IsEmpty)
        {
            return true;
        }

        var writer = Guid.NewGuid().ToString("N");
        var signed = changes.Rows.FirstOrDefault(change => change.Kind != ChangeKind.Delete);
        try
        {
            var answers = await table.SubmitTransactionAsync(changes.Rows.Select(change => ActionOf(division, change, change == signed ? writer : null, changes.Cause)), cancellationToken);
            changes.Committed(changes.Rows.Zip(answers.Value)
                .Where(pair => pair.First.Kind != ChangeKind.Delete && pair.Second.Headers.ETag is not null)
                .Select(pair => KeyValuePair.Create(pair.First.Key, pair.Second.Headers.ETag!.Value.ToString())));
            return true;
        }
        catch (RequestFailedException lost) when (lost.Status is 404 or 409 or 412 && lost.ErrorCode is not "TableNotFound" and not "TableBeingDeleted")
        {
            return signed is not null && await IsOursAsync(division, signed.Key, writer, cancellationToken);
        }
    }

    /// <summary>
    /// The client repeats a request whose answer was lost. When the first one took effect, the repeat meets our own rows and is refused, although
    /// nobody else was first.
    /// </summary>
    private async Task<bool> IsOursAsync(Division division, string key, string writer, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(division.Value, key, [Writer], cancellationToken);
        return found.HasValue && found.Value!.GetString(Writer) == writer;
    }

    private static TableTransactionAction ActionOf(Division division, RowChange change, string? writer, string? cause)
    {
        var entity = new TableEntity(division.Value, change.Key);
        if (writer is not null)
        {
            entity[Writer] = writer;
        }

        foreach (var (name, value) in change.Columns)
        {
            entity[name] = value;
        }

        if (change.Kind == ChangeKind.Insert && (change.Key.StartsWith("d:", StringComparison.Ordinal) || change.Key.StartsWith("o:", StringComparison.Ordinal)) && !entity.ContainsKey(Trace) && (cause ?? Spans.CurrentParent) is { } parent)
        {
            entity[Trace] = parent;
        }

        var version = change.Version is null ? ETag.All : new ETag(change.Version);
        return change.Kind switch
        {
            ChangeKind.Insert => new(TableTransactionActionType.Add, entity),
            ChangeKind.Replace => new(TableTransactionActionType.UpdateReplace, entity, version),
            ChangeKind.Overwrite => new(TableTransactionActionType.UpsertReplace, entity),
            ChangeKind.Merge => new(TableTransactionActionType.UpdateMerge, entity, version),
            ChangeKind.Delete => new(TableTransactionActionType.Delete, entity, version),
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
    }

    private static StoredRow RowOf(TableEntity entity) => new(
        entity.RowKey,
        entity.ETag.ToString(),
        entity.Where(column => column.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag" or "odata.metadata" or Writer))
            .Where(column => column.Value is not null)
            .ToDictionary(column => column.Key, column => column.Value, StringComparer.Ordinal));
}
