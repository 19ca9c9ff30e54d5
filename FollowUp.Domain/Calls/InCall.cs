using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>A customer who is talking to us is not asked how it was. The state ends with the call, and by itself when nobody says that the call is over.</summary>
public static class InCall
{
    /// <summary>No conversation is taken to last longer.</summary>
    public static Duration Longest { get; } = Duration.FromHours(4);

    /// <summary>Until when surveys to this customer are held back; null: the customer is not in a call.</summary>
    public static Instant? Until(CustomerRow? customer, Instant now) =>
        customer?.InCallSince + Longest is { } end && end > now ? end : null;

    /// <summary>The customer's row after a call of theirs has closed.</summary>
    /// <param name="customer">As it was.</param>
    /// <param name="call">h(call) of the closed call.</param>
    /// <param name="closedAt">When it closed.</param>
    public static CustomerRow AfterClose(CustomerRow customer, string call, Instant closedAt)
    {
        ArgumentNullException.ThrowIfNull(customer);
        var over = customer.InCall is null || customer.InCall == call;
        return customer with
        {
            LastContact = Instant.Max(customer.LastContact, closedAt),
            InCallSince = over ? null : customer.InCallSince,
            InCall = over ? null : customer.InCall,
        };
    }
}
