using System.Collections.Immutable;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.State;

/// <summary><c>a</c>: a mailbox: whether it may be written to, and what it was sent lately.</summary>
public sealed record AddressRow
{
    /// <summary>Why nothing (or no survey) goes there, at most one entry per reason; <see cref="SuppressionList"/> has the rules.</summary>
    public ImmutableArray<Suppression> Suppressions { get; init; } = [];

    /// <summary>What a person took off the list, at most one for each reason: what happened before that no longer counts, however late it is heard of.</summary>
    public ImmutableArray<SuppressionRemoval> Removed { get; init; } = [];

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
