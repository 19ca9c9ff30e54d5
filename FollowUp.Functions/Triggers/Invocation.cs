using System.Text;
using System.Text.Json;

namespace FollowUps.Triggers;

/// <summary>
/// One call of the Functions host: <c>{"Data":{name: …},"Metadata":{…}}</c>. Only the data is read: what the host copies into the metadata
/// comes from the message itself and proves nothing.
/// </summary>
internal static class Invocation
{
    /// <summary>
    /// The bytes of the queue message. A binding with <c>dataType: binary</c> delivers base64; without it, the text comes as a JSON string inside a
    /// JSON string; older hosts send a single string or an object. All of these are understood.
    /// </summary>
    public static async Task<byte[]> ReadMessageAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
        return body.RootElement.TryGetProperty("Data", out var data) && data.ValueKind == JsonValueKind.Object
            ? MessageOf(data.EnumerateObject().Select(binding => binding.Value).FirstOrDefault())
            : throw new InvalidDataException("The invocation has no Data.");
    }

    private static byte[] MessageOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? [] : Encoding.UTF8.GetBytes(value.GetRawText());
        }

        var text = value.GetString()!;
        if (text.StartsWith('"') && TryUnquote(text, out var inner))
        {
            return Encoding.UTF8.GetBytes(inner);
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : Encoding.UTF8.GetBytes(text);
    }

    private static bool TryUnquote(string text, out string inner)
    {
        try
        {
            using var literal = JsonDocument.Parse(text);
            inner = literal.RootElement.GetString() ?? "";
            return true;
        }
        catch (JsonException)
        {
            inner = "";
            return false;
        }
    }
}
