using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// A matter that is being put right, on the call's row: somebody takes it, speaks with the customer, and closes it with a cause and an action.
/// A call has at most one at a time.
/// </summary>
public sealed record RecoveryCase
{
    /// <summary>Where it stands.</summary>
    public required CaseState State { get; init; }

    /// <summary>Why it was opened.</summary>
    public required CaseReason Because { get; init; }

    /// <summary>When it was opened.</summary>
    public required Instant OpenedAt { get; init; }

    /// <summary>The directory's id of whoever took it; null: nobody yet.</summary>
    public string? Owner { get; init; }

    /// <summary>The rung of the ladder that was written to last, from 1; 0: no brief has gone out.</summary>
    public int Rung { get; init; }

    /// <summary>How often the last rung was written to again.</summary>
    public int Repeats { get; init; }

    /// <summary>When somebody took it.</summary>
    public Instant? AcknowledgedAt { get; init; }

    /// <summary>When the customer was first written to or spoken with about it.</summary>
    public Instant? FirstOutreachAt { get; init; }

    /// <summary>When somebody spoke with the customer.</summary>
    public Instant? ContactedAt { get; init; }

    /// <summary>When a person let the outreach out, where the plan book wants that.</summary>
    public Instant? ApprovedAt { get; init; }

    /// <summary>When the customer asked to be called, or a supervisor said that they would.</summary>
    public Instant? CallAt { get; init; }

    /// <summary>When it was closed.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>Why it was closed, when it was not a person who did: "a later call of the same case was resolved".</summary>
    public string? ClosedBecause { get; init; }

    /// <summary>Why the matter happened, from the list of causes.</summary>
    public string? Cause { get; init; }

    /// <summary>What was done. Free text: kept only as consent allows.</summary>
    public string? Action { get; init; }

    /// <summary>What keeps it from happening again. Free text: kept only as consent allows.</summary>
    public string? Prevention { get; init; }

    /// <summary>What the customer was given. Free text: kept only as consent allows.</summary>
    public string? Goodwill { get; init; }

    /// <summary>True until it is closed.</summary>
    public bool IsOpen => State != CaseState.Closed;
}

/// <summary>Where a recovery case stands.</summary>
public enum CaseState
{
    /// <summary>Nobody has taken it.</summary>
    Open,

    /// <summary>Somebody has.</summary>
    Acknowledged,

    /// <summary>The customer was spoken with.</summary>
    Contacted,

    /// <summary>Done, with a cause and an action.</summary>
    Closed,

    /// <summary>The whole ladder was asked and nobody took it; it stays on the desk.</summary>
    Unacknowledged,
}
