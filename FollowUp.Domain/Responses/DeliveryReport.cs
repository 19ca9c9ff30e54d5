using FollowUps.Calls;
using FollowUps.Sending;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>What the email provider says became of a mail at the recipient's side.</summary>
public enum DeliveryStatus
{
    /// <summary>The recipient's mail server took it.</summary>
    Delivered,

    /// <summary>The recipient is a distribution list, and it was handed to the members: delivered, as far as anybody can tell.</summary>
    Expanded,

    /// <summary>The recipient's mail server refused it for good.</summary>
    Bounced,

    /// <summary>It could not be delivered.</summary>
    Failed,

    /// <summary>The provider did not even try: it holds the address on a list of its own, for two weeks at most.</summary>
    Suppressed,

    /// <summary>Taken for spam.</summary>
    FilteredSpam,

    /// <summary>Put aside by the recipient's organisation.</summary>
    Quarantined,

    /// <summary>A word that this program does not know; it is noted and decides nothing.</summary>
    Unknown,
}

/// <summary>One report about one recipient of one mail.</summary>
public sealed record DeliveryReport
{
    /// <summary>The provider's id of the mail, which is our operation id.</summary>
    public required OperationId Message { get; init; }

    /// <summary>Whom it speaks of; null: it does not say, or says nothing that is an address.</summary>
    public EmailAddress? Recipient { get; init; }

    /// <summary>What became of the mail.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>The status as it was sent: letters and digits only, at most 40.</summary>
    public required string Word { get; init; }

    /// <summary>When delivery was tried; null: not said.</summary>
    public Instant? At { get; init; }

    /// <summary>Reply and enhanced status code of the recipient's server ("550 5.1.1", RFC 3463); null: none was given.</summary>
    public string? SmtpCode { get; init; }
}

/// <summary>What follows from a status.</summary>
public static class DeliveryStatuses
{
    /// <summary>True when the mail reached the recipient's side.</summary>
    public static bool IsDelivered(this DeliveryStatus status) => status is DeliveryStatus.Delivered or DeliveryStatus.Expanded;

    /// <summary>Why it did not reach the recipient, in a few words; null for what is no failure.</summary>
    public static string? Failure(this DeliveryStatus status) => status switch
    {
        DeliveryStatus.Bounced => "bounced",
        DeliveryStatus.Failed => "failed",
        DeliveryStatus.Suppressed => "suppressed by the email provider",
        DeliveryStatus.FilteredSpam => "filtered as spam",
        DeliveryStatus.Quarantined => "quarantined",
        _ => null,
    };

    /// <summary>Of two failures of one mail the graver, by <see cref="Failure"/>'s words; whichever was heard of first.</summary>
    public static string Graver(string? one, string other) =>
        one is null || Rank(other) < Rank(one) ? other : one;

    /// <summary>True when the mailbox is not to be written to any more; what a filter did says nothing about the mailbox.</summary>
    public static bool Suppresses(this DeliveryStatus status) =>
        status is DeliveryStatus.Bounced or DeliveryStatus.Failed or DeliveryStatus.Suppressed;

    /// <summary>
    /// True when the address may work again: the provider's own list lapses, and so do full mailboxes and servers that are down (the 4xx codes, 552, and
    /// the two others that the provider itself counts as soft).
    /// </summary>
    public static bool IsSoft(this DeliveryReport report) =>
        report.Status == DeliveryStatus.Suppressed
        || report.SmtpCode is { } code && (code[0] == '4' || code.StartsWith("552", StringComparison.Ordinal) || code is "551 5.1.1" or "554 5.1.0");

    private static int Rank(string failure) => Enum.GetValues<DeliveryStatus>().ToList().FindIndex(status => status.Failure() == failure);
}
