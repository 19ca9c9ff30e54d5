// Over 250 lines because every kind of row stands on this one page, in the order of the storage layout.
using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.Suppressions;
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

    /// <summary>From the fence on: the version of the template that made the mail, so that the timeline can name it however the send turns out.</summary>
    public string? Template { get; init; }

    /// <summary>From the fence on: what a reader of the timeline should know of how the mail was made; null: nothing.</summary>
    public string? TemplateNote { get; init; }
}

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

/// <summary><c>t</c>: one sentence of what happened, for people.</summary>
/// <param name="At">When.</param>
/// <param name="Sequence">Order within one instant.</param>
/// <param name="Actor">Who: <c>call platform</c>, <c>plan</c>, <c>sweep</c>, <c>send</c>, <c>customer</c>, <c>operator</c>, …</param>
/// <param name="Kind">The fact's name ("followup.sent").</param>
/// <param name="Sentence">The sentence. Holds no address, phone or free text of the call.</param>
/// <param name="Reason">Why, when there is a why.</param>
/// <param name="FollowUp">The follow-up it speaks of.</param>
public sealed record TimelineEntry(Instant At, int Sequence, string Actor, string Kind, string Sentence, string? Reason = null, string? FollowUp = null)
{
    /// <summary>For a mail: the version of the template that made it (<c>en/check-in@ab12cd34ef56</c>); null: no mail, or not known any more.</summary>
    public string? Template { get; init; }
}

/// <summary><c>u</c>: a customer.</summary>
public sealed record CustomerRow
{
    public Instant LastContact { get; init; }

    /// <summary>Since when the customer is in a call; it ends by itself after <see cref="Calls.InCall.Longest"/>.</summary>
    public Instant? InCallSince { get; init; }

    /// <summary>h(call) of that call.</summary>
    public string? InCall { get; init; }

    public Instant? ErasedAt { get; init; }

    /// <summary>What was sent within the longest cap window, oldest first.</summary>
    public ImmutableArray<SentMark> Sent { get; init; } = [];
}

/// <summary><c>u…c</c>: a call of a customer.</summary>
/// <param name="ClosedAt">When it closed.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Case">Hash of the CRM's case that it belongs to; null: none.</param>
public sealed record CustomerCallRow(Instant ClosedAt, CallOutcome Outcome, string? Case = null);

/// <summary><c>u…p</c>: a pending follow-up of a customer, with where its due row lay when it was planned. The customer is null only for a row that is not stored.</summary>
public sealed record PendingRow(string? Customer, string Call, string FollowUp, string Name, string DueKey, int Episode);

/// <summary><c>a</c>: a mailbox: whether it may be written to, and what it was sent lately.</summary>
public sealed record AddressRow
{
    /// <summary>Why nothing (or no survey) goes there, at most one entry per reason; <see cref="SuppressionList"/> has the rules.</summary>
    public ImmutableArray<Suppression> Suppressions { get; init; } = [];

    /// <summary>What was sent within the longest cap window, oldest first.</summary>
    public ImmutableArray<SentMark> Sent { get; init; } = [];

    /// <summary>Answers posted from mails to this mailbox beyond what a person posts; null: none.</summary>
    public PostedAnswers? Posted { get; init; }
}

/// <summary>How many answers were posted, for the limit of <see cref="Responses.AnswerLimit"/>.</summary>
/// <param name="Since">When the first of them was counted.</param>
/// <param name="Count">How many since then.</param>
public sealed record PostedAnswers(Instant Since, int Count);

/// <summary>One mail to a mailbox, for fatigue caps and for telling whether a suppression came too late for it.</summary>
public sealed record SentMark(string Kind, Instant At, string FollowUp, string? Call = null);

/// <summary>In the outbox: a suppression that is on its way from a division to the whole installation.</summary>
/// <param name="Address">h(address).</param>
/// <param name="Entry">What holds there from then on.</param>
public sealed record SpreadRow(string Address, Suppression Entry);

/// <summary><c>m</c>: the mail as it was posted, compressed, by the provider's id.</summary>
public sealed record MailRow
{
    public required string Call { get; init; }

    public required string FollowUp { get; init; }

    public Instant At { get; init; }

    /// <summary>h(address) of the person it was meant for.</summary>
    public string? Mailbox { get; init; }

    /// <summary>h(address) it went to: another mailbox when mail is redirected. What a delivery report is compared with.</summary>
    public string? To { get; init; }

