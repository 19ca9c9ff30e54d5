namespace FollowUps.Promises;

/// <summary>The stored words for how a promise stands.</summary>
public static class PromiseState
{
    /// <summary>Still to be kept, late or not.</summary>
    public const string Open = "open";

    /// <summary>Its owner says that it was kept.</summary>
    public const string Kept = "kept";

    /// <summary>Overdue as often as a customer is told so; a recovery case took its place.</summary>
    public const string Broken = "broken";

    /// <summary>Nobody waits for it any more, and nobody kept it: the call was opened again, or the customer was helped otherwise. It counts neither way.</summary>
    public const string Withdrawn = "withdrawn";
}

/// <summary>Where a promise comes from.</summary>
public enum PromiseSource
{
    /// <summary>It was made in the call.</summary>
    Call,

    /// <summary>An acknowledgement told the customer when somebody gets in touch.</summary>
    Acknowledgement,

    /// <summary>The customer booked a call.</summary>
    Callback,
}
