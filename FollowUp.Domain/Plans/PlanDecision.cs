using System.Collections.Immutable;

namespace FollowUps.Plans;

/// <summary>What the plan book says about a call, and why.</summary>
public sealed record PlanDecision
{
    /// <summary>The name of <see cref="Rule"/> when no rule matched.</summary>
    public const string NoRule = "none";

    /// <summary>The rule that matched, or <see cref="NoRule"/>.</summary>
    public required string Rule { get; init; }

    /// <summary>True when a rule matched; its name alone does not say so, since a rule may have the name of none.</summary>
    public bool RuleDecides => Trace.Any(rule => rule.Matched);

    /// <summary>The decision in a sentence of the timeline, which goes on with <see cref="Reason"/>.</summary>
    internal string Sentence => !FollowUps.IsEmpty ? $"Rule \"{Rule}\" decides." : RuleDecides ? $"Rule \"{Rule}\" decides: no follow-up is planned." : "No follow-up is planned.";

    /// <summary>Why, in words for the timeline.</summary>
    public required string Reason { get; init; }

    /// <summary>What is to be sent, skipped ones with their reason included.</summary>
    public required ImmutableArray<PlannedFollowUp> FollowUps { get; init; }

    /// <summary>Why an acknowledgement is not planned that the rule names; null: it is, or the rule names none.</summary>
    public string? NoAcknowledgement { get; init; }

    /// <summary>Every rule that was looked at, in order, up to the one that matched.</summary>
    public required ImmutableArray<RuleTrace> Trace { get; init; }
}

/// <summary>How one rule was looked at.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Matched">True for the one that decides.</param>
/// <param name="Facts">What was found and what was wanted, in words; empty for a rule that wants nothing.</param>
public sealed record RuleTrace(string Rule, bool Matched, ImmutableArray<string> Facts);
