using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
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
    private readonly BriefOwner _briefOwner = new(identity);

    /// <summary>Adds the case to what a step writes. A case that is open already stays as it is: the timeline says what came on top, and whoever has it gets a brief. One that nobody took is asked about again.</summary>
    /// <param name="changes">What the step writes; it may merge into the call's row, before or after, and must not replace it after.</param>
    /// <param name="command">The step's command.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="read">The call's row as it was read.</param>
    /// <param name="because">Why.</param>
    /// <param name="fact">What the plan book decides about.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    /// <param name="holds">Facts of the same step that make some of what the plan book wants pointless.</param>
    /// <returns>The call as it is written.</returns>
    internal async Task<CallRow> AddAsync(
        Changes changes, string command, Division division, string hash, StoredRow read, CaseReason because, PlanFact fact, Instant now, CancellationToken cancellationToken,
        params IReadOnlyList<StopFact> holds)
    {
        var call = read.As<CallRow>();
        var story = new Story(changes, hash, identity.Command("case", command), now, TimelineOrder.Case);
        var settings = installation();
        var followUps = (await store.RangeAsync(division, Keys.FollowUps(hash), int.MaxValue, cancellationToken)).Select(f => f.As<FollowUp>()).ToList();
        var lowRated = because is CaseReason.LowRating or CaseReason.NotSolved;
        if (call.Case is { IsOpen: true, State: not CaseState.Unacknowledged } open)
        {
            var noted = open with { LowRated = open.LowRated || lowRated };
            story.Tell("plan", "case.noted", "There is a recovery case already; this adds to it.", because.Describe());
            changes.Merge(read.Key, new CallPatch { Case = noted }, read.Version);
            if (!open.IsUntaken)
            {
                // On the ladder everybody who is asked reads it anyway.
                _briefOwner.Add(changes, story, division, hash, call with { Case = noted }, open.Owner, BriefOwner.First + followUps.Count, settings, now);
            }

            return call with { Case = noted };
        }

        var matter = new RecoveryCase { State = CaseState.Open, Because = because, OpenedAt = now, Number = (call.Case?.Number ?? 0) + 1, LowRated = lowRated };
        if (call.Case is { IsOpen: true } left)
        {
            // Nobody had taken it: what the customer says now brings it back to the ladder.
            matter = left with { State = CaseState.Open, Because = because, AskedAgainAt = now, Number = matter.Number, LowRated = left.LowRated || lowRated, Rung = 0, Repeats = 0, Asked = [] };
            await CaseTimer.RemoveAsync(changes, store, division, left, cancellationToken);
            story.Tell("plan", "case.asked-again", "The recovery case that nobody took goes to the ladder again.", because.Describe());
        }
        else
        {
            story.Tell("plan", "case.opened", "A recovery case is opened.", because.Describe());
            changes.Count(identity.Command("counted", "case-opened", command), now, CaseCounters.Opened(call, now));
        }

        matter = CaseTimer.Add(changes, identity, hash, call.Episode, matter, settings);
        var opened = call with { Case = matter };
        changes.Merge(read.Key, new CallPatch { Case = matter }, read.Version);
        var pending = followUps.Where(f => f.Episode == call.Episode && f.State.IsPending());
        var pointless = StoppedBy.Any(settings.PlanBook.Stop, pending.Select(f => StoppedBy.PendingOf(f, hash, call.Customer)), [StopFact.CaseOpened]).ToList();
        await cancelPending.AddAsync(changes, division, pointless, null, now, cancellationToken);
        planAgain.Add(changes, command, division, hash, opened, fact, now, matter.Number, shape: null, holds);
        return opened;
    }
}
