using System.Buffers;
using System.Text.Json;
using MimeKit;

namespace FollowUps.Local.Mail;

/// <summary>The body of <c>POST /emails:send</c>, checked as the provider checks it.</summary>
public sealed record SendRequest
{
    private const int MostRecipients = 50;
    private static readonly SearchValues<char> NeverInAddresses = SearchValues.Create("<>()[],;:\"\\ \t\r\n");

    /// <summary>Sender address.</summary>
    public required string From { get; init; }

    /// <summary>Subject line.</summary>
    public required string Subject { get; init; }

    /// <summary>HTML part; null: none.</summary>
    public string? Html { get; init; }

    /// <summary>Text part; null: none.</summary>
    public string? Text { get; init; }

    /// <summary>To.</summary>
    public required IReadOnlyList<MailboxAddress> To { get; init; }

    /// <summary>Cc.</summary>
    public IReadOnlyList<MailboxAddress> Cc { get; init; } = [];

    /// <summary>Bcc: written nowhere, but each gets its report.</summary>
    public IReadOnlyList<MailboxAddress> Bcc { get; init; } = [];

    /// <summary>Reply-To.</summary>
    public IReadOnlyList<MailboxAddress> ReplyTo { get; init; } = [];

    /// <summary>Further headers, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Attachments.</summary>
    public IReadOnlyList<(string Name, string ContentType, byte[] Content)> Attachments { get; init; } = [];

    /// <summary>Everybody it goes to.</summary>
    public IEnumerable<MailboxAddress> Recipients => To.Concat(Cc).Concat(Bcc);

    /// <summary>A header's value; null: not set.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="FormatException">The provider would answer 400; the message names the field and holds no address.</exception>
    public static SendRequest Parse(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        var content = Object(root, "content");
        var recipients = Object(root, "recipients");
        var mail = new SendRequest
        {
            From = Required(root, "senderAddress"),
            Subject = Required(content, "subject"),
            Html = Optional(content, "html"),
            Text = Optional(content, "plainText"),
            To = Addresses(recipients, "to"),
            Cc = Addresses(recipients, "cc"),
            Bcc = Addresses(recipients, "bcc"),
            ReplyTo = Addresses(root, "replyTo"),
            Headers = root.TryGetProperty("headers", out var headers) ? [.. headers.EnumerateObject().Select(Header)] : [],
            Attachments = root.TryGetProperty("attachments", out var files) ? [.. files.EnumerateArray().Select(Attachment)] : [],
        };
        if (!IsAddress(mail.From)) throw new FormatException("Invalid format for email address: senderAddress.");
        if (mail.To.Count == 0) throw new FormatException("recipients.to is empty.");
        if (mail.Recipients.Count() > MostRecipients) throw new FormatException($"More than {MostRecipients} recipients.");
        if (string.IsNullOrWhiteSpace(mail.Html) && string.IsNullOrWhiteSpace(mail.Text)) throw new FormatException("content has neither html nor plainText.");
        if (mail.Subject.AsSpan().ContainsAny('\r', '\n')) throw new FormatException("content.subject has a line break.");
        return mail;
    }

    private static KeyValuePair<string, string> Header(JsonProperty header)
    {
        var value = header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : "";
        if (string.IsNullOrWhiteSpace(value)) throw new FormatException($"headers.{header.Name} is blank.");
        if (value.AsSpan().ContainsAny('\r', '\n')) throw new FormatException($"headers.{header.Name} has a line break.");
        if (header.Name.Length == 0 || header.Name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || header.Name.Contains(':', StringComparison.Ordinal))
            throw new FormatException("headers has a name that no header can have.");
        return new(header.Name, value);
    }

    private static (string Name, string ContentType, byte[] Content) Attachment(JsonElement file)
    {
        try
        {
            return (Required(file, "name"), Required(file, "contentType"), Convert.FromBase64String(Required(file, "contentInBase64")));
        }
        catch (FormatException)
        {
            throw new FormatException("attachments: each needs name, contentType and contentInBase64.");
        }
    }

    private static MailboxAddress[] Addresses(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array) return [];
        return [.. list.EnumerateArray().Select(Address)];

        MailboxAddress Address(JsonElement entry) =>
            Required(entry, "address") is var address && IsAddress(address)
                ? new MailboxAddress(Optional(entry, "displayName"), address)
                : throw new FormatException($"Invalid format for email address: {name}.");
    }

    // Stricter than a mail parser, which would repair what the provider refuses.
    private static bool IsAddress(string text) =>
        text.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && text.AsSpan().IndexOfAny(NeverInAddresses) < 0;

    private static JsonElement Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw new FormatException($"{name} is missing.");

    private static string Required(JsonElement parent, string name) =>
        Optional(parent, name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw new FormatException($"{name} is missing or blank.");

    private static string? Optional(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
