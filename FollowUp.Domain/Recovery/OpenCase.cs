using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// Opens the recovery case of a call in the change of the fact that asks for it: the surveys that wait are pointless now, and the plan book says
/// who is told and when the customer is written to.
/// </summary>
public sealed class OpenCase(IFollowUpStore store, Identity identity, CancelPending cancelPending, PlanAgain planAgain, Func<Installation> installation)
{
    /// <summary>Adds the case to what a step writes. A case that is open already stays as it is, and the timeline says what came on top.</summary>
    /// <param name="changes">What the step writes; it must not touch the call's row.</param>
    /// <param name="command">The step's command.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="read">The call's row as it was read.</param>
    /// <param name="because">Why.</param>
    /// <param name="fact">What the plan book decides about.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    /// <returns>The call as it is written.</returns>
    internal async Task<CallRow> AddAsync(
        Changes changes, string command, Division division, string hash, StoredRow read, CaseReason because, PlanFact fact, Instant now, CancellationToken cancellationToken)
    {
        var call = read.As<CallRow>();
        var story = new Story(changes, hash, identity.Command("case", command), now);
        if (call.Case is { IsOpen: true } open)
        {
            story.Tell("plan", "case.noted", "There is a recovery case already; this adds to it.", because.Describe());
            changes.Replace(read, call with { Case = open });
            return call;
        }

        var opened = call with { Case = new RecoveryCase { State = CaseState.Open, Because = because, OpenedAt = now } };
        changes.Replace(read, opened);
        story.Tell("plan", "case.opened", "A recovery case is opened.", because.Describe());
        var followUps = await store.RangeAsync(division, Keys.FollowUps(hash), int.MaxValue, cancellationToken);
        var pending = followUps.Select(f => f.As<FollowUp>()).Where(f => f.Episode == call.Episode && f.State.IsPending());
        var pointless = StoppedBy.Any(installation().PlanBook.Stop, pending.Select(f => StoppedBy.PendingOf(f, hash, call.Customer)), [StopFact.CaseOpened]).ToList();
        await cancelPending.AddAsync(changes, division, pointless, null, now, cancellationToken);
        planAgain.Add(changes, command, division, hash, opened, fact, now);
        return opened;
    }
}
