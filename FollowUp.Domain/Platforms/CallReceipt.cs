using FollowUps.Calls;

namespace FollowUps.Platforms;

/// <summary>How a message came to us, and with it what becomes of one that cannot be used.</summary>
/// <param name="Platform">The platform that the sender named beside it (an HTTP path); null: the message itself tells.</param>
/// <param name="KeepsBad">True: it becomes a dead letter, because nobody reads our answer. False: the sender is told, and nothing is kept.</param>
public sealed record CallDelivery(PlatformMapping? Platform, bool KeepsBad)
{
    /// <summary>From the queue <c>call-closed</c>.</summary>
    public static CallDelivery Queue { get; } = new(null, KeepsBad: true);

    /// <summary>From a program that reads the answer.</summary>
    public static CallDelivery Request { get; } = new(null, KeepsBad: false);
}

/// <summary>What became of one event.</summary>
/// <param name="Result">Which of the ways it went.</param>
/// <param name="CallId">The platform's id of the call, as far as it could be read.</param>
/// <param name="Error">For <see cref="CallResult.DeadLetter"/> and <see cref="CallResult.Refused"/>: what is wrong, and the fix.</param>
/// <param name="Platform">The mapping that it went through; null: it was in our own contract.</param>
/// <param name="Reason">For <see cref="CallResult.Ignored"/> and <see cref="CallResult.Waiting"/>: why, in words of the mapping; holds nothing of the event.</param>
public sealed record CallReceipt(CallResult Result, string? CallId = null, InputError? Error = null, string? Platform = null, string? Reason = null);

/// <summary>What became of an event.</summary>
public enum CallResult
{
    /// <summary>A new call, or a new episode of one.</summary>
    Recorded,

    /// <summary>Known already.</summary>
    Duplicate,

    /// <summary>Known already with other content: noted on its timeline.</summary>
    Noted,

    /// <summary>A part of a call; it waits for the others.</summary>
    Waiting,

    /// <summary>Not a closed call.</summary>
    Ignored,

    /// <summary>Could not be used, and is kept.</summary>
    DeadLetter,

    /// <summary>Could not be used; the sender is told, and nothing is kept.</summary>
    Refused,
}

/// <summary>The words of <see cref="CallResult"/> in answers and metrics.</summary>
public static class CallResults
{
    /// <summary>The word.</summary>
    public static string Word(this CallResult result) => result switch
    {
        CallResult.Recorded => "recorded",
        CallResult.Duplicate => "duplicate",
        CallResult.Noted => "noted",
        CallResult.Waiting => "waiting",
        CallResult.Ignored => "ignored",
        CallResult.DeadLetter => "deadLetter",
        _ => "refused",
    };
}
