using System.Collections.Immutable;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Outcomes;

/// <summary>The seven event types that leave the product. An event's id is made from its cause, so that a repeat carries the same id.</summary>
public static class OutgoingEvents
{
    /// <summary>A follow-up was planned.</summary>
    public const string Scheduled = "followup.scheduled.v1";

    /// <summary>The provider took a mail.</summary>
    public const string Sent = "followup.sent.v1";

    /// <summary>A rating was counted.</summary>
    public const string Rated = "followup.rated.v1";

    /// <summary>A case went to the next rung.</summary>
    public const string Escalated = "followup.escalated.v1";

    /// <summary>A promise was not kept in time.</summary>
    public const string PromiseOverdue = "followup.promise.overdue.v1";

    /// <summary>A customer cannot be reached by mail; carries the phone for a dialler.</summary>
    public const string Undeliverable = "followup.undeliverable.v1";

    /// <summary>The episode has its outcome.</summary>
    public const string Closed = "followup.closed.v1";

    /// <summary>No event: a row of the outbox that only the statistics read. It never leaves the product.</summary>
    public const string CountedOnly = "counted";

    private const int MaxReason = 1000;

    /// <summary>What leaves the product.</summary>
    public static IReadOnlyList<string> Published { get; } = [Scheduled, Sent, Rated, Escalated, PromiseOverdue, Undeliverable, Closed];

    /// <summary>Puts an event into the outbox, in the same change as the fact it tells of; with <paramref name="counted"/>, the statistics take it too.</summary>
    public static Changes Announce(this Changes changes, string type, string cause, Instant now, OutgoingData data, Counted? counted = null, string? trace = null)
    {
        // Reasons are short sentences of ours; the cut keeps one that is not from stopping the whole outbox.
        var told = data.Reason is { Length: > MaxReason } reason ? data with { Reason = reason[..MaxReason] } : data;
        return changes.Insert(Keys.Outgoing(now, cause), new OutgoingRow(type, cause, now, told, counted is null ? null : [counted], trace));
    }

    /// <summary>
    /// Has the statistics take a fact that is no outgoing event, in the same change as the fact. It rides on an outbox row of that change where
    /// there is one, so that it costs no row of its own.
    /// </summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="cause">A command id (<see cref="Identity.Command"/>); the same cause is counted once.</param>
    /// <param name="now">When it happened.</param>
    /// <param name="counted">What is counted.</param>
    public static Changes Count(this Changes changes, string cause, Instant now, Counted counted)
    {
        var carrier = changes.Rows.FirstOrDefault(row => row.Kind == ChangeKind.Insert && IsEvent(row));
        return carrier is null
            ? changes.Insert(Keys.Outgoing(now, cause), new OutgoingRow(CountedOnly, cause, now, OutgoingData.None, [counted]))
            : changes.Amend<OutgoingRow>(carrier.Key, row => row with { Counted = (row.Counted ?? []).Add(counted) });
    }

    // The outbox may carry rows of other kinds, which have no type.
    private static bool IsEvent(RowChange row) => row.Key.StartsWith(Keys.Outbox.From, StringComparison.Ordinal) && row.Columns.ContainsKey("type");

    /// <summary>A fact about one mail, as the statistics see it.</summary>
    public static Counted Counted(this Letter? letter, string? kind, Instant cohort, params ImmutableArray<string> counters) =>
        new(cohort, letter?.Queue, letter?.Agent?.Team, kind, [.. counters.Select(name => new CountBy(name))]);
}
