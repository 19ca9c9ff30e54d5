using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.People;
using FollowUps.Plans;
using NodaTime;

namespace FollowUps.Messages;

/// <summary>
/// Everything a template may speak of. Texts are as they were received; <see cref="Render"/> makes them harmless. A template that needs
/// what is null here gives a <see cref="RenderFailure"/>, never a blank.
/// </summary>
public sealed record MailFacts
{
    /// <summary>What the mail is for.</summary>
    public required FollowUpKind Kind { get; init; }

    /// <summary>A template of its own within the kind (<c>abandoned</c>); null: the kind's own.</summary>
    public string? Variant { get; init; }

    /// <summary>The call's division, whose own templates come first; null: only those of every division.</summary>
    public string? Division { get; init; }

    /// <summary>The call queue's id, whose own templates come first; null: only those of every queue. <see cref="QueueLabel"/> is what is shown.</summary>
    public string? Queue { get; init; }

    /// <summary>The recipient's primary language subtag; null: <see cref="TemplateSet.DefaultLanguage"/>.</summary>
    public string? Language { get; init; }

    /// <summary>The recipient's zone: every date of the mail is told in it.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>The customer's name; null: the greeting goes without.</summary>
    public string? CustomerName { get; init; }

    /// <summary>When the customer called.</summary>
    public required Instant CallAt { get; init; }

    /// <summary>What the call was about, where the queue quotes it and consent allows it; null: the mail names the day of the call instead.</summary>
    public string? Matter { get; init; }

    /// <summary>Who signs.</summary>
    public required Card Card { get; init; }

    /// <summary>The zone that the hours on the card are told in; named in the mail where its clock differs from the recipient's. Null: the recipient's.</summary>
    public DateTimeZone? CardZone { get; init; }

    /// <summary>Whose mail it is.</summary>
    public required Brand Brand { get; init; }

    /// <summary>Pages the mail leads to.</summary>
    public required MailLinks Links { get; init; }

    /// <summary>The date of the next step that the mail names. Customer mails need it.</summary>
    public Instant? NextStepBy { get; init; }

    /// <summary>The call queue as customers would call it; null: not named.</summary>
    public string? QueueLabel { get; init; }

    /// <summary>The one question of a survey; default customer satisfaction.</summary>
    public RatingScale Scale { get; init; } = RatingScale.Csat;

    /// <summary>How the call ended. A check-in after an upset call asks first whether it is solved.</summary>
    public CallOutcome Outcome { get; init; }

    /// <summary>How the customer felt at the end of the call.</summary>
    public Mood Mood { get; init; }

    /// <summary>True when the customer is the one written to: not for the supervisor's copy of an overdue promise, nor for any mail of the house.</summary>
    public bool GoesToCustomer => Kind.GoesToCustomer() && Variant != PlanStep.ForSupervisor;

    /// <summary>
    /// True when the mail asks first whether it is solved: after an upset call that closed as resolved, and always once a recovery case was closed.
    /// </summary>
    public bool AsksWhetherSolved => Kind == FollowUpKind.ReCheckIn
        || (Kind is FollowUpKind.CheckIn or FollowUpKind.CheckInReminder && Outcome == CallOutcome.Resolved && Mood != Mood.Calm);

    /// <summary>For a mail to somebody of the house: who is written to; null: the team.</summary>
    public string? RecipientName { get; init; }

    /// <summary>For a confirmation: every promise of the call.</summary>
    public ImmutableArray<PromiseLine> Promises { get; init; } = [];

    /// <summary>For a nudge, an overdue mail or a check: the promise it is about. The date after an overdue one is <see cref="NextStepBy"/>.</summary>
    public PromiseLine? Promise { get; init; }

    /// <summary>For a nudge: why the promise's own words are not shown to the customer, a line per finding; empty: they are.</summary>
    public ImmutableArray<string> WordsWithheldBecause { get; init; } = [];

    /// <summary>For a brief, a rung of the ladder and a call task: everything about the case.</summary>
    public BriefFacts? Brief { get; init; }

    /// <summary>For an agent's digest.</summary>
    public DigestFacts? Digest { get; init; }
}

/// <summary>Signed addresses of our own pages, http or https.</summary>
/// <param name="Rate">Rating page; a choice adds <c>score=n</c>. Surveys need it.</param>
/// <param name="Unsubscribe">Ends surveys for this address. Surveys need it; service mails carry none.</param>
/// <param name="Help">"How can I help?": the wish in own words, and a time for a call.</param>
/// <param name="Brief">The supervisor's page of a case, and of a call task.</param>
/// <param name="Promise">For the customer: was it kept? For its owner: kept, or a new date.</param>
/// <param name="Consent">May the call be documented? Only in the first mail to a customer who was not asked.</param>
public sealed record MailLinks(Uri? Rate = null, Uri? Unsubscribe = null, Uri? Help = null, Uri? Brief = null, Uri? Promise = null, Uri? Consent = null);
