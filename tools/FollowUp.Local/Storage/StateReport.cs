using Azure.Data.Tables;

namespace FollowUps.Local.Storage;

/// <summary>Follow-ups by the one word each is counted under.</summary>
/// <param name="Sent">Accepted by the provider.</param>
/// <param name="Cancelled">A fact made it pointless.</param>
/// <param name="Skipped">A rule or missing data said no.</param>
/// <param name="Failed">Refused for good, or parked for a person.</param>
/// <param name="Pending">On the way.</param>
public sealed record FollowUpCounts(int Sent, int Cancelled, int Skipped, int Failed, int Pending);

/// <summary>What the run left in the table.</summary>
/// <param name="Calls">Distinct calls recorded; a call that only an update spoke of is none.</param>
/// <param name="FollowUps">Follow-ups by state.</param>
/// <param name="DeadLetters">Dead letters kept.</param>
public sealed record StateCounts(int Calls, FollowUpCounts FollowUps, int DeadLetters)
{
    /// <summary>One sentence about what only a person can settle, and where it is shown; null: there is nothing.</summary>
    public string? ForAPerson => (DeadLetters, FollowUps.Failed) switch
    {
        (0, 0) => null,
        (var letters, 0) => $"Waiting for a person: {letters} dead letters (/desk/dead-letters).",
        (0, var mails) => $"Waiting for a person: {mails} mails that failed or are parked (/desk/parked).",
        var (letters, mails) => $"Waiting for a person: {letters} dead letters (/desk/dead-letters), {mails} mails that failed or are parked (/desk/parked).",
    };
}

/// <summary>Reads the product's table as a bystander: counts for the last line, and whether anything is pending. Its keys are the contract of docs/storage.md.</summary>
public sealed class StateReport(TableClient table)
{
    private const string StateProperty = "state";

    // Due index, leases and outbox: what a sweep or a send still has to act on. Retention (x) does not count.
    private static readonly string[] PendingPrefixes = ["d", "l", "o"];

    /// <summary>The product's table.</summary>
    public const string TableName = "followups";

    /// <summary>Creates the table if it is not there.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>True when a row of the due index, a lease or an outgoing event is left in any division.</summary>
    public async Task<bool> HasPendingAsync(CancellationToken cancellationToken)
    {
        foreach (var prefix in PendingPrefixes)
        {
            await foreach (var _ in table.QueryAsync<TableEntity>(Range(prefix), 1, ["RowKey"], cancellationToken)) return true;
        }

        return false;
    }

    /// <summary>Counts calls, follow-ups and dead letters over all divisions.</summary>
    public async Task<StateCounts> CountAsync(CancellationToken cancellationToken)
    {
        var calls = (await StatesAsync("c", cancellationToken)).Count(s => s != "awaited");
        var states = (await StatesAsync("f", cancellationToken)).CountBy(s => s).ToDictionary();
        int Of(params string[] words) => words.Sum(w => states.GetValueOrDefault(w));
        var sent = Of("sent");
        var cancelled = Of("cancelled");
        var skipped = Of("skipped");
        var failed = Of("failed", "parked");
        return new StateCounts(
            calls,
            // Everything else is on the way; a word unknown here must not vanish from the sum.
            new FollowUpCounts(sent, cancelled, skipped, failed, states.Values.Sum() - sent - cancelled - skipped - failed),
            (await StatesAsync("b", cancellationToken)).Count);
    }

    private async Task<List<string>> StatesAsync(string prefix, CancellationToken cancellationToken)
    {
        List<string> states = [];
        await foreach (var row in table.QueryAsync<TableEntity>(Range(prefix), null, ["RowKey", StateProperty], cancellationToken))
            states.Add(row.GetString(StateProperty) ?? "");
        return states;
    }

    // ';' follows ':' in ASCII.
    private static string Range(string prefix) => TableClient.CreateQueryFilter($"RowKey ge {prefix + ":"} and RowKey lt {prefix + ";"}");
}
