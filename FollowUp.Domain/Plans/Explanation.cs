using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>What the plan book makes of one call, and why: every rule, every follow-up, every instant. It holds no name, address or free text of the call.</summary>
public sealed record Explanation
{
    /// <summary>The call.</summary>
    public required CallId Call { get; init; }

    /// <summary>When the call became known: the moment it is decided at.</summary>
    public required Instant KnownAt { get; init; }

    /// <summary>The customer's own zone.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>Where that zone was found, in words.</summary>
    public required string ZoneWhy { get; init; }

    /// <summary>The rule that decides, or <see cref="PlanDecision.NoRule"/>.</summary>
    public required string Rule { get; init; }

    /// <summary>Why, as the timeline of the call will say it.</summary>
    public required string Reason { get; init; }

    /// <summary>Every rule of the plan book in order, also those after the one that decides.</summary>
    public required ImmutableArray<RuleExplanation> Rules { get; init; }

    /// <summary>Every follow-up, also those that are not sent.</summary>
    public required ImmutableArray<FollowUpExplanation> FollowUps { get; init; }

    /// <summary>What the deciding rule names and this call does not get, or gets later.</summary>
    public ImmutableArray<UnplannedStep> Unplanned { get; init; } = [];

    /// <summary>What was read leniently, in sentences.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>What a rule has to do with a call.</summary>
public enum RuleVerdict
{
    /// <summary>The first one that matches.</summary>
    Decides,

    /// <summary>The call lacks something that it wants.</summary>
    DoesNotMatch,

    /// <summary>It would match, and an earlier one decides.</summary>
    NotReached,
}

/// <summary>How one rule looks at a call.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Verdict">Whether it decides.</param>
/// <param name="Facts">Each wanted thing; empty for a rule that wants nothing.</param>
public sealed record RuleExplanation(string Rule, RuleVerdict Verdict, ImmutableArray<RuleFact> Facts);

/// <summary>One wanted thing.</summary>
/// <param name="Holds">True when the call has it.</param>
/// <param name="Words">What was found and what was wanted: "mood calm (wanted: frustrated, angry)".</param>
public sealed record RuleFact(bool Holds, string Words);

/// <summary>A step of the deciding rule that plans nothing now.</summary>
/// <param name="Kind">What it would send.</param>
/// <param name="Why">Why not now, in words.</param>
public sealed record UnplannedStep(FollowUpKind Kind, string Why);

/// <summary>One follow-up and how its instant came about.</summary>
public sealed record FollowUpExplanation
{
    /// <summary>What is sent.</summary>
    public required FollowUpKind Kind { get; init; }

    /// <summary>For a call task: the mail that cannot go out; null: it is a mail.</summary>
    public FollowUpKind? InsteadOf { get; init; }

    /// <summary>The promise it speaks of, for a call task behind the kind of the mail; empty when it is about the call.</summary>
    public required string Subject { get; init; }

    /// <summary>Whose clock its times are told on: the customer's for a mail to the customer, that of the queue's calendar for whatever goes to the house.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>When it is due, to the second, as it is stored; null: it is not sent.</summary>
    public required Instant? Due { get; init; }

    /// <summary>The arithmetic in words, one sentence a step.</summary>
    public required ImmutableArray<string> Arithmetic { get; init; }

    /// <summary>From this instant on it does not go out any more.</summary>
    public required Instant ExpireAt { get; init; }

    /// <summary>Why it is not sent; null: it is scheduled.</summary>
    public SkipReason? SkipReason { get; init; }

    /// <summary>The facts behind <see cref="SkipReason"/>, in words; null: it is scheduled.</summary>
    public string? SkipWhy { get; init; }

    /// <summary>Why it is cancelled as soon as it is planned: something happened before the call became known; null: it is not.</summary>
    public string? CancelledBecause { get; init; }

    /// <summary>What makes it pointless until it is sent.</summary>
    public required ImmutableArray<StopFact> StoppedBy { get; init; }

    /// <summary>Who lets it out.</summary>
    public required Approval Approval { get; init; }

    /// <summary>What is looked at once more in the moment of sending, in words.</summary>
    public required ImmutableArray<string> LookedAtAgain { get; init; }
}
