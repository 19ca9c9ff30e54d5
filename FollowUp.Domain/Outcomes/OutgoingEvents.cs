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

    /// <summary>Puts an event into the outbox, in the same change as the fact it tells of.</summary>
    public static Changes Announce(this Changes changes, string type, string cause, Instant now, OutgoingData data)
    {
        var row = new OutgoingRow(type, cause, now, data);
        return changes.Insert(Keys.Outgoing(now, cause), row);
    }
}
