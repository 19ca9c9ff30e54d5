using NodaTime;

namespace FollowUps.State;

/// <summary><c>m</c>: the mail as it was posted, compressed, by the provider's id.</summary>
public sealed record MailRow
{
    public required string Call { get; init; }

    public required string FollowUp { get; init; }

    public Instant At { get; init; }

    /// <summary>h(address) of the person it was meant for.</summary>
    public string? Mailbox { get; init; }

    /// <summary>h(address) it went to: another mailbox when mail is redirected. What a delivery report is compared with.</summary>
    public string? To { get; init; }

    /// <summary>True when it went to another mailbox than that of the person it was meant for.</summary>
    internal bool IsRedirected => Mailbox is not null && To is not null && Mailbox != To;

    /// <summary>Brotli-compressed JSON of the mail; absent when it was over 60 KiB.</summary>
    public byte[]? MailBytes { get; init; }

    /// <summary>
    /// The follow-up's kind from when its send is recorded with its chunk until the first report about it: as long, a delivery can be noted without
    /// reading anything else. Empty or absent: not so.
    /// </summary>
    public string? Unreported { get; init; }
}
