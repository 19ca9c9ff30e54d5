using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>One follow-up that a rule asks for.</summary>
public sealed record PlanStep
{
    /// <summary>The variant of a mail to the customer that has a copy for the supervisor.</summary>
    public const string ForSupervisor = "supervisor";

    /// <summary>The variant of an outreach after what the customer answered, or after a broken promise.</summary>
    public const string AfterAnswer = "low-rating";

    /// <summary>What is sent.</summary>
    public required FollowUpKind Kind { get; init; }

    /// <summary>
    /// How long it waits after the fact that its rule is about; before a promise, it is planned once for each promise. A check-in-reminder waits
    /// after the send of its check-in and an escalation after the send of its brief, and each is planned then.
    /// </summary>
    public required Delay Delay { get; init; }

    /// <summary>How long after its due instant it may still go out; default 7 days.</summary>
    public Duration ExpireAfter { get; init; } = Duration.FromDays(7);

    /// <summary>The share of calls that get it, 0 to 1; default 1. Which ones is decided by the call's id, the same way every time.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>Who lets a supervisor's outreach out; default automatic.</summary>
    public Approval Approval { get; init; } = Approval.Automatic;

    /// <summary>What a survey asks; default CSAT.</summary>
    public RatingScale Scale { get; init; } = RatingScale.Csat;

    /// <summary>A template of its own for this case ("abandoned"); null: the kind's own.</summary>
    public string? Variant { get; init; }

    /// <summary>True when the customer is the one written to.</summary>
    public bool GoesToCustomer => Kind.GoesToCustomer() && Variant != ForSupervisor;
}
