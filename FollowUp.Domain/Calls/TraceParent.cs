using System.Text.Json;
using FollowUps.Calls.Reading;

namespace FollowUps.Calls;

/// <summary>The W3C trace context that a call platform may put on its events, as the CloudEvents extension <c>traceparent</c>.</summary>
public static class TraceParent
{
    /// <summary>What the message says, unchecked; null: nothing, or it is no JSON object.</summary>
    public static string? Of(ReadOnlyMemory<byte> message) =>
        MessageText.Parse(MessageText.Json(message), out _) is { ValueKind: JsonValueKind.Object } json ? Envelope.Attribute(json, "traceparent") : null;
}
