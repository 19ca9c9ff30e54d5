namespace FollowUps.Calls;

/// <summary>The CloudEvents types that come in, as the contract spells them.</summary>
public static class EventTypes
{
    /// <summary>A call is over; on the queue <c>call-closed</c>.</summary>
    public const string CallClosed = "followup.call.closed.v1";

    /// <summary>A customer is in a call again.</summary>
    public const string CallStarted = "followup.call.started.v1";

    /// <summary>A closed call was opened again.</summary>
    public const string CallReopened = "followup.call.reopened.v1";

    /// <summary>A customer wrote back.</summary>
    public const string CustomerReplied = "followup.customer.replied.v1";

    /// <summary>A promise was kept.</summary>
    public const string PromiseKept = "followup.promise.kept.v1";

    /// <summary>A promise has a new date.</summary>
    public const string PromiseMoved = "followup.promise.moved.v1";

    /// <summary>A supervisor spoke with the customer.</summary>
    public const string SupervisorContacted = "followup.supervisor.contacted.v1";

    /// <summary>A recovery case was closed.</summary>
    public const string CaseClosed = "followup.case.closed.v1";

    /// <summary>A customer is to be forgotten.</summary>
    public const string CustomerErased = "followup.customer.erased.v1";

    /// <summary>What happened, by the type of an update about a call, as the end of a sentence: "a supervisor spoke with the customer".</summary>
    public static string Describe(string type) => type switch
    {
        CallReopened => "the call was opened again",
        CustomerReplied => "the customer replied",
        PromiseKept => "a promise was kept",
        PromiseMoved => "a promise has a new date",
        SupervisorContacted => "a supervisor spoke with the customer",
        CaseClosed => "the case was closed",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>The types on the queue <c>call-updates</c>.</summary>
    public static IReadOnlyList<string> Updates { get; } =
        [CallStarted, CallReopened, CustomerReplied, PromiseKept, PromiseMoved, SupervisorContacted, CaseClosed, CustomerErased];
}
