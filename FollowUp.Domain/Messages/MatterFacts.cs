using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Recovery;
using NodaTime;

namespace FollowUps.Messages;

/// <summary>A promise as a mail names it.</summary>
/// <param name="What">What was promised, in the words of the call; null: "what we agreed by phone", because the words would not do in a mail.</param>
/// <param name="DueAt">By when.</param>
/// <param name="OwnerName">Who keeps it; null: not known by name.</param>
/// <param name="OwnerPhone">Where to reach that person; null: not known.</param>
/// <param name="Standing">How it stands.</param>
public sealed record PromiseLine(string? What, Instant DueAt, string? OwnerName, string? OwnerPhone, PromiseStanding Standing)
{
    /// <summary>Where it was made; what it is called where there are no words to quote depends on it. Default: in the call.</summary>
    public PromiseSource Source { get; init; }
}

/// <summary>How a promise stands.</summary>
public enum PromiseStanding
{
    /// <summary>Not due yet.</summary>
    Open,

    /// <summary>Due, and not kept.</summary>
    Overdue,

    /// <summary>Its owner says that it was kept.</summary>
    Kept,
}

/// <summary>What a supervisor reads before the customer is contacted: the same for a brief, a rung of the ladder and a call task. Texts only as far as consent allows.</summary>
public sealed record BriefFacts
{
    /// <summary>Why there is a case; null for a call task of a check-in, where there is none.</summary>
    public CaseReason? Because { get; init; }

    /// <summary>How the call ended.</summary>
    public required CallOutcome Outcome { get; init; }

    /// <summary>How the customer felt at its end.</summary>
    public required Mood Mood { get; init; }

    /// <summary>What it was about.</summary>
    public string? Reason { get; init; }

    /// <summary>What happened, as the agent wrote it.</summary>
    public string? Summary { get; init; }

    /// <summary>What the customer would like to see happen.</summary>
    public string? Wish { get; init; }

    /// <summary>What was done already.</summary>
    public ImmutableArray<string> Actions { get; init; } = [];

    /// <summary>What was promised.</summary>
    public ImmutableArray<PromiseLine> Promises { get; init; } = [];

    /// <summary>This customer's other calls, newest first.</summary>
    public ImmutableArray<OtherCall> OtherCalls { get; init; } = [];

    /// <summary>When the customer's last call since ended resolved: nobody has said yet whether this matter is done with it. Null: no later one did.</summary>
    public Instant? HelpedAt { get; init; }

    /// <summary>What this customer was sent about this call, oldest first.</summary>
    public ImmutableArray<EarlierMail> EarlierMails { get; init; } = [];

    /// <summary>The counted answer; null: none.</summary>
    public int? Score { get; init; }

    /// <summary>The scale of <see cref="Score"/>.</summary>
    public RatingScale Scale { get; init; }

    /// <summary>What the customer added to it.</summary>
    public string? Comment { get; init; }

    /// <summary>The answer that <see cref="Comment"/> was given with, where a later one has taken its place; null: the comment belongs to the answer that counts.</summary>
    public AnswerGiven? CommentOf { get; init; }

    /// <summary>For a case that a low answer opened: that answer, and the good one that has taken its place since. Null: it stands.</summary>
    public RaisedAnswer? Raised { get; init; }

    /// <summary>Where to call; null: no number is known.</summary>
    public string? CustomerPhone { get; init; }

    /// <summary>The language to speak with the customer (primary subtag); null: not known.</summary>
    public string? CustomerLanguage { get; init; }

    /// <summary>Who took the call first.</summary>
    public string? AgentName { get; init; }

    /// <summary>Who has the case; null: nobody took it yet.</summary>
    public string? OwnerName { get; init; }

    /// <summary>When the outreach goes to the customer by itself; null: none is planned (any more).</summary>
    public Instant? OutreachAt { get; init; }

    /// <summary>Whether the outreach waits for somebody.</summary>
    public Approval OutreachApproval { get; init; }

    /// <summary>For an escalation: which rung of the ladder is written to, from 2; 0: not an escalation.</summary>
    public int Rung { get; init; }

    /// <summary>For an escalation: whom it was with before, oldest first.</summary>
    public ImmutableArray<string> HeldBefore { get; init; } = [];

    /// <summary>For a call task: the mail that cannot go out, and why not.</summary>
    public FollowUpKind? InsteadOf { get; init; }

    /// <summary>For a call task: why the mail cannot go out, in words; null: it is no call task.</summary>
    public string? NoMailBecause { get; init; }
}

/// <summary>One answer of a customer.</summary>
/// <param name="Score">On its scale; null: none was chosen.</param>
/// <param name="Solved">Whether it is solved; null: not said.</param>
public sealed record AnswerGiven(int? Score, bool? Solved);

/// <summary>A low answer that the customer has changed to a good one.</summary>
/// <param name="From">What was said first.</param>
/// <param name="To">What counts now.</param>
public sealed record RaisedAnswer(AnswerGiven From, AnswerGiven To);

/// <summary>Another call of the same customer.</summary>
/// <param name="ClosedAt">When.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record OtherCall(Instant ClosedAt, CallOutcome Outcome);

/// <summary>A mail that the customer was sent.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What it was.</param>
public sealed record EarlierMail(Instant At, FollowUpKind Kind);

/// <summary>An agent's week.</summary>
/// <param name="From">Its first instant.</param>
/// <param name="To">Its last.</param>
/// <param name="PromisesKept">Promises kept by their date.</param>
/// <param name="PromisesDue">Promises that were due.</param>
/// <param name="Thanked">Customers who answered that they were satisfied.</param>
/// <param name="Quotes">What customers wrote, where they agreed to documentation.</param>
public sealed record DigestFacts(Instant From, Instant To, int PromisesKept, int PromisesDue, int Thanked, ImmutableArray<string> Quotes);
