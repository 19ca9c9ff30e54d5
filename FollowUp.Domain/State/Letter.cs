using FollowUps.Calls;
using FollowUps.Plans;
using NodaTime;

namespace FollowUps.State;

/// <summary>What rendering and the checks before a send need, frozen at planning.</summary>
public sealed record Letter
{
    public required string CallId { get; init; }

    public string? Customer { get; init; }

    public Instant ClosedAt { get; init; }

    public string? Queue { get; init; }

    public CallOutcome Outcome { get; init; }

    public Mood Mood { get; init; }

    public PersonFacts Contact { get; init; } = new();

    public PersonFacts? Agent { get; init; }

    /// <summary>What the customer called about, only with consent to document it.</summary>
    public string? Matter { get; init; }

    public string? Variant { get; init; }

    public RatingScale Scale { get; init; }

    /// <summary>True when the mail may only go out in the calendar's hours (a business delay); quiet hours hold always.</summary>
    public bool BusinessHoursOnly { get; init; }

    /// <summary>Somebody of the house who is written to instead of the customer; null: the customer.</summary>
    public MailTo? To { get; init; }

    /// <summary>For an acknowledgement: when the outreach that it announces is due.</summary>
    public Instant? NextStepAt { get; init; }

    /// <summary>The promise that the mail is about, by its id in the call.</summary>
    public string? Promise { get; init; }

    /// <summary>The date of that promise when the mail was planned: for an overdue one, the date that was missed.</summary>
    public Instant? PromiseDueAt { get; init; }

    /// <summary>True in the one mail that asks whether the call may be documented.</summary>
    public bool AsksConsent { get; init; }

    /// <summary>Who lets an outreach out.</summary>
    public Approval Approval { get; init; }

    /// <summary>For a digest: its week (<see cref="Digests.AgentWeek.Key"/>).</summary>
    public string? Week { get; init; }

    /// <summary>For a call task: the kind of the mail that cannot go out.</summary>
    public FollowUpKind? InsteadOf { get; init; }

    /// <summary>For a call task: why it cannot, in words.</summary>
    public string? NoMailBecause { get; init; }
}

/// <summary>Somebody of the house, as a role that is looked up in the directory in the moment of sending, because people are away and leave.</summary>
/// <param name="Role">Which.</param>
/// <param name="Person">The directory's id of the person, where the role names one.</param>
/// <param name="Rung">For <see cref="MailRole.Rung"/>: from 1.</param>
/// <param name="Owner">For <see cref="MailRole.Owner"/>: name, address and phone as the call platform told them.</param>
public sealed record MailTo(MailRole Role, string? Person = null, int Rung = 0, PersonFacts? Owner = null);

/// <summary>Who of the house is written to.</summary>
public enum MailRole
{
    /// <summary>Whoever has the case, else the supervisor on duty.</summary>
    Supervisor,

    /// <summary>A rung of the ladder of the call's team.</summary>
    Rung,

    /// <summary>Who keeps a promise, or answered the call.</summary>
    Owner,

    /// <summary>The team's mailbox.</summary>
    Team,

    /// <summary>Whoever asked for a test; the address is in <see cref="MailTo.Owner"/>.</summary>
    Tester,

    /// <summary>The agent whose week it is; name and address as the call platform told them last are in <see cref="MailTo.Owner"/>.</summary>
    Agent,
}
