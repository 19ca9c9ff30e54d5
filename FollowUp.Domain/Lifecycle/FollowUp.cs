using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>
/// One follow-up (row <c>f</c>): its whole life on one page. A state changes only through <see cref="Evolve"/>.
/// </summary>
public sealed record FollowUp
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The kind's word.</summary>
    public required string Kind { get; init; }

    /// <summary>Which episode of its call caused it.</summary>
    public int Episode { get; init; } = 1;

    /// <summary>The promise or rung it is about; else null.</summary>
    public string? Subject { get; init; }

    /// <summary>How often a fact has rescheduled it; each time it is another follow-up.</summary>
    public int Ordinal { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required FollowUpState State { get; init; }

    /// <summary>Why it was cancelled, skipped, failed or parked.</summary>
    public string? Reason { get; init; }

    /// <summary>The plan-book rule that asked for it.</summary>
    public string? Rule { get; init; }

    /// <summary>When it was due as planned; null when it was never to be sent.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>The key of its row in the due index, as long as it is pending.</summary>
    public string? DueKey { get; init; }

    /// <summary>1, and one more for each time an operator has it sent again.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>The provider's id of its mail, once it was handed over.</summary>
    public string? Operation { get; init; }

    /// <summary>When the provider took it.</summary>
    public Instant? SentAt { get; init; }

    /// <summary>True when it went to the mailbox that all mail is redirected to: whom it is written for did not get it. Null: nothing of the kind is known.</summary>
    public bool? Redirected { get; init; }

    /// <summary>The key of the timer that ends the wait for an answer; empty when nobody waits any more.</summary>
    public string? TimerKey { get; init; }

    /// <summary>What a survey asks; null: customer satisfaction.</summary>
    public RatingScale? Scale { get; init; }

    /// <summary>The counted score, once answered; null: not answered, or answered without a score.</summary>
    public int? Score { get; init; }

    /// <summary>The customer's counted word on whether it is solved; null: not said.</summary>
    public bool? Solved { get; init; }

    /// <summary>When the first counted answer came; null: there is none.</summary>
    public Instant? AnsweredAt { get; init; }

    /// <summary>How many answers were posted, counted or not.</summary>
    public int Answers { get; init; }

    /// <summary>When the recipient's mail server took it, by the provider's report; null: not reported (yet).</summary>
    public Instant? DeliveredAt { get; init; }

    /// <summary>Why it did not reach the recipient, by the provider's report: the word of the gravest one; null: nothing of the kind was reported.</summary>
    public string? DeliveryFailure { get; init; }

    /// <summary>While it failed or is parked: what it would be written from again, without what the call's row holds anyway.</summary>
    public Letter? Kept { get; init; }

    /// <summary>The directory's id of the person of the house who was written to; null: a customer, a team, or somebody the directory does not know.</summary>
    public string? Person { get; init; }

    /// <summary>For a call task: what came of it (<see cref="Recovery.CallResult"/>'s word).</summary>
    public string? Result { get; init; }

    /// <summary>
    /// Why it should have been cancelled while it was being posted. The post has won; but if it turns out that the provider did not take it,
    /// it is cancelled then and not tried again.
    /// </summary>
    public string? StopWanted { get; init; }

    /// <summary>Where its mails are kept, those that were only rendered included.</summary>
    internal IEnumerable<string> MailKeys() => Operation is null && Reason != SkipReason.MailMode.Word() ? [] :
        Enumerable.Range(1, Generation).Select(generation => Keys.Mail(Identity.Operation(new FollowUpId(Id), generation)));

    /// <summary>True from the send until it is answered or its answer window is over.</summary>
    public bool AwaitsAnswer() => State == FollowUpState.Sent && !string.IsNullOrEmpty(TimerKey);

    /// <summary>True when nobody but a person can decide whether it is sent after all.</summary>
    public bool WaitsForPerson() => State is FollowUpState.Parked or FollowUpState.Failed;

    /// <summary>
    /// What a fact makes of a follow-up. The state it comes from is not asked here: every fact is
    /// committed together with a change of the due, claimed or timer row that only a follow-up in the right state has, so that the loser
    /// of a race writes nothing.
    /// </summary>
    public static FollowUpPatch Evolve(FollowUpFact fact) => fact switch
    {
        FollowUpFact.PutBack back => new() { State = FollowUpState.Scheduled, DueKey = back.DueKey },
        FollowUpFact.Posting posting => new() { State = FollowUpState.Sending, Operation = posting.Operation },
        FollowUpFact.BecameUnclear unclear => new() { State = FollowUpState.Unclear, DueKey = unclear.DueKey },
        FollowUpFact.Sent sent => new() { State = FollowUpState.Sent, SentAt = sent.At, TimerKey = sent.TimerKey, Redirected = sent.Redirected },
        FollowUpFact.Cancelled cancelled => new() { State = FollowUpState.Cancelled, Reason = cancelled.Reason },
        FollowUpFact.StopCameTooLate late => new() { StopWanted = late.Reason },
        FollowUpFact.Skipped skipped => new() { State = FollowUpState.Skipped, Reason = skipped.Reason },
        FollowUpFact.Failed failed => new() { State = FollowUpState.Failed, Reason = failed.Reason, Kept = failed.Kept },
        FollowUpFact.Parked parked => new() { State = FollowUpState.Parked, Reason = parked.Reason, Kept = parked.Kept },
        FollowUpFact.Answered answered => new() { Score = answered.Score, Solved = answered.Solved, AnsweredAt = answered.FirstAt, Answers = answered.Answers, TimerKey = "" },
        FollowUpFact.Doubted doubted => new() { Answers = doubted.Answers },
        FollowUpFact.WindowClosed => new() { TimerKey = "" },
        FollowUpFact.Delivered delivered => new() { DeliveredAt = delivered.At },
        FollowUpFact.Undeliverable undeliverable => new() { DeliveryFailure = undeliverable.Reason, TimerKey = undeliverable.IsStillAwaited ? null : "" },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}

/// <summary>The fixed words of a follow-up's life.</summary>
public enum FollowUpState
{
    /// <summary>In the due index.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("scheduled")]
    Scheduled,

    /// <summary>Handed to the send queue.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("claimed")]
    Claimed,

    /// <summary>The POST may be under way.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("sending")]
    Sending,

    /// <summary>Nobody knows yet whether it went out; the provider will be asked.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("unclear")]
    Unclear,

    /// <summary>Accepted by the provider.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("sent")]
    Sent,

    /// <summary>A fact made it pointless.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>A rule said no, with a reason from the closed list.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("skipped")]
    Skipped,

    /// <summary>The provider refused for good.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Unclear to the end; waits for a person.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("parked")]
    Parked,
}

/// <summary>What holds for the states.</summary>
public static class FollowUpStates
{
    /// <summary>True while a follow-up is on its way.</summary>
    public static bool IsPending(this FollowUpState state) =>
        state is FollowUpState.Scheduled or FollowUpState.Claimed or FollowUpState.Sending or FollowUpState.Unclear;
}

/// <summary>Everything that can happen to a follow-up after it was planned.</summary>
public abstract record FollowUpFact
{
    private FollowUpFact()
    {
    }

    /// <summary>Back to the due index: outside the window, throttled, or the lease ran out.</summary>
    public sealed record PutBack(string DueKey) : FollowUpFact;

    /// <summary>The fence: from here on the POST may happen.</summary>
    public sealed record Posting(string Operation) : FollowUpFact;

    /// <summary>The POST's effect is unknown.</summary>
    public sealed record BecameUnclear(string DueKey) : FollowUpFact;

    /// <summary>The provider took it; <paramref name="Redirected"/> is null where nothing is to be noted.</summary>
    public sealed record Sent(Instant At, string? TimerKey, bool? Redirected = null) : FollowUpFact;

    /// <summary>A fact made it pointless.</summary>
    public sealed record Cancelled(string Reason) : FollowUpFact;

    /// <summary>A fact made it pointless while it was being posted.</summary>
    public sealed record StopCameTooLate(string Reason) : FollowUpFact;

    /// <summary>A rule said no.</summary>
    public sealed record Skipped(string Reason) : FollowUpFact;

    /// <summary>Refused for good.</summary>
    public sealed record Failed(string Reason, Letter? Kept = null) : FollowUpFact;

    /// <summary>Waits for a person.</summary>
    public sealed record Parked(string Reason, Letter? Kept = null) : FollowUpFact;

    /// <summary>The recipient answered, and it counts.</summary>
    public sealed record Answered(int? Score, bool? Solved, Instant FirstAt, int Answers) : FollowUpFact;

    /// <summary>An answer came that looks machine-made: only how many there were is kept here.</summary>
    public sealed record Doubted(int Answers) : FollowUpFact;

    /// <summary>The answer window passed.</summary>
    public sealed record WindowClosed : FollowUpFact;

    /// <summary>The recipient's mail server took it.</summary>
    public sealed record Delivered(Instant At) : FollowUpFact;

    /// <summary>It did not reach the recipient; unless <paramref name="IsStillAwaited"/>, nobody waits for an answer any more.</summary>
    public sealed record Undeliverable(string Reason, bool IsStillAwaited) : FollowUpFact;
}
