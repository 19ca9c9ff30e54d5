using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>
/// After a call has ended: surveys that were held back because of it, and that the call has not made pointless, are due again. Should this be
/// lost, they are due when the longest conversation would be over.
/// </summary>
internal sealed class ReleaseHeld(IFollowUpStore store)
{
    /// <summary>Releases what waits for the end of the call.</summary>
    /// <param name="division">The customer's division.</param>
    /// <param name="view">The customer as they were before the call closed.</param>
    /// <param name="call">h(call) of the call that has closed.</param>
    /// <param name="now">The moment of intake.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task RunAsync(Division division, CustomerView view, string call, Instant now, CancellationToken cancellationToken)
    {
        if (view.Row?.As<CustomerRow>() is not { InCallSince: not null } customer || (customer.InCall is { } other && other != call))
        {
            return;
        }

        foreach (var pending in view.Pending.Where(p => FollowUpKinds.TryParse(p.Name, out var kind) && kind.IsSurvey()))
        {
            var id = new FollowUpId(pending.FollowUp);
            var stored = await store.FindAsync(division, Keys.FollowUp(pending.Call, id), cancellationToken);
            if (stored?.As<FollowUp>() is not { State: FollowUpState.Scheduled, DueKey: { } key }
                || await store.FindAsync(division, key, cancellationToken) is not { } row
                || row.As<DueItem>() is not { HeldForCall: true } item)
            {
                continue;
            }

            var released = item with { At = Keys.RoundUp(now), HeldForCall = false };
            var newKey = Keys.Due(released);
            if (newKey != key)
            {
                await store.CommitAsync(
                    division,
                    new Changes("release").Delete(row.Key, row.Version).Insert(newKey, released)
                        .Merge(stored.Key, FollowUp.Evolve(new FollowUpFact.PutBack(newKey)), stored.Version),
                    cancellationToken);
            }
        }
    }
}
