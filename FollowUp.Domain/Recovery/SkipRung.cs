using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>A brief or a rung's mail came back: nobody has read it, so that the next rung, planned for later, is asked at once.</summary>
internal sealed class SkipRung(IFollowUpStore store, Identity identity)
{
    /// <summary>Moves the next rung to now, in the change that records the report.</summary>
    public async Task AddAsync(
        Changes changes, Division division, string hash, CallRow call, FollowUp returned, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        if (returned.DeliveryFailure is not null || call.Case is not { State: CaseState.Open } || returned.Kind is not ("supervisor-brief" or "escalation"))
        {
            return;
        }

        var calendar = settings.PlanBook.CalendarOf(call.Queue);
        var at = Keys.RoundUp(calendar.NextOpen(now));
        foreach (var stored in await store.RangeAsync(division, Keys.FollowUps(hash), int.MaxValue, cancellationToken))
        {
            if (stored.As<FollowUp>() is not { State: FollowUpState.Scheduled, DueKey: { } key } next || next.Kind != FollowUpKind.Escalation.Word()
                || next.Episode != returned.Episode || next.DueAt <= at
                || await store.FindAsync(division, key, cancellationToken) is not { } row)
            {
                continue;
            }

            var item = row.As<DueItem>() with { At = at, FirstDue = null };
            var moved = Keys.Due(item);
            changes.Delete(row.Key, row.Version).Insert(moved, item);
            changes.Merge(stored.Key, FollowUp.Evolve(new FollowUpFact.PutBack(moved)), stored.Version);
            new Story(changes, hash, identity.Command("skip-rung", next.Id), now, TimelineOrder.Stopped)
                .Tell("ladder", "followup.moved", $"The next rung of the ladder is asked at {Story.Time(at)} instead.", "the mail to the rung before could not be delivered", next.Id);
            return;
        }
    }
}
