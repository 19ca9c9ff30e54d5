namespace FollowUps.Calls;

/// <summary>What became of reading one message: the thing it says, or the reason why it says nothing usable.</summary>
/// <typeparam name="T">What the message is about.</typeparam>
public abstract record ReadResult<T>
{
    private ReadResult()
    {
    }

    /// <summary>The message could be read.</summary>
    /// <param name="Value">Validated and normalised.</param>
    public sealed record Read(T Value) : ReadResult<T>;

    /// <summary>The message cannot be used; it becomes a dead letter.</summary>
    /// <param name="Error">What is wrong and how to mend it.</param>
    /// <param name="Division">Where the dead letter belongs; <c>main</c> when the message's own division cannot be read.</param>
    /// <param name="Consent">Whether the text in it may be kept and shown; null: could not be read, so nobody may see it.</param>
    public sealed record Bad(InputError Error, Division Division, DocumentationConsent? Consent) : ReadResult<T>;
}
