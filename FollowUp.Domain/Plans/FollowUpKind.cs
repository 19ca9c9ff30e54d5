namespace FollowUps.Plans;

/// <summary>Every kind of follow-up. Their words (<see cref="FollowUpKinds.Word"/>) are the same in plan books, storage, mails and events.</summary>
public enum FollowUpKind
{
    /// <summary>Customer: "NAME will contact you by DATE".</summary>
    Acknowledgement,

    /// <summary>Customer: all promises of one call, in writing.</summary>
    PromiseConfirmation,

    /// <summary>Customer: one question, is it solved and how was it.</summary>
    CheckIn,

    /// <summary>Customer: the same once more, once.</summary>
    CheckInReminder,

    /// <summary>Supervisor: what happened, before being asked.</summary>
    SupervisorBrief,

    /// <summary>Customer: a supervisor writes about a matter that was not solved.</summary>
    SupervisorOutreach,

    /// <summary>Supervisor or team: call this customer, no mail can reach them.</summary>
    CallTask,

    /// <summary>The next rung of the ladder.</summary>
    Escalation,

    /// <summary>Promise owner: it is due soon.</summary>
    PromiseNudge,

    /// <summary>Customer and supervisor: it is late, and what happens now.</summary>
    PromiseOverdue,

    /// <summary>Customer: was it kept?</summary>
    PromiseCheck,

    /// <summary>Customer: an answer looked machine-made; was it you?</summary>
    RatingConfirmation,

    /// <summary>Customer: after a recovery case was closed.</summary>
    ReCheckIn,

    /// <summary>Agent: promises kept, thanks and quotes of the week.</summary>
    AgentDigest,

    /// <summary>Whoever asks: the same path, on request.</summary>
    Test,
}

/// <summary>The words of the kinds and what holds for each of them.</summary>
public static class FollowUpKinds
{
    private static readonly (FollowUpKind Kind, string Word)[] Words =
    [
        (FollowUpKind.Acknowledgement, "acknowledgement"),
        (FollowUpKind.PromiseConfirmation, "promise-confirmation"),
        (FollowUpKind.CheckIn, "check-in"),
        (FollowUpKind.CheckInReminder, "check-in-reminder"),
        (FollowUpKind.SupervisorBrief, "supervisor-brief"),
        (FollowUpKind.SupervisorOutreach, "supervisor-outreach"),
        (FollowUpKind.CallTask, "call-task"),
        (FollowUpKind.Escalation, "escalation"),
        (FollowUpKind.PromiseNudge, "promise-nudge"),
        (FollowUpKind.PromiseOverdue, "promise-overdue"),
        (FollowUpKind.PromiseCheck, "promise-check"),
        (FollowUpKind.RatingConfirmation, "rating-confirmation"),
        (FollowUpKind.ReCheckIn, "re-check-in"),
        (FollowUpKind.AgentDigest, "agent-digest"),
        (FollowUpKind.Test, "test"),
    ];

    /// <summary>Every kind with its word, in the order of the contract.</summary>
    public static IReadOnlyList<(FollowUpKind Kind, string Word)> All => Words;

    /// <summary>The contract's word for a kind ("check-in").</summary>
    public static string Word(this FollowUpKind kind) => Array.Find(Words, w => w.Kind == kind).Word;

    /// <summary>Reads a word of the contract; exact spelling.</summary>
    public static bool TryParse(string? word, out FollowUpKind kind)
    {
        var index = Array.FindIndex(Words, w => w.Word == word);
        kind = index < 0 ? default : Words[index].Kind;
        return index >= 0;
    }

    /// <summary>
    /// True for a mail that asks how it was: it needs survey permission, counts against fatigue caps, and is pointless when the
    /// customer calls again. Everything else is service mail about something that was agreed or is still open.
    /// </summary>
    public static bool IsSurvey(this FollowUpKind kind) =>
        kind is FollowUpKind.CheckIn or FollowUpKind.CheckInReminder or FollowUpKind.RatingConfirmation or FollowUpKind.ReCheckIn;

    /// <summary>True for a mail that counts as sent in the response rate. A confirmation asks about an answer that was given already.</summary>
    public static bool CountsAsAsked(this FollowUpKind kind) => kind.IsSurvey() && kind != FollowUpKind.RatingConfirmation;

    /// <summary>True when it is not asked before everything that was promised is done.</summary>
    public static bool WaitsForPromises(this FollowUpKind kind) => kind is FollowUpKind.CheckIn or FollowUpKind.ReCheckIn;

    /// <summary>True when a fatigue cap may hold it back. Nothing is that somebody waits for: no promise, no recovery, no task.</summary>
    public static bool IsCappable(this FollowUpKind kind) => kind.IsSurvey() || kind is FollowUpKind.AgentDigest or FollowUpKind.Test;

    /// <summary>True when the customer is the one written to.</summary>
    public static bool GoesToCustomer(this FollowUpKind kind) =>
        kind is FollowUpKind.Acknowledgement or FollowUpKind.PromiseConfirmation or FollowUpKind.CheckIn or FollowUpKind.CheckInReminder
            or FollowUpKind.SupervisorOutreach or FollowUpKind.PromiseOverdue or FollowUpKind.PromiseCheck
            or FollowUpKind.RatingConfirmation or FollowUpKind.ReCheckIn;

    /// <summary>
    /// True for what a rule asks for but plans only when something else has happened: a reminder after its check-in was sent, an escalation after
    /// its brief was.
    /// </summary>
    public static bool IsPlannedLater(this FollowUpKind kind) => kind is FollowUpKind.CheckInReminder or FollowUpKind.Escalation;

    /// <summary>The lane of the due index: 1 promises, recovery and briefs; 2 check-ins; 3 reminders. (0 is for what is no mail.)</summary>
    public static int Lane(this FollowUpKind kind) => kind switch
    {
        FollowUpKind.CheckIn or FollowUpKind.ReCheckIn => 2,
        FollowUpKind.CheckInReminder or FollowUpKind.RatingConfirmation or FollowUpKind.AgentDigest => 3,
        _ => 1,
    };
}
