using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Sending;

/// <summary>A mail as it was posted, kept so that a second post is the same mail to the letter and people can see what went out.</summary>
public sealed record StoredMail(
    Guid Operation, string MessageId, string From, string To, string? ToName, string ReplyTo, string? ReplyToName,
    string Subject, string Html, string Text, ImmutableArray<StoredHeader> Headers)
{
    private const int MaxBytes = 60 * 1024;

    /// <summary>Brotli-compressed JSON, or null when even that is over 60 KiB (a table property holds 64).</summary>
    public static byte[]? Pack(OutgoingEmail mail)
    {
        var stored = new StoredMail(
            mail.Operation.Value, mail.MessageId, mail.From.Value, mail.To.Address.Value, mail.To.DisplayName, mail.ReplyTo.Address.Value, mail.ReplyTo.DisplayName,
            mail.Subject, mail.Html, mail.Text, [.. mail.Headers.Select(h => new StoredHeader(h.Key, h.Value))]);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, stored, StateJson.Default.StoredMail);
        }

        return packed.Length <= MaxBytes ? packed.ToArray() : null;
    }

    /// <summary>The mail again; null when it was not kept.</summary>
    public static OutgoingEmail? Unpack(byte[]? packed)
    {
        if (packed is null or [])
        {
            return null;
        }

        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        var stored = JsonSerializer.Deserialize(brotli, StateJson.Default.StoredMail)!;
        return new OutgoingEmail
        {
            Operation = new OperationId(stored.Operation),
            MessageId = stored.MessageId,
            From = Address(stored.From),
            To = new Mailbox(Address(stored.To), stored.ToName),
            ReplyTo = new Mailbox(Address(stored.ReplyTo), stored.ReplyToName),
            Subject = stored.Subject,
            Html = stored.Html,
            Text = stored.Text,
            Headers = [.. stored.Headers.Select(h => KeyValuePair.Create(h.Name, h.Value))],
        };
    }

    private static EmailAddress Address(string text) =>
        EmailAddress.TryParse(text, out var address) ? address! : throw new InvalidDataException("A stored mail holds what is no address.");
}

/// <summary>One header of a stored mail.</summary>
public sealed record StoredHeader(string Name, string Value);
