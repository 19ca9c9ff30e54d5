using NodaTime;

namespace FollowUps.Recovery;

/// <summary>What a person does about a case, by the page of a brief or by the API.</summary>
public abstract record CaseAction
{
    private CaseAction()
    {
    }

    /// <summary>"I take it."</summary>
    public sealed record Take : CaseAction;

    /// <summary>"I have called": what came of it.</summary>
    public sealed record Call(CallResult Result) : CaseAction;

    /// <summary>Somebody else takes it.</summary>
    /// <param name="To">The directory's id.</param>
    public sealed record HandOver(string To) : CaseAction;

    /// <summary>A call is agreed; it becomes the promise of whoever says so.</summary>
    public sealed record CallAt(Instant At) : CaseAction;

    /// <summary>The outreach may go out.</summary>
    public sealed record Approve : CaseAction;

    /// <summary>The outreach waits until somebody lets it out.</summary>
    public sealed record Hold : CaseAction;

    /// <summary>Done.</summary>
    /// <param name="Cause">Why it happened, from the list of causes.</param>
    /// <param name="Action">What was done.</param>
    /// <param name="Prevention">What keeps it from happening again.</param>
    /// <param name="Goodwill">What the customer was given; null: nothing.</param>
    public sealed record Close(string? Cause, string? Action, string? Prevention, string? Goodwill) : CaseAction;
}

/// <summary>What became of it.</summary>
public abstract record CaseAnswer
{
    private CaseAnswer()
    {
    }

    /// <summary>It holds.</summary>
    public sealed record Done(RecoveryCase Case) : CaseAnswer;

    /// <summary>Nothing was changed, because somebody was first; said to whoever asked.</summary>
    public sealed record Told(RecoveryCase Case, string Reason) : CaseAnswer;

    /// <summary>It cannot be done so.</summary>
    /// <param name="Field">What is wrong.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Fix">What would do.</param>
    public sealed record No(string Field, string Reason, string Fix) : CaseAnswer;

    /// <summary>There is no such case.</summary>
    public sealed record Unknown : CaseAnswer;
}
