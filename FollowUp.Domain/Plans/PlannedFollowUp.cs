using System.Collections.Immutable;
using FollowUps.Lifecycle;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>One follow-up of a decision: due at an instant, or skipped for a reason.</summary>
public sealed record PlannedFollowUp
{
    /// <summary>What is sent.</summary>
    public required FollowUpKind Kind { get; init; }

    /// <summary>The promise it speaks of; empty when it is about the call.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Not before this instant.</summary>
    public required Instant Due { get; init; }

    /// <summary>How <see cref="Due"/> came about, in words.</summary>
    public required ImmutableArray<string> Steps { get; init; }

    /// <summary>When it would be due without the promises it waits for.</summary>
    public required Instant DueAlone { get; init; }

    /// <summary>From this instant on it does not go out any more.</summary>
    public required Instant ExpireAt { get; init; }

    /// <summary>Its lane in the due index.</summary>
    public int Lane => Kind.Lane();

    /// <summary>What a survey asks.</summary>
    public required RatingScale Scale { get; init; }

    /// <summary>Who lets it out.</summary>
    public required Approval Approval { get; init; }

    /// <summary>A template of its own; null: the kind's own.</summary>
    public string? Variant { get; init; }

    /// <summary>True when it may only go out in the calendar's hours, because its delay is business time.</summary>
    public bool BusinessHoursOnly { get; init; }

    /// <summary>True when the customer is the one written to; else somebody of the house.</summary>
    public bool GoesToCustomer { get; init; } = true;

    /// <summary>For a call task: the kind of the mail that cannot go out because there is no address.</summary>
    public FollowUpKind? InsteadOf { get; init; }

    /// <summary>For an acknowledgement: when the outreach that it announces is due.</summary>
    public Instant? NextStepAt { get; init; }

    /// <summary>Its place in the rule's plan, from 0.</summary>
    public required int StepIndex { get; init; }

    /// <summary>Why it is not sent; null: it is scheduled.</summary>
    public SkipReason? SkipReason { get; init; }

    /// <summary>The facts behind <see cref="SkipReason"/>, in words; null: it is scheduled.</summary>
    public string? SkipWhy { get; init; }
}
