using System.Buffers;
using System.Text;
using System.Text.Json;
using FollowUps.Calls;

namespace FollowUps.Desk;

/// <summary>The body of a request that carries one or many things: one JSON object, a JSON array, or one object a line (NDJSON).</summary>
internal static class RequestItems
{
    /// <summary>What a request can carry.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>About what a request can write well within its time; more is sent in parts.</summary>
    public const int MaxItems = 200;

    /// <summary>What a queue message can carry; a longer event is nobody's call.</summary>
    private const int MaxItemBytes = 64 * 1024;

    /// <summary>The whole body; null when it is too long.</summary>
    public static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpContext context)
    {
        var body = new ArrayBufferWriter<byte>();
        for (var read = 1; read > 0 && body.WrittenCount <= MaxBytes; body.Advance(read))
        {
            read = await context.Request.Body.ReadAsync(body.GetMemory(4096), context.RequestAborted);
        }

        return body.WrittenCount > MaxBytes ? null : body.WrittenMemory;
    }

    /// <summary>The things in a body, in order.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body)
    {
        var text = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select(item => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(item.GetRawText()))]
                : [text];
        }
        catch (JsonException)
        {
            // Lines, or something broken that is refused line by line.
            return [.. Lines(text)];
        }
    }

    /// <summary>Why a body is refused as a whole; null: it is not.</summary>
    public static InputError? Refusal(IReadOnlyList<ReadOnlyMemory<byte>> items) =>
        items.Count == 0 ? new InputError("The body is empty.", "body", "Send one JSON object, an array of them, or one a line.")
        : items.Count > MaxItems ? new InputError($"There are more than {MaxItems} items.", "body", $"Send at most {MaxItems} at a time.")
        : items.Any(item => item.Length > MaxItemBytes) ? new InputError("An item is longer than 64 KiB.", "body", "Send the facts of the call, no transcript or recording.")
        : null;

    /// <summary>Answers 400 with one error.</summary>
    public static Task RefuseAsync(HttpContext context, InputError error) => DeskApiEndpoints.WriteAsync(context, StatusCodes.Status400BadRequest, json =>
    {
        json.WriteString("error", error.Reason);
        json.WriteString("field", error.Field);
        json.WriteString("fix", error.Fix);
    });

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).Trim(" \t\r"u8);
            text = end < 0 ? default : text[(end + 1)..];
            if (!line.IsEmpty)
            {
                yield return line;
            }
        }
    }
}
