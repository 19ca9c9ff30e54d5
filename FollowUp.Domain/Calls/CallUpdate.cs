using NodaTime;

namespace FollowUps.Calls;

/// <summary>Something that happened to a call or a customer after the call closed (queue <c>call-updates</c>). May arrive before the call it speaks of.</summary>
public abstract record CallUpdate
{
    private CallUpdate()
    {
    }

    /// <summary>Where the call's state lives; default <c>main</c>.</summary>
    public Division Division { get; init; } = Division.Main;

    /// <summary>CloudEvents <c>id</c>; with <see cref="Source"/> it names the update. Null: the content names it.</summary>
    public string? EventId { get; init; }

    /// <summary>CloudEvents <c>source</c>.</summary>
    public string? Source { get; init; }

    /// <summary>How it was said when it did not come by the queue, as the end of a sentence (" (by link)"); empty: by the queue.</summary>
    public string SaidBy { get; init; } = "";

    /// <summary>Who said it, as the end of a sentence: <see cref="SaidBy"/>, else the <see cref="Source"/> (" (said by /crm)"); empty: not known, or it looks like an address.</summary>
    internal string By => SaidBy.Length > 0 ? SaidBy : State.WaitingUpdate.Shown(Source) is { } source ? $" (said by {source})" : "";

    /// <summary>CloudEvents <c>time</c>: when it happened, if the platform says.</summary>
    public Instant? Time { get; init; }

    /// <summary>The customer is in a call again (<c>followup.call.started.v1</c>).</summary>
    public sealed record CallStarted(CallId CallId, string CustomerId) : CallUpdate;

    /// <summary>The call was opened again; its next close is a new episode (<c>followup.call.reopened.v1</c>).</summary>
    public sealed record CallReopened(CallId CallId) : CallUpdate;

    /// <summary>The customer wrote back (<c>followup.customer.replied.v1</c>). At least one of the two is known.</summary>
    /// <param name="CallId">About this call; null: about every open one of the customer.</param>
    /// <param name="CustomerId">Who wrote; null: the customer of the call.</param>
    public sealed record CustomerReplied(CallId? CallId, string? CustomerId) : CallUpdate;

    /// <summary>A promise was kept (<c>followup.promise.kept.v1</c>).</summary>
    /// <param name="CallId">The call it was made in.</param>
    /// <param name="PromiseId">Which of its promises.</param>
    /// <param name="KeptAt">When; at most five minutes ahead of intake.</param>
    public sealed record PromiseKept(CallId CallId, string PromiseId, Instant KeptAt) : CallUpdate;

    /// <summary>A promise has a new date (<c>followup.promise.moved.v1</c>).</summary>
    /// <param name="CallId">The call it was made in.</param>
    /// <param name="PromiseId">Which of its promises.</param>
    /// <param name="DueAt">By when now.</param>
    public sealed record PromiseMoved(CallId CallId, string PromiseId, Instant DueAt) : CallUpdate;

    /// <summary>A supervisor spoke with the customer (<c>followup.supervisor.contacted.v1</c>).</summary>
    public sealed record SupervisorContacted(CallId CallId) : CallUpdate;

    /// <summary>The recovery case was closed elsewhere (<c>followup.case.closed.v1</c>): both words are required, so that something is learnt.</summary>
    /// <param name="CallId">The call the case is about.</param>
    /// <param name="Cause">Why it happened, on one line; causes are counted by queue and month.</param>
    /// <param name="Action">What keeps it from happening again. Free text.</param>
    public sealed record CaseClosed(CallId CallId, string Cause, string Action) : CallUpdate;

    /// <summary>Everything about this customer is to be forgotten (<c>followup.customer.erased.v1</c>).</summary>
    public sealed record CustomerErased(string CustomerId) : CallUpdate;
}
