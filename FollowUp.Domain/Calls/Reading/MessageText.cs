using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace FollowUps.Calls.Reading;

/// <summary>
/// From the bytes of a queue message to JSON. Producers differ: some write the JSON as it is, some in base64 (the older client default),
/// and a base64 client behind a base64 gateway writes it twice.
/// </summary>
internal static class MessageText
{
    private const int Base64Layers = 2;

    /// <summary>Deeper than anything the contract needs, and JsonDocument's own default.</summary>
    private const int Depth = 64;

    /// <summary>The JSON bytes inside the message, without byte order mark and outer white space, lone surrogates replaced.</summary>
    public static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> message) => LoneSurrogates.Replace(Unwrap(message, Base64Layers));

    /// <summary>Parses what <see cref="Json"/> returned; null with an error when it is no JSON.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> json, out InputError? error)
    {
        error = json.IsEmpty ? new InputError("The message is empty.", "message", "Send a CloudEvents JSON object, or its data object.")
            : !Utf8.IsValid(json.Span) ? new InputError("The message is not UTF-8 text.", "message", "Send JSON encoded as UTF-8, plain or in base64.")
            : null;
        if (error is not null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Depth });
            return document.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            // The exception's own text may quote the message; only the place is ours to tell.
            error = IsTooDeep(json.Span)
                ? new InputError($"The message is nested deeper than {Depth} levels.", "message", "Send the event flat, as the schema shows it.")
                : new InputError(
                    $"The message is not JSON (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}).",
                    "message",
                    "Send one JSON object, plain or in base64.");
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> message, int layers)
    {
        var text = Trim(message);
        if (layers == 0 || StartsJson(text.Span) || !Base64.IsValid(text.Span))
        {
            return text;
        }

        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text.Span, decoded, out _, out var written) != OperationStatus.Done)
        {
            return text;
        }

        // A word such as "true" is base64 too: only what leads to JSON counts.
        var inner = Unwrap(decoded.AsMemory(0, written), layers - 1);
        return StartsJson(inner.Span) ? inner : text;
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> text)
    {
        var trimmed = text.Span.StartsWith("\uFEFF"u8) ? text["\uFEFF"u8.Length..] : text;
        return trimmed.Trim(" \t\r\n"u8);
    }

    private static bool StartsJson(ReadOnlySpan<byte> text) => !text.IsEmpty && text[0] is (byte)'{' or (byte)'[';

    private static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= Depth)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // Broken before it got deep.
        }

        return false;
    }
}
