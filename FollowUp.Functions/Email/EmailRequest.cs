using System.Buffers;
using System.Net.Mail;
using System.Text.Encodings.Web;
using System.Text.Json;
using FollowUps.Sending;
using Mailbox = FollowUps.Sending.Mailbox;

namespace FollowUps.Email;

/// <summary>The body of "send an email" in api-version 2025-09-01, and what must hold before it is worth a request.</summary>
internal static class EmailRequest
{
    /// <summary>The provider's limit for a whole request, 10 MB, read in its smaller sense.</summary>
    public const int MaxBytes = 10_000_000;

    private const string MessageIdHeader = "Message-ID";
    private const string ValidateMessageIdHeader = "x-ms-acsemail-validate-message-id";

    // Relaxed: the text goes to a JSON parser, never into a page, and HTML would grow by half when every bracket is escaped.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Token of RFC 9110, which is the field name of RFC 5322 without what no mail header uses.
    private static readonly SearchValues<char> HeaderNameChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Why the provider would refuse this mail, as a code without personal data; null when it looks fine. The same checks as the provider's own SDK, and line breaks.</summary>
    public static string? Refusal(OutgoingEmail email)
    {
        if (email.Operation.Value == Guid.Empty)
            return "invalid-operation-id";
        if (!IsMessageId(email.MessageId))
            return "invalid-message-id";
        if (!IsAddress(email.From.Value))
            return "invalid-sender";
        if (!IsMailbox(email.To))
            return "invalid-recipient";
        if (!IsMailbox(email.ReplyTo))
            return "invalid-reply-to";
        if (!IsLine(email.Subject))
            return "invalid-subject";
        if (string.IsNullOrWhiteSpace(email.Html) && string.IsNullOrWhiteSpace(email.Text))
            return "empty-content";
        return AreHeaders(email.Headers) ? null : "invalid-header";
    }

    /// <summary>The JSON in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Write(OutgoingEmail email)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Json);
        json.WriteStartObject();

        json.WriteStartObject("headers");
        foreach (var (name, value) in email.Headers)
        {
            json.WriteString(name, value);
        }

        json.WriteString(MessageIdHeader, email.MessageId);
        json.WriteString(ValidateMessageIdHeader, "true");
        json.WriteEndObject();

        json.WriteString("senderAddress", email.From.Value);

        json.WriteStartObject("content");
        json.WriteString("subject", email.Subject);
        WriteUnlessBlank(json, "plainText", email.Text);
        WriteUnlessBlank(json, "html", email.Html);
        json.WriteEndObject();

        json.WriteStartObject("recipients");
        WriteMailbox(json, "to", email.To);
        json.WriteEndObject();

        WriteMailbox(json, "replyTo", email.ReplyTo);
        json.WriteBoolean("userEngagementTrackingDisabled", true);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteMailbox(Utf8JsonWriter json, string name, Mailbox mailbox)
    {
        json.WriteStartArray(name);
        json.WriteStartObject();
        json.WriteString("address", mailbox.Address.Value);
        WriteUnlessBlank(json, "displayName", mailbox.DisplayName);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteUnlessBlank(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            json.WriteString(name, value);
    }

    // An internationalised domain may have outgrown the limit when it was written in ASCII.
    private static bool IsAddress(string address) => address.Length <= 254 && MailAddress.TryCreate(address, out _);

    private static bool IsMailbox(Mailbox mailbox) =>
        IsAddress(mailbox.Address.Value) && mailbox.DisplayName?.Any(char.IsControl) is not true;

    private static bool IsLine(string text) => !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    private static bool IsMessageId(string id) =>
        id is ['<', .. { Length: >= 3 } inner, '>']
        && inner.IndexOf('@', StringComparison.Ordinal) is var at && at > 0 && at < inner.Length - 1 && at == inner.LastIndexOf('@')
        && inner.All(c => c is > ' ' and < '\x7f' and not '<' and not '>');

    private static bool AreHeaders(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { MessageIdHeader, ValidateMessageIdHeader };
        return headers.All(header => header.Key.Length > 0 && !header.Key.AsSpan().ContainsAnyExcept(HeaderNameChars)
            && IsLine(header.Value) && names.Add(header.Key));
    }
}
