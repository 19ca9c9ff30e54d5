using System.Collections.Immutable;
using FollowUps.State;

namespace FollowUps.Calls;

/// <summary>What is known of a customer when a call of theirs comes in: one range of rows.</summary>
public sealed record CustomerView
{
    /// <summary>Nothing known.</summary>
    public static CustomerView Empty { get; } = new();

    /// <summary>The customer's own row as it was read; null: the first contact.</summary>
    public StoredRow? Row { get; init; }

    /// <summary>The customer's calls by h(call).</summary>
    public ImmutableDictionary<string, CustomerCallRow> Calls { get; init; } = ImmutableDictionary<string, CustomerCallRow>.Empty;

    /// <summary>The customer's pending follow-ups.</summary>
    public ImmutableArray<PendingRow> Pending { get; init; } = [];

    /// <summary>Sorts the rows of <see cref="Keys.CustomerView"/> by what they are.</summary>
    public static CustomerView From(string customer, IReadOnlyList<StoredRow> rows)
    {
        var own = Keys.Customer(customer);
        var calls = Keys.CustomerCall(customer, "");
        return new CustomerView
        {
            Row = rows.FirstOrDefault(row => row.Key == own),
            Calls = rows.Where(row => row.Key.StartsWith(calls, StringComparison.Ordinal))
                .ToImmutableDictionary(row => row.Key[calls.Length..], row => row.As<CustomerCallRow>()),
            Pending = [.. rows.Where(row => row.Key != own && !row.Key.StartsWith(calls, StringComparison.Ordinal)).Select(row => row.As<PendingRow>())],
        };
    }
}
