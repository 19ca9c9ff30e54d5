using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// A call of the same customer about the same case of the CRM closed as resolved: the cases of the earlier calls are closed with that
/// reason. The later call is asked about anyway, so that nobody asks about the earlier ones.
/// </summary>
public sealed class CloseEarlierCases(IFollowUpStore store, Identity identity, CancelPending cancelPending, EndEpisode endEpisode, PlanAgain planAgain, Func<Installation> installation)
{
    private const int MaxRaces = 20;
    private readonly CloseCase _closeCase = new(store, identity, planAgain, installation);

    /// <summary>The CRM's case as the customer's index of calls names it; null: none.</summary>
    internal static string? NameOf(Identity identity, string? caseId) => string.IsNullOrEmpty(caseId) ? null : identity.Hash($"case:{caseId}");

    /// <summary>Closes them, each in a change of its own; repeating it is harmless.</summary>
    internal async Task RunAsync(CallClosed call, string hash, CustomerView view, Instant now, CancellationToken cancellationToken)
    {
        if (call.Outcome != CallOutcome.Resolved || NameOf(identity, call.CaseId) is not { } name)
        {
            return;
        }

        foreach (var (earlier, _) in view.Calls.Where(other => other.Key != hash && other.Value.Case == name && other.Value.ClosedAt < call.ClosedAt))
        {
            await CloseAsync(call, hash, earlier, now, cancellationToken);
        }
    }

    private async Task CloseAsync(CallClosed later, string laterHash, string hash, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var read = await store.FindAsync(later.Division, Keys.Call(hash), cancellationToken);
            if (read?.As<CallRow>() is not { Case: { IsOpen: true } matter } call || matter.OpenedAt > later.ClosedAt)
            {
                return;
            }

            var command = identity.Command("case-resolved", hash, laterHash, matter.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var because = $"a later call about the same case was resolved (call {later.Id})";
            var after = CloseCase.Closed(call, because, Instant.Max(later.ClosedAt, matter.OpenedAt));
            var changes = new Changes("close-case").Replace(read, after);
            new Story(changes, hash, command, now).Tell("call platform", "case.closed", "The case is closed.", because);
            await _closeCase.AddAsync(changes, command, later.Division, hash, call, after, asks: false, now, cancellationToken);
            var followUps = await store.RangeAsync(later.Division, Keys.FollowUps(hash), int.MaxValue, cancellationToken);
            var pending = followUps.Select(f => f.As<FollowUp>()).Where(f => f.Episode == call.Episode && f.State.IsPending());
            StopFact[] facts = [StopFact.ResolvedCall, StopFact.CaseClosed];
            var pointless = StoppedBy.Any(installation().PlanBook.Stop, pending.Select(f => StoppedBy.PendingOf(f, hash, call.Customer)), StoppedBy.Causes(facts, later.Id)).ToList();
            await cancelPending.AddAsync(changes, later.Division, pointless, null, now, cancellationToken);
            await endEpisode.AddAsync(changes, later.Division, hash, call.Episode, EpisodeOutcome.Recovered, because, now, cancellationToken, byCase: true);
            if (await store.CommitAsync(later.Division, changes, cancellationToken))
            {
                return;
            }
        }

        throw new TimeoutException("The close of a case lost all its races; the queue tries again.");
    }
}
