using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// A matter that is being put right, on the call's row: somebody takes it, speaks with the customer, and closes it with a cause and an action.
/// A call has at most one at a time.
/// </summary>
public sealed record RecoveryCase
{
    /// <summary>How long a case may lie before it is given up: longer than any ladder takes.</summary>
    public static Duration Patience { get; } = Duration.FromDays(21);

    /// <summary>Where it stands.</summary>
    public required CaseState State { get; init; }

    /// <summary>Why it was opened.</summary>
    public required CaseReason Because { get; init; }

    /// <summary>When it was opened.</summary>
    public required Instant OpenedAt { get; init; }

    /// <summary>When the customer's word brought it back to the ladder after nobody had taken it; null: never.</summary>
    public Instant? AskedAgainAt { get; init; }

    /// <summary>How many cases of the same episode were opened before, one more when the call itself opened none: what is planned about each of them is its own. One more, too, when the ladder is asked again.</summary>
    public int Number { get; init; }

    /// <summary>True when a low rating was counted, or the customer says that it is not solved, and neither was taken back.</summary>
    public bool LowRated { get; init; }

    /// <summary>The directory's id of whoever took it; null: nobody yet.</summary>
    public string? Owner { get; init; }

    /// <summary>The rung of the ladder that was written to last, from 1; 0: no brief has gone out.</summary>
    public int Rung { get; init; }

    /// <summary>How often the last rung was written to again.</summary>
    public int Repeats { get; init; }

    /// <summary>The directory's ids of those who were written to, in order; each once.</summary>
    public ImmutableArray<string> Asked { get; init; } = [];

    /// <summary>Key of the timer that gives it up when nobody works on it.</summary>
    public string? TimerKey { get; init; }

    /// <summary>When somebody took it.</summary>
    public Instant? AcknowledgedAt { get; init; }

    /// <summary>When the customer was first written to or spoken with about it.</summary>
    public Instant? FirstOutreachAt { get; init; }

    /// <summary>When somebody spoke with the customer.</summary>
    public Instant? ContactedAt { get; init; }

    /// <summary>When a person let the outreach out, where the plan book wants that.</summary>
    public Instant? ApprovedAt { get; init; }

    /// <summary>When a person stopped the outreach from going out by itself.</summary>
    public Instant? HeldAt { get; init; }

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
    [JsonIgnore]
    public bool IsOpen => State != CaseState.Closed;

    /// <summary>True while nobody has taken it, the ladder run through or not.</summary>
    [JsonIgnore]
    public bool IsUntaken => State is CaseState.Open or CaseState.Unacknowledged;

    /// <summary>The case as somebody has it: taken, if nobody had it before.</summary>
    /// <param name="person">The directory's id; null: not known.</param>
    /// <param name="at">When.</param>
    public RecoveryCase Taken(string? person, Instant at) => this with
    {
        State = IsUntaken ? CaseState.Acknowledged : State,
        Owner = Owner ?? person,
        AcknowledgedAt = AcknowledgedAt ?? at,
    };

    /// <summary>The case after somebody spoke with the customer.</summary>
    /// <param name="person">The directory's id; null: not known.</param>
    /// <param name="at">When.</param>
    public RecoveryCase Contacted(string? person, Instant at) => Taken(person, at) with
    {
        State = CaseState.Contacted,
        ContactedAt = ContactedAt ?? at,
        FirstOutreachAt = FirstOutreachAt ?? at,
    };

    /// <summary>When it is given up unless somebody works on it: so long after it was opened, asked about again or taken, after the customer was spoken with, or after the call that was agreed.</summary>
    /// <param name="afterContact">How long a case may stay unclosed after the customer was spoken with.</param>
    public Instant GivenUpAt(Duration afterContact)
    {
        var until = ContactedAt is { } contacted ? contacted + afterContact : Instant.Max(AskedAgainAt ?? OpenedAt, AcknowledgedAt ?? OpenedAt) + Patience;
        return CallAt is { } call && call + afterContact > until ? call + afterContact : until;
    }
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
