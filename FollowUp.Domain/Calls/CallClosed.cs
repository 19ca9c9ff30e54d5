using System.Collections.Immutable;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>
/// A call that the platform says is over (<c>followup.call.closed.v1</c>), validated and normalised: what the rest of the product
/// may rely on. Made only by <see cref="ReadCallClosed"/>.
/// </summary>
public sealed record CallClosed
{
    /// <summary>The platform's id of the call; the same id is the same call, whatever the envelope says.</summary>
    public required CallId Id { get; init; }

    /// <summary>Where this call's state lives; default <c>main</c>.</summary>
    public Division Division { get; init; } = Division.Main;

    /// <summary>When the conversation ended. Every delay counts from here.</summary>
    public required Instant ClosedAt { get; init; }

    /// <summary>When it began, if the platform says.</summary>
    public Instant? StartedAt { get; init; }

    /// <summary>The call queue ("billing"); null or unknown to the directory: the default plan, card and supervisor.</summary>
    public string? Queue { get; init; }

    /// <summary>How the call ended for the customer.</summary>
    public required CallOutcome Outcome { get; init; }

    /// <summary>How the customer felt; default calm.</summary>
    public Mood Mood { get; init; } = Mood.Calm;

    /// <summary>The platform's priority; default <c>normal</c>.</summary>
    public string Priority { get; init; } = "normal";

    /// <summary>The platform's tags, in the order given.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Why the customer called. Free text: only with <see cref="Consent"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>What was said. Free text: only with <see cref="Consent"/>.</summary>
    public string? Summary { get; init; }

    /// <summary>What the customer would like to see happen. Free text: only with <see cref="Consent"/>.</summary>
    public string? CustomerWish { get; init; }

    /// <summary>What the agent did. Free text: only with <see cref="Consent"/>.</summary>
    public ImmutableArray<string> ActionsTaken { get; init; } = [];

    /// <summary>Whether the customer agreed that the incident is documented; default not asked.</summary>
    public DocumentationConsent Consent { get; init; } = DocumentationConsent.NotAsked;

    /// <summary>The CRM's case, when several calls belong to one matter.</summary>
    public string? CaseId { get; init; }

    /// <summary>Who called.</summary>
    public required Customer Customer { get; init; }

    /// <summary>Who answered: a snapshot at call close; later reassignment does not move the credit.</summary>
    public Agent? Agent { get; init; }

    /// <summary>What was promised in the call; at most 20.</summary>
    public ImmutableArray<Promise> Promises { get; init; } = [];

    /// <summary>CloudEvents <c>source</c>, or null for a bare <c>data</c> object.</summary>
    public string? Source { get; init; }

    /// <summary>CloudEvents <c>id</c>, or null for a bare <c>data</c> object.</summary>
    public string? EventId { get; init; }

    /// <summary>What was read leniently, in sentences for the timeline ("Unknown time zone …: the queue's zone is used.").</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>Who called. Text here is as the platform sent it, with control characters removed and nothing escaped.</summary>
public sealed record Customer
{
    /// <summary>The platform's customer id; null only for an abandoned call.</summary>
    public string? Id { get; init; }

    /// <summary>Display name on one line.</summary>
    public string? Name { get; init; }

    /// <summary>Where the customer can be written to; null: no mail can go out.</summary>
    public EmailAddress? Email { get; init; }

    /// <summary>A telephone number as the platform wrote it.</summary>
    public string? Phone { get; init; }

    /// <summary>Primary language subtag in lower case ("fr"); null: the default language.</summary>
    public string? Language { get; init; }

    /// <summary>An IANA zone known to the time zone database ("Europe/Paris"); null: by country, queue, default.</summary>
    public string? TimeZone { get; init; }

    /// <summary>ISO 3166 alpha-2 country in upper case.</summary>
    public string? Country { get; init; }

    /// <summary>Whether the customer agreed to surveys; default unknown.</summary>
    public SurveyPermission SurveyPermission { get; init; } = SurveyPermission.Unknown;
}

/// <summary>Who answered the call.</summary>
public sealed record Agent
{
    /// <summary>The platform's agent id.</summary>
    public string? Id { get; init; }

    /// <summary>Name on one line.</summary>
    public string? Name { get; init; }

    /// <summary>The agent's own mailbox.</summary>
    public EmailAddress? Email { get; init; }

    /// <summary>The agent's direct phone.</summary>
    public string? Phone { get; init; }

    /// <summary>The agent's team in the directory.</summary>
    public string? Team { get; init; }
}

/// <summary>Something the customer was told would happen, by when and by whom.</summary>
/// <param name="Id">Unique within the call.</param>
/// <param name="What">The promise in its own words.</param>
/// <param name="DueAt">By when.</param>
/// <param name="Owner">Who keeps it; null: the agent, else the team's supervisor.</param>
public sealed record Promise(string Id, string What, Instant DueAt, PromiseOwner? Owner);

/// <summary>Who keeps a promise.</summary>
public sealed record PromiseOwner(string? Name, EmailAddress? Email, string? Phone);
