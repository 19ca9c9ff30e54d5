using FollowUps.Calls;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Hands one mail to the email provider. One adapter in the product (ACS); a hand-written fake in the tests.</summary>
public interface IEmailSender
{
    /// <summary>
    /// Posts the mail once, without any retry of its own. Every answer of the provider, a time-out and a broken connection is a value;
    /// only a bug or the cancellation of <paramref name="cancellationToken"/> by the caller throws.
    /// </summary>
    Task<SendResult> SendAsync(OutgoingEmail email, CancellationToken cancellationToken);

    /// <summary>Asks the provider what became of an operation. For unclear sends only: the provider's quota counts it.</summary>
    Task<OperationState> AskAsync(OperationId operation, CancellationToken cancellationToken);
}

/// <summary>Our id of one POST's effect; a repeat carries the same one. UUIDv5 of the follow-up id and its generation.</summary>
public readonly record struct OperationId(Guid Value)
{
    /// <summary>Lower-case hex with hyphens, as the provider's header wants it.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>A mail ready to be posted. All texts are rendered; header values hold no line breaks.</summary>
public sealed record OutgoingEmail
{
    /// <summary>Identifies the operation at the provider.</summary>
    public required OperationId Operation { get; init; }

    /// <summary>RFC 5322 Message-ID with angle brackets, the same on a repeat.</summary>
    public required string MessageId { get; init; }

    /// <summary>The sender username at the provider's domain; the person is in <see cref="ReplyTo"/> and in the signature.</summary>
    public required EmailAddress From { get; init; }

    /// <summary>The one recipient.</summary>
    public required Mailbox To { get; init; }

    /// <summary>A mailbox that a named person or team reads.</summary>
    public required Mailbox ReplyTo { get; init; }

    /// <summary>Subject on one line.</summary>
    public required string Subject { get; init; }

    /// <summary>HTML part.</summary>
    public required string Html { get; init; }

    /// <summary>Plain text part.</summary>
    public required string Text { get; init; }

    /// <summary>Which template made it, for the timeline; null: not known any more, as for a mail that was kept.</summary>
    public string? Template { get; init; }

    /// <summary>What a reader of the timeline should know of how it was made, such as a language that fell back to English; null: nothing.</summary>
    public string? TemplateNote { get; init; }

    /// <summary>Further headers (X-FollowUp-…, List-Unsubscribe), in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The kind's word, for traces.</summary>
    public string Kind { get; init; } = "";

    /// <summary>W3C trace parent of what planned it; null: not traced. Goes into traces, never into the mail.</summary>
    public string? Trace { get; init; }
}

/// <summary>An address with an optional display name.</summary>
public sealed record Mailbox(EmailAddress Address, string? DisplayName);

/// <summary>What the provider's answer to a POST means for us.</summary>
public abstract record SendResult
{
    private SendResult()
    {
    }

    /// <summary>202: the provider took the mail; <paramref name="ProviderId"/> is its id of the operation.</summary>
    public sealed record Accepted(string ProviderId) : SendResult;

    /// <summary>
    /// Refused for good (400 on a first try, 413, 422, too large, suppressed at the provider), or by our own checks before any request
    /// (invalid-recipient, invalid-header, empty-content …). The code holds no address.
    /// </summary>
    public sealed record Refused(string Code) : SendResult;

    /// <summary>429: not queued; nothing before <paramref name="RetryAfter"/> has passed (null: the provider did not say).</summary>
    public sealed record Throttled(Duration? RetryAfter) : SendResult;

    /// <summary>The connection never came up, so that nothing can have been sent.</summary>
    public sealed record NotConnected(string Code) : SendResult;

    /// <summary>
    /// Nobody knows whether it went out: time-out, reset, 408, 5xx, a success other than 202. Also any 400 or 409 that answers a repeat; the caller knows that it
    /// repeats and treats <see cref="Refused"/> so.
    /// </summary>
    public sealed record Unclear(string Code) : SendResult;

    /// <summary>401, 403, 404, a redirect, or no token to be had: our settings are wrong, not the mail. Nothing was sent. Retried slowly, alerted.</summary>
    public sealed record Misconfigured(string Code) : SendResult;

    /// <summary>The provider has blocked the subscription: nothing can go out until a person acts.</summary>
    public sealed record Blocked(string Code) : SendResult;

    /// <summary>409, or a refused repeated Message-ID: the provider already has this very mail.</summary>
    public sealed record Duplicate(string Code) : SendResult;
}

/// <summary>What the provider knows of an operation.</summary>
public abstract record OperationState
{
    private OperationState()
    {
    }

    /// <summary>Taken: queued, running or out for delivery.</summary>
    public sealed record Known : OperationState;

    /// <summary>The provider gave up on it; the code holds no address.</summary>
    public sealed record Failed(string Code) : OperationState;

    /// <summary>404: not known. Shortly after a POST this is no proof that it was not taken.</summary>
    public sealed record Unknown : OperationState;

    /// <summary>The question could not be answered now (429, 5xx, time-out).</summary>
    public sealed record Unavailable(string Code) : OperationState;
}
