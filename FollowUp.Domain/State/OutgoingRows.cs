using System.Collections.Immutable;
using NodaTime;

namespace FollowUps.State;

/// <summary><c>o</c>: an event on its way to the outcomes queue, and what the statistics take from it.</summary>
/// <param name="Type">One of the seven published types, or <see cref="Outcomes.OutgoingEvents.CountedOnly"/>.</param>
/// <param name="Id">Made from the cause: a repeat carries the same one.</param>
/// <param name="At">When it happened.</param>
/// <param name="Data">What the event says.</param>
/// <param name="Counted">What is folded into the statistics when it is published; never published itself.</param>
/// <param name="Trace">W3C trace parent that the published event carries; filled in as <see cref="DueItem.Trace"/> is.</param>
public sealed record OutgoingRow(string Type, string Id, Instant At, OutgoingData Data, ImmutableArray<Counted>? Counted = null, string? Trace = null);

/// <summary>One fact as the statistics see it.</summary>
/// <param name="Cohort">On whose UTC day it counts: the send's for whatever answers a mail, else the fact's own.</param>
/// <param name="Queue">The call's queue; null: none.</param>
/// <param name="Team">The agent's team at call close; null: unknown.</param>
/// <param name="Kind">The kind's word; null for a fact of the whole episode.</param>
/// <param name="Counts">What goes up or down by how much.</param>
public sealed record Counted(Instant Cohort, string? Queue, string? Team, string? Kind, ImmutableArray<CountBy> Counts);

/// <summary>A counter (<see cref="Outcomes.Counters"/>) and by how much it changes.</summary>
public sealed record CountBy(string Name, long By = 1);

/// <summary><c>s</c>: the counters of one UTC day for one value of one dimension.</summary>
public sealed record StatisticRow
{
    /// <summary>The UTC day, at midnight.</summary>
    public Instant Day { get; init; }

    /// <summary><c>all</c>, <c>queue</c>, <c>team</c> or <c>kind</c>.</summary>
    public required string Dimension { get; init; }

    /// <summary>Which queue, team or kind; empty for <c>all</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Counters by name; a counter that is not there is zero.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = ImmutableSortedDictionary<string, long>.Empty;
}

/// <summary>The data of an outgoing event; what does not apply is left out.</summary>
public sealed record OutgoingData
{
    /// <summary>Of a row that only the statistics read.</summary>
    public static OutgoingData None { get; } = new() { CallId = "", Division = "" };

    public required string CallId { get; init; }

    public required string Division { get; init; }

    public int Episode { get; init; } = 1;

    public string? FollowUpId { get; init; }

    public string? Kind { get; init; }

    public Instant? DueAt { get; init; }

    public int? Score { get; init; }

    public string? Scale { get; init; }

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public string? Phone { get; init; }

    public string? PromiseId { get; init; }
}
