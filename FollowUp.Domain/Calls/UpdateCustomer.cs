using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>Applies an update that speaks of a customer and of no closed call: they are in a call, or they wrote back.</summary>
internal sealed class UpdateCustomer(IFollowUpStore store, Identity identity, CancelPending cancelPending, Func<Installation> installation)
{
    private const int MaxRaces = 20;
    private const int MaxCustomerRows = 1000;

    /// <summary>So many calls are told of one reply; what waits about more of them at once is cancelled all the same.</summary>
    private const int MaxCallsTold = 20;

    /// <summary>The customer is in a call. Word that comes after the call has closed, or after the longest conversation, changes nothing.</summary>
    public async Task<UpdateResult> StartedAsync(CallUpdate.CallStarted started, string command, Instant now, CancellationToken cancellationToken)
    {
        var customer = CustomerOf(started.CustomerId);
        var call = identity.Call(started.CallId);
        var at = Instant.Min(started.Time ?? now, now);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await IsAppliedAsync(started.Division, customer, command, race, cancellationToken))
            {
                return UpdateResult.Duplicate;
            }

            var closed = await store.FindAsync(started.Division, Keys.Call(call), cancellationToken);
            var read = await store.FindAsync(started.Division, Keys.Customer(customer), cancellationToken);
            var row = read?.As<CustomerRow>() ?? new CustomerRow();
            var reason = IsOver(closed?.As<CallRow>(), started.Time) ? "the call has closed already"
                : at + InCall.Longest <= now ? "it is longer ago than any call lasts"
                : row.InCallSince > at ? "a later call has started already"
                : null;
            var changes = Told(customer, command, now, "call platform", "call.started", "The customer is in a call; surveys wait until it is over.", reason);
            if (reason is null)
            {
                changes.Put(Keys.Customer(customer), read, row with { InCallSince = at, InCall = call, LastContact = Instant.Max(row.LastContact, at) });
            }

            if (await store.CommitAsync(started.Division, changes, cancellationToken))
            {
                return reason is null ? UpdateResult.Applied : UpdateResult.Noted;
            }
        }

        throw new TimeoutException($"The start of a call lost {MaxRaces} races in a row; the queue tries again.");
    }

    /// <summary>The customer wrote back, about nothing in particular: whatever a reply makes pointless is cancelled, for every call that had ended by then.</summary>
    public async Task<UpdateResult> RepliedAsync(Division division, string customerId, Instant? time, string command, Instant now, CancellationToken cancellationToken)
    {
        var at = Instant.Min(time ?? now, now);
        var customer = CustomerOf(customerId);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await IsAppliedAsync(division, customer, command, race, cancellationToken))
            {
                return UpdateResult.Duplicate;
            }

            var view = CustomerView.From(customer, await store.RangeAsync(division, Keys.CustomerView(customer), MaxCustomerRows, cancellationToken));
            var about = view.Pending.Where(p => !(view.Calls.TryGetValue(p.Call, out var call) && call.ClosedAt > at));
            var pointless = StoppedBy.Any(installation().PlanBook.Stop, about, [StopFact.Replied]).ToList();
            var rest = await cancelPending.CommitSurplusAsync(division, pointless, CancelPending.MaxPerChange, now, cancellationToken);
            var changes = Told(customer, command, now, "customer", "customer.replied", "The customer replied.", pointless.Count == 0 ? "nothing waits that this would stop" : null);
            foreach (var call in pointless.Select(p => p.Pending.Call).Distinct().Take(MaxCallsTold))
            {
                new Story(changes, call, command, now).Tell("customer", "customer.replied", "The customer replied, about nothing in particular.");
            }

            await cancelPending.AddAsync(changes, division, rest, now, cancellationToken);
            var row = view.Row?.As<CustomerRow>() ?? new CustomerRow();
            if (row.RepliedAt is null || row.RepliedAt < at)
            {
                changes.Put(Keys.Customer(customer), view.Row, row with { RepliedAt = at });
            }

            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return pointless.Count == 0 ? UpdateResult.Noted : UpdateResult.Applied;
            }
        }

        throw new TimeoutException($"A reply lost {MaxRaces} races in a row; the queue tries again.");
    }

    private static bool IsOver(CallRow? call, Instant? startedAt) =>
        call is { State: not Arrival.Awaited, ReopenedAt: null } && (startedAt is null || startedAt <= call.ClosedAt);

    /// <summary>A sentence on the customer's own timeline, which is kept as long as a call would be.</summary>
    private Changes Told(string customer, string command, Instant now, string actor, string kind, string sentence, string? reason)
    {
        var changes = new Changes("update-customer");
        new Story(changes, customer, command, now).Tell(actor, kind, sentence, reason);
        return changes.Overwrite(Keys.Retention(now + installation().Retention, customer), new RetentionRow(customer, null));
    }

    private async Task<bool> IsAppliedAsync(Division division, string customer, string command, int race, CancellationToken cancellationToken) =>
        race > 0 && await store.FindAsync(division, Keys.Timeline(customer, command), cancellationToken) is not null;

    private string CustomerOf(string id) => identity.Customer(new Customer { Id = id })!;
}
