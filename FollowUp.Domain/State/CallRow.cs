using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Promises;
using FollowUps.Recovery;
using NodaTime;

namespace FollowUps.State;

/// <summary>
/// <c>c</c>: a call as far as consent lets it be kept, its episode, what was decided, and how its episode ended. Text is
/// that of <see cref="CallClosed"/>.
/// </summary>
public sealed record CallRow
{
    public required string CallId { get; init; }

    /// <summary><c>open</c>; <c>ended</c> when the episode has its outcome; <c>awaited</c> when an update came before the call.</summary>
    public required string State { get; init; }

    /// <summary>1, and one more for each reopening that was closed again.</summary>
    public int Episode { get; init; } = 1;

    public Instant ClosedAt { get; init; }

    public Instant ReceivedAt { get; init; }

    public string? Queue { get; init; }

    public CallOutcome Outcome { get; init; }

    public Mood Mood { get; init; }

    public string Priority { get; init; } = "normal";

    public ImmutableArray<string> Tags { get; init; } = [];

    public DocumentationConsent Consent { get; init; }

    public string? Reason { get; init; }

    public string? Summary { get; init; }

    public string? CustomerWish { get; init; }

    public ImmutableArray<string> ActionsTaken { get; init; } = [];

    public string? CaseId { get; init; }

    /// <summary>h(customer), or null when nothing identifies them.</summary>
    public string? Customer { get; init; }

    public PersonFacts Contact { get; init; } = new();

    public PersonFacts? Agent { get; init; }

    public ImmutableArray<PromiseFacts> Promises { get; init; } = [];

    /// <summary>The plan-book rule that decided, and why, in words.</summary>
    public string? Rule { get; init; }

    public string? Why { get; init; }

    /// <summary>Hash of the facts; another content under the same call id is noted, not applied.</summary>
    public string? Content { get; init; }

    /// <summary>CloudEvents source of the event that closed it.</summary>
    public string? Source { get; init; }

    /// <summary>Key of its retention row.</summary>
    public string? PurgeKey { get; init; }

    /// <summary>When it was opened again; null: it was not, or was closed since.</summary>
    public Instant? ReopenedAt { get; init; }

    /// <summary>The moment that the platform gave of that; null: it gave none, or the call is not open again.</summary>
    public Instant? ReopeningTold { get; init; }

    /// <summary>A later close of the same call that came before the word of its reopening, as the queue delivered it; free text blanked when documentation was declined.</summary>
    public byte[]? LaterCloseBytes { get; init; }

    /// <summary>Its recovery case; null: there was none.</summary>
    public RecoveryCase? Case { get; init; }

    /// <summary>Updates that came before the call they speak of (<c>awaited</c> only).</summary>
    public ImmutableArray<WaitingUpdate> Waiting { get; init; } = [];

    /// <summary>The episode's outcome (<see cref="Outcomes.EpisodeOutcome"/>'s word), once it has one.</summary>
    public string? EndedAs { get; init; }

    public string? EndedWhy { get; init; }

    public Instant? EndedAt { get; init; }
}

/// <summary>What a mail needs to know of a customer or agent: a snapshot at call close.</summary>
public sealed record PersonFacts
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Language { get; init; }

    public string? TimeZone { get; init; }

    public string? Country { get; init; }

    /// <summary>For an agent: the team.</summary>
    public string? Team { get; init; }

    public SurveyPermission? SurveyPermission { get; init; }
}

/// <summary>A promise and how it stands (<see cref="PromiseState"/>); <paramref name="MovedAt"/> is when its date was last changed.</summary>
public sealed record PromiseFacts(string Id, string What, Instant DueAt, PersonFacts? Owner, string State = PromiseState.Open, Instant? KeptAt = null, Instant? MovedAt = null)
{
    /// <summary>Where it comes from.</summary>
    public PromiseSource Source { get; init; }

    /// <summary>When it was made, where that was after the call; null: in the call, or with its acknowledgement.</summary>
    public Instant? MadeAt { get; init; }

    /// <summary>How often it was due and not kept, or said to be kept and was not.</summary>
    public int Overdue { get; init; }

    /// <summary>The first date that it was not kept by.</summary>
    public Instant? MissedAt { get; init; }

    /// <summary>True when it counts as kept by its date.</summary>
    public bool KeptInTime { get; init; }

    /// <summary>Who had promised it, once it was late and a supervisor stands for it; null: <see cref="Owner"/> still does, or nobody was named.</summary>
    public PersonFacts? FirstOwner { get; init; }

    /// <summary>When the customer confirmed that it was kept.</summary>
    public Instant? ConfirmedAt { get; init; }

    /// <summary>When the customer last said that it was not.</summary>
    public Instant? DeniedAt { get; init; }

    /// <summary>Key of the timer that looks at it next; a timer under another key is an old one.</summary>
    public string? TimerKey { get; init; }

    /// <summary>How many timers it has had.</summary>
    public int Timers { get; init; }
}
