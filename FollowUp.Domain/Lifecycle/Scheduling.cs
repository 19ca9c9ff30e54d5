using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>Puts one follow-up on its way: its own row, its place in the due index and in the customer's index, the sentence and the event.</summary>
internal static class Scheduling
{
    /// <summary>Adds the rows of a follow-up that is due at <see cref="DueItem.At"/>.</summary>
    public static void Add(
        Changes changes, Story story, Identity identity, Division division, FollowUp followUp, DueItem item, string sentence, IEnumerable<string> arithmetic, Instant now)
    {
        var id = new FollowUpId(item.FollowUp);
        var dueKey = Keys.Due(item);
        changes.Insert(Keys.FollowUp(item.Call, id), followUp with { DueAt = item.At, DueKey = dueKey });
        changes.Insert(dueKey, item);
        if (item.Letter?.Customer is { } customer)
        {
            changes.Insert(Keys.Pending(customer, id), new PendingRow(customer, item.Call, id.Value, item.Name, dueKey, item.Episode));
        }

        story.Tell("plan", "followup.scheduled", sentence, string.Join("; ", arithmetic), id.Value);
        changes.Announce(OutgoingEvents.Scheduled, identity.Command(OutgoingEvents.Scheduled, id.Value, "0"), now, new OutgoingData
        {
            CallId = item.Letter?.CallId ?? "",
            Division = division.Value,
            Episode = item.Episode,
            FollowUpId = id.Value,
            Kind = item.Kind,
            DueAt = item.At,
        }, item.Letter.Counted(item.Kind, now, Counters.Planned));
    }
}
