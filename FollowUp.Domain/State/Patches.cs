using System.Collections.Immutable;
using FollowUps.Lifecycle;
using FollowUps.Recovery;
using NodaTime;

namespace FollowUps.State;

/// <summary>What a step sets on a follow-up without having read it; the due row in the same change guards it.</summary>
public sealed record FollowUpPatch
{
    public FollowUpState? State { get; init; }

    public string? Reason { get; init; }

    public string? DueKey { get; init; }

    public string? Operation { get; init; }

    public Instant? SentAt { get; init; }

    public string? TimerKey { get; init; }

    public int? Score { get; init; }

    public bool? Solved { get; init; }

    public Instant? AnsweredAt { get; init; }

    public int? Answers { get; init; }

    public Instant? DeliveredAt { get; init; }

    public string? DeliveryFailure { get; init; }

    public Letter? Kept { get; init; }

    public string? StopWanted { get; init; }

    public string? Person { get; init; }

    public bool? Redirected { get; init; }
}

/// <summary>What a step sets on a mail as it was posted without having read it.</summary>
public sealed record MailPatch
{
    /// <summary>Empty: the mail is not kept any longer.</summary>
    public byte[]? MailBytes { get; init; }

    /// <summary><see cref="MailRow.Unreported"/>; empty: takes it away.</summary>
    public string? Unreported { get; init; }
}

/// <summary>What a step sets on a call without having read it.</summary>
public sealed record CallPatch
{
    public string? State { get; init; }

    public string? EndedAs { get; init; }

    public string? EndedWhy { get; init; }

    public Instant? EndedAt { get; init; }

    public byte[]? LaterCloseBytes { get; init; }

    public RecoveryCase? Case { get; init; }

    public ImmutableArray<PromiseFacts>? Promises { get; init; }
}
