using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using NodaTime;

namespace FollowUps.Calls.Reading;

/// <summary>
/// The CloudEvents 1.0 envelope of a message (structured JSON mode), or none around a bare <c>data</c> object. Only
/// <c>specversion</c>, <c>type</c> and the data decide; a missing <c>id</c> or <c>source</c> loses nothing that we need.
/// </summary>
internal sealed record Envelope(string? Type, string? Source, string? Id, Instant? Time, JsonElement Data)
{
    private const int AttributeLength = 1_000;

    /// <summary>Opens a message; null when the findings hold an error.</summary>
    public static Envelope? Open(JsonElement message, Findings findings)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            findings.Refuse(
                "message",
                message.ValueKind == JsonValueKind.Array ? "The message is a JSON array." : "The message is a JSON value, but not an object.",
                "Send one JSON object per message.");
            return null;
        }

        if (!IsEnvelope(message))
        {
            return new Envelope(null, null, null, null, message);
        }

        if (Attribute(message, "specversion") != "1.0")
        {
            findings.Refuse("specversion", "The message looks like a CloudEvent, but its specversion is not \"1.0\".", "Send \"specversion\": \"1.0\".");
        }

        var data = Content(message, findings);
        var time = Attribute(message, "time");
        return findings.Error is null && data is { } content
            ? new Envelope(Attribute(message, "type"), Attribute(message, "source"), Attribute(message, "id"), time is null ? null : Instants.Read(time), content)
            : null;
    }

    /// <summary>True when the object carries what only an envelope carries; a bare call may have a <c>type</c> of its own.</summary>
    public static bool IsEnvelope(JsonElement message) =>
        message.TryGetProperty("specversion", out _)
        || message.TryGetProperty("data", out _)
        || message.TryGetProperty("data_base64", out _)
        || (Attribute(message, "type") ?? "").StartsWith("followup.", StringComparison.Ordinal);

    /// <summary>The JSON inside a <c>data_base64</c> text; null when it is none.</summary>
    public static ReadOnlyMemory<byte>? Decoded(string base64)
    {
        var text = Encoding.UTF8.GetBytes(base64);
        return Base64.IsValid(text) ? MessageText.Json(Convert.FromBase64String(base64)) : null;
    }

    /// <summary>A context attribute on one line; null when missing or no text.</summary>
    public static string? Attribute(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && CleanText.Cut(CleanText.Line(value.GetString()!), AttributeLength) is { Length: > 0 } text
            ? text
            : null;

    private static JsonElement? Content(JsonElement message, Findings findings)
    {
        if (message.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null)
        {
            return Checked(data, "data", findings);
        }

        if (Attribute64(message) is not { } base64)
        {
            findings.RefuseMissing("data", "the call in \"data\" as a JSON object");
            return null;
        }

        if (Decoded(base64) is { } json && MessageText.Parse(json, out _) is { } content)
        {
            return Checked(content, "data_base64", findings);
        }

        findings.Refuse("data_base64", "data_base64 is not JSON in base64.", "Send the call in \"data\" as a JSON object.");
        return null;
    }

    private static JsonElement? Checked(JsonElement data, string field, Findings findings)
    {
        if (data.ValueKind == JsonValueKind.Object)
        {
            return data;
        }

        findings.RefuseKind(field, JsonValueKind.Object, data.ValueKind);
        return null;
    }

    private static string? Attribute64(JsonElement message) =>
        message.TryGetProperty("data_base64", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
