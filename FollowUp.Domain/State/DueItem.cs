using NodaTime;

namespace FollowUps.State;

/// <summary>
/// <c>d</c> and <c>l</c>: something that will be due, with everything the due step needs, so that it reads neither the call nor the
/// follow-up. In <c>l</c> it is claimed until the lease ends.
/// </summary>
public sealed record DueItem
{
    /// <summary>0 for timers that are no mail; 1 promises, recovery, briefs; 2 check-ins; 3 reminders.</summary>
    public int Lane { get; init; }

    public Instant At { get; init; }

    /// <summary>h(call).</summary>
    public required string Call { get; init; }

    public required string FollowUp { get; init; }

    /// <summary>What is to be done: the kind's word, or the timer's name (<see cref="Due.Timers"/>).</summary>
    public required string Name { get; init; }

    /// <summary>For mails, also while they are unclear: the kind's word.</summary>
    public string? Kind { get; init; }

    /// <summary>For a timer: the follow-up, promise or update it waits for.</summary>
    public string? Subject { get; init; }

    public int Episode { get; init; } = 1;

    /// <summary>How often it was claimed; the sixth claim without a post parks it.</summary>
    public int Claims { get; init; }

    /// <summary>How often it went back to the index before or instead of a post.</summary>
    public int PutBacks { get; init; }

    public int Generation { get; init; }

    /// <summary>From here on it is not sent any more.</summary>
    public Instant? ExpireAt { get; init; }

    /// <summary>For mails: what rendering needs.</summary>
    public Letter? Letter { get; init; }

    /// <summary>Set when a POST may have happened: from then on the provider is asked before anything else.</summary>
    public Instant? PostedAt { get; init; }

    /// <summary>How often it was posted.</summary>
    public int Posts { get; init; }

    /// <summary>How the provider refused the second post, by which it may mean that it has the first; null: it did not.</summary>
    public string? Refusal { get; init; }

    /// <summary>True when that refusal said so: the provider calls the second post a repeat of one that it has.</summary>
    public bool CalledRepeat { get; init; }

    /// <summary>How often the provider was asked about it.</summary>
    public int Asked { get; init; }

    /// <summary>True while the POST may be under way (<c>l</c> only).</summary>
    public bool Fenced { get; init; }

    /// <summary>The plan-book rule that asked for it.</summary>
    public string? Rule { get; init; }

    /// <summary>How often a fact has rescheduled it.</summary>
    public int Ordinal { get; init; }

    /// <summary>For what was put off: when it was due before that, so that it stays ahead of what is younger; null: never put off, or planned anew since.</summary>
    public Instant? FirstDue { get; init; }

    /// <summary>The lasting reason for which it was put off last, told once however often it is tried again; null: another one, or none.</summary>
    public string? Told { get; init; }

    /// <summary>For what waits for promises: when it would be due without them.</summary>
    public Instant? DueAlone { get; init; }

    /// <summary>True while it is held back because the customer is in a call.</summary>
    public bool HeldForCall { get; init; }

    /// <summary>True while it is held back until somebody lets it out.</summary>
    public bool HeldForApproval { get; init; }

    /// <summary>W3C trace parent of the step that planned it, for the trace from event to mail: the adapter of the store fills it in when the row is inserted.</summary>
    public string? Trace { get; init; }

    /// <summary>True when nothing was known of the customer at planning and this is the first mail to them: most likely their mailbox has no row yet.</summary>
    public bool FirstContact { get; init; }

    /// <summary>For what speaks of an earlier mail that was redirected: that mail's follow-up; null: the customer got it, or it speaks of none.</summary>
    public string? SpeaksOf { get; init; }

    /// <summary>From the fence on: the version of the template that made the mail, so that the timeline can name it however the send turns out.</summary>
    public string? Template { get; init; }

    /// <summary>From the fence on: what a reader of the timeline should know of how the mail was made; null: nothing.</summary>
    public string? TemplateNote { get; init; }

    /// <summary>From the fence on: the name of whoever of the house it is for; null: it goes to the customer, or the name is not known.</summary>
    public string? AddressedTo { get; init; }

    /// <summary>From the fence on: the promise that it is about, as a timeline names it; null: none.</summary>
    public string? About { get; init; }

    /// <summary>From the fence on: true when it goes to the mailbox that all mail is redirected to, and not to whom it is written for.</summary>
    public bool Redirected { get; init; }
}