    /// <summary>Brotli-compressed JSON of the mail; absent when it was over 60 KiB.</summary>
    public byte[]? MailBytes { get; init; }

    /// <summary>
    /// The follow-up's kind from when its send is recorded with its chunk until the first report about it: as long, a delivery can be noted without
    /// reading anything else. Empty or absent: not so.
    /// </summary>
    public string? Unreported { get; init; }
}

/// <summary><c>v</c>: an answer, append-only.</summary>
/// <param name="At">When it was posted.</param>
/// <param name="Kind"><c>rating</c>, <c>wish</c> or <c>consent</c>.</param>
/// <param name="Score">On the follow-up's scale; null: none was chosen.</param>
/// <param name="Comment">In the customer's own words, as far as consent lets it be kept.</param>
/// <param name="Counted">False for an answer that looks machine-made.</param>
public sealed record AnswerRow(Instant At, string Kind, int? Score, string? Comment, bool Counted)
{
    /// <summary>The customer's word on whether it is solved; null: not said.</summary>
    public bool? Solved { get; init; }

    /// <summary>Why it is not counted (<see cref="Responses.SuspectReason"/>'s word); null: nothing speaks against it.</summary>
    public string? Suspect { get; init; }

    /// <summary>True when it takes the place of an earlier answer.</summary>
    public bool Changed { get; init; }
}

/// <summary><c>o</c>: an event on its way to the outcomes queue, and what the statistics take from it.</summary>
/// <param name="Type">One of the seven published types, or <see cref="Outcomes.OutgoingEvents.CountedOnly"/>.</param>
/// <param name="Id">Made from the cause: a repeat carries the same one.</param>
/// <param name="At">When it happened.</param>
/// <param name="Data">What the event says.</param>
/// <param name="Counted">What is folded into the statistics when it is published; never published itself.</param>
/// <param name="Trace">W3C trace parent that the published event carries; filled in as <see cref="DueItem.Trace"/> is.</param>
public sealed record OutgoingRow(string Type, string Id, Instant At, OutgoingData Data, ImmutableArray<Counted>? Counted = null, string? Trace = null);

/// <summary>One fact as the statistics see it.</summary>
/// <param name="Cohort">On whose UTC day it counts: the send's for whatever answers a mail, else the fact's own.</param>
/// <param name="Queue">The call's queue; null: none.</param>
/// <param name="Team">The agent's team at call close; null: unknown.</param>
/// <param name="Kind">The kind's word; null for a fact of the whole episode.</param>
/// <param name="Counts">What goes up or down by how much.</param>
public sealed record Counted(Instant Cohort, string? Queue, string? Team, string? Kind, ImmutableArray<CountBy> Counts);

/// <summary>A counter (<see cref="Outcomes.Counters"/>) and by how much it changes.</summary>
public sealed record CountBy(string Name, long By = 1);

/// <summary><c>s</c>: the counters of one UTC day for one value of one dimension.</summary>
public sealed record StatisticRow
{
    /// <summary>The UTC day, at midnight.</summary>
    public Instant Day { get; init; }

    /// <summary><c>all</c>, <c>queue</c>, <c>team</c> or <c>kind</c>.</summary>
    public required string Dimension { get; init; }

    /// <summary>Which queue, team or kind; empty for <c>all</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Counters by name; a counter that is not there is zero.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = ImmutableSortedDictionary<string, long>.Empty;
}

/// <summary>The data of an outgoing event; what does not apply is left out.</summary>
public sealed record OutgoingData
{
    /// <summary>Of a row that only the statistics read.</summary>
    public static OutgoingData None { get; } = new() { CallId = "", Division = "" };

    public required string CallId { get; init; }

    public required string Division { get; init; }

    public int Episode { get; init; } = 1;

    public string? FollowUpId { get; init; }

    public string? Kind { get; init; }

    public Instant? DueAt { get; init; }

    public int? Score { get; init; }

    public string? Scale { get; init; }

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public string? Phone { get; init; }

    public string? PromiseId { get; init; }
}

/// <summary><c>b</c>: an input that could not be used, kept so that it can be redriven.</summary>
public sealed record DeadLetterRow
{
    /// <summary>The state of a letter that nobody has redriven, or that has failed again since.</summary>
    public const string Waiting = "waiting";

    /// <summary>The state of a letter whose message is on its queue again, or was used.</summary>
    public const string Redriven = "redriven";

    public required string Id { get; init; }

    public required string Queue { get; init; }

    public Instant ReceivedAt { get; init; }

    public required string Reason { get; init; }

