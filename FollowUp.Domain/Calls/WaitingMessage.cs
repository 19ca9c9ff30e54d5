using System.Buffers;
using System.Text.Json;
using FollowUps.State;
using NodaTime.Text;

namespace FollowUps.Calls;

/// <summary>An update about a promise that waited for its call, as a message of the queue again: what a dead letter keeps, so that it can be redriven.</summary>
internal static class WaitingMessage
{
    private const string Source = "followup/waiting-update";

    /// <summary>The message, in CloudEvents 1.0 structured JSON.</summary>
    /// <param name="waited">An update about a promise.</param>
    /// <param name="call">The call it speaks of.</param>
    /// <param name="division">The call's division.</param>
    public static ReadOnlyMemory<byte> Of(WaitingUpdate waited, string call, Division division)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("type", waited.Type);
            json.WriteString("source", Source);
            json.WriteString("id", waited.EventId ?? waited.Command);
            json.WriteString("time", InstantPattern.ExtendedIso.Format(waited.At));
            json.WriteStartObject("data");
            json.WriteString("callId", call);
            json.WriteString("division", division.Value);
            json.WriteString("promiseId", waited.PromiseId);
            json.WriteString(waited.Type == EventTypes.PromiseKept ? "keptAt" : "dueAt", InstantPattern.ExtendedIso.Format(waited.PromiseAt!.Value));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
