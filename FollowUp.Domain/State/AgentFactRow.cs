using NodaTime;

namespace FollowUps.State;

/// <summary><c>w</c>: what one promise or answer comes to in the week of the agent who took the call. Only while figures about single agents are switched on.</summary>
public sealed record AgentFactRow
{
    /// <summary>The agent as the call's close told them; never without an id.</summary>
    public required PersonFacts Agent { get; init; }

    public string? Queue { get; init; }

    /// <summary>h(call).</summary>
    public required string Call { get; init; }

    /// <summary>The promise's date, or the first answer.</summary>
    public Instant At { get; init; }

    /// <summary>1 for a promise that had its date or was kept.</summary>
    public int PromisesDue { get; init; }

    /// <summary>1 for one that was kept by its date.</summary>
    public int PromisesKept { get; init; }

    /// <summary>1 for a customer who is satisfied.</summary>
    public int Thanked { get; init; }

    /// <summary>The mail that the customer answered.</summary>
    public string? Answered { get; init; }
}