    public required string Field { get; init; }

    public required string Fix { get; init; }

    /// <summary><c>waiting</c>, <c>redriven</c> or <c>discarded</c>.</summary>
    public string State { get; init; } = Waiting;

    public int DequeueCount { get; init; } = 1;

    /// <summary>How often it failed: 1, and one more for each time it came back.</summary>
    public int Failures { get; init; } = 1;

    /// <summary>When it failed last.</summary>
    public Instant? FailedAt { get; init; }

    /// <summary>Who put it on its queue again, and when; oldest first.</summary>
    public ImmutableArray<RedriveMark> Redrives { get; init; } = [];

    /// <summary>The bytes as received; free text blanked when documentation was declined.</summary>
    public required byte[] ContentBytes { get; init; }

    /// <summary>False: consent could not be read, so that the content is for redrive only and shown to nobody.</summary>
    public bool Showable { get; init; }
}

/// <summary>One redrive of a dead letter.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who: a sign-in name, or the machine that asked.</param>
public sealed record RedriveMark(Instant At, string By);

/// <summary><c>bi</c>: where a dead letter lies.</summary>
/// <param name="Key">Key of its row.</param>
public sealed record DeadLetterIndexRow(string Key);

/// <summary><c>j</c>: a part of a call that waits for the others.</summary>
public sealed record PartRow
{
    /// <summary>The mapping it came through.</summary>
    public required string Platform { get; init; }

    /// <summary>Name of the mapping's event.</summary>
    public required string Part { get; init; }

    public Instant ReceivedAt { get; init; }

    /// <summary>What it says, as an event of our contract; without free text when documentation was declined.</summary>
    public required byte[] FieldsBytes { get; init; }

    /// <summary>What a dead letter would keep of it.</summary>
    public required byte[] ContentBytes { get; init; }

    public bool Showable { get; init; }

    /// <summary>Key of the timer that ends the wait.</summary>
    public required string TimerKey { get; init; }
}

/// <summary><c>w</c>: what one promise or answer comes to in the week of the agent who took the call. Only while figures about single agents are switched on.</summary>
public sealed record AgentFactRow
{
    /// <summary>The agent as the call's close told them; never without an id.</summary>
    public required PersonFacts Agent { get; init; }

    public string? Queue { get; init; }

    /// <summary>h(call).</summary>
    public required string Call { get; init; }

    /// <summary>The promise's date, or the first answer.</summary>
    public Instant At { get; init; }

    /// <summary>1 for a promise that had its date or was kept.</summary>
    public int PromisesDue { get; init; }

    /// <summary>1 for one that was kept by its date.</summary>
    public int PromisesKept { get; init; }

    /// <summary>1 for a customer who is satisfied.</summary>
    public int Thanked { get; init; }

    /// <summary>The mail that the customer answered.</summary>
    public string? Answered { get; init; }
}

/// <summary><c>x</c>: a call to purge on its day.</summary>
public sealed record RetentionRow(string Call, string? Customer);

/// <summary><c>n</c> in <c>_</c>: a division that has had an event.</summary>
public sealed record DivisionRow(string Division, Instant Since);

/// <summary><c>g:pause</c> and <c>g:circuit</c> in <c>_</c>: sending stands still, and why.</summary>
/// <param name="Since">When it was set first.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Until">Until when; null: until a person says otherwise.</param>
/// <param name="Probing">For the circuit: one mail is on its way as a probe, and <paramref name="Until"/> is when its answer is given up.</param>
public sealed record SwitchRow(Instant Since, string Reason, Instant? Until, bool Probing = false);

/// <summary><c>g:pace</c> in <c>_</c>: what was released lately, by minute since 1970.</summary>
public sealed record PaceRow
{
    /// <summary>Minute of <see cref="Released"/>'s first entry.</summary>
    public long FirstMinute { get; init; }

    /// <summary>Mails released in each minute from there on; at most the last 61 minutes.</summary>
    public ImmutableArray<int> Released { get; init; } = [];

    /// <summary>Nothing before this instant: the provider said Retry-After.</summary>
    public Instant? NotBefore { get; init; }
}

/// <summary><c>g:forecast</c> in <c>_</c>: when the last forecast was made, and what it said.</summary>
/// <param name="At">When.</param>
/// <param name="Due">Mails due by hour from then on; the first hour holds what was due already.</param>
/// <param name="Held">How many of them will still wait after a day.</param>
public sealed record ForecastRow(Instant At, ImmutableArray<int> Due, int Held);
