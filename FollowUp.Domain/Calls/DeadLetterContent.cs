using FollowUps.Calls.Reading;

namespace FollowUps.Calls;

/// <summary>What a dead letter may keep of a message that could not be used.</summary>
/// <param name="Bytes">What to keep, ready to be put on the queue again. Never longer than the message.</param>
/// <param name="Consent">What the message says about documentation; null: cannot be read.</param>
/// <param name="Text">What a person may read of it; null: nobody may.</param>
public sealed record RedactedContent(ReadOnlyMemory<byte> Bytes, DocumentationConsent? Consent, string? Text)
{
    /// <summary>True when a person may read it; otherwise the bytes are kept for a redrive only.</summary>
    public bool Showable => Text is not null;
}

/// <summary>Decides what a dead letter may keep, by what the message itself says about documentation.</summary>
public static class DeadLetterContent
{
    /// <summary>
    /// <c>declined</c>, wherever the message says it: everything that is not a known field without free text is blanked and the rest
    /// stays redrivable JSON. Granted, not asked, or a call that does not say: kept as received. Consent that cannot be read: kept as
    /// received for a redrive, and shown to nobody.
    /// </summary>
    /// <param name="message">The message as the queue delivered it, of any queue.</param>
    public static RedactedContent Of(ReadOnlyMemory<byte> message)
    {
        var json = MessageText.Json(message);
        var consent = MessageText.Parse(json, out _) is { } read ? StatedConsent.In(read) : null;
        var kept = consent == DocumentationConsent.Declined ? Redaction.Of(json) : message;
        return new RedactedContent(kept, consent, consent is null ? null : Readable(kept));
    }

    /// <summary>What a person reads of the kept bytes: the JSON inside, where a producer has written it in base64.</summary>
    public static string Readable(ReadOnlyMemory<byte> kept) => System.Text.Encoding.UTF8.GetString(MessageText.Json(kept).Span);
}
