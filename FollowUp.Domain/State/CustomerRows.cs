using System.Collections.Immutable;
using FollowUps.Calls;
using NodaTime;

namespace FollowUps.State;

/// <summary><c>u</c>: a customer.</summary>
public sealed record CustomerRow
{
    public Instant LastContact { get; init; }

    /// <summary>Since when the customer is in a call; it ends by itself after <see cref="Calls.InCall.Longest"/>.</summary>
    public Instant? InCallSince { get; init; }

    /// <summary>h(call) of that call.</summary>
    public string? InCall { get; init; }

    /// <summary>When they last wrote back about nothing in particular: a call that had ended before and becomes known later is not asked about either.</summary>
    public Instant? RepliedAt { get; init; }

    public Instant? ErasedAt { get; init; }

    /// <summary>What was sent within the longest cap window, oldest first.</summary>
    public ImmutableArray<SentMark> Sent { get; init; } = [];
}

/// <summary><c>u…c</c>: a call of a customer.</summary>
/// <param name="ClosedAt">When it closed.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Case">Hash of the CRM's case that it belongs to; null: none.</param>
public sealed record CustomerCallRow(Instant ClosedAt, CallOutcome Outcome, string? Case = null);

/// <summary><c>u…p</c>: a pending follow-up of a customer, with where its due row lay when it was planned. The customer is null only for a row that is not stored.</summary>
public sealed record PendingRow(string? Customer, string Call, string FollowUp, string Name, string DueKey, int Episode);

/// <summary><c>x</c>: a call to purge on its day.</summary>
public sealed record RetentionRow(string Call, string? Customer);
