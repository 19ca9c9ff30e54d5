using System.Buffers;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using FollowUps.Outcomes;
using FollowUps.Sending;
using FollowUps.State;

namespace FollowUps.Storage;

/// <summary>The <c>send</c> queue.</summary>
public sealed class StorageSendQueue(QueueClient queue) : ISendQueue
{
    /// <inheritdoc/>
    public Task PutAsync(SendChunk chunk, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(JsonSerializer.Serialize(chunk, StateJson.Default.SendChunk), cancellationToken);
}

/// <summary>The <c>followup-outcomes</c> queue: one message is one batch in the CloudEvents JSON batch format.</summary>
public sealed class StorageOutcomeQueue(QueueClient queue) : IOutcomeQueue
{
    /// <summary>A queue message holds 64 KiB; 48 leave room for a consumer that wraps it in base64.</summary>
    private const int MaxBytes = 48 * 1024;

    /// <inheritdoc/>
    public async Task PublishAsync(IReadOnlyList<OutgoingRow> events, CancellationToken cancellationToken)
    {
        var batch = CloudEventBatch.Write(events);
        if (batch.Length > MaxBytes && events.Count > 1)
        {
            await PublishAsync([.. events.Take(events.Count / 2)], cancellationToken);
            await PublishAsync([.. events.Skip(events.Count / 2)], cancellationToken);
            return;
        }

        await queue.SendMessageAsync(Encoding.UTF8.GetString(batch), cancellationToken);
    }
}

/// <summary>Outgoing events in the CloudEvents 1.0 JSON batch format.</summary>
public static class CloudEventBatch
{
    /// <summary>A JSON array of envelopes; ids are stable, so that a consumer can tell a repeat.</summary>
    public static byte[] Write(IReadOnlyList<OutgoingRow> events)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var row in events)
            {
                writer.WriteStartObject();
                writer.WriteString("specversion", "1.0");
                writer.WriteString("type", row.Type);
                writer.WriteString("source", $"/followup/{row.Data.Division}");
                writer.WriteString("id", row.Id);
                writer.WriteString("time", NodaTime.Text.InstantPattern.ExtendedIso.Format(row.At));
                writer.WriteString("datacontenttype", "application/json");
                writer.WritePropertyName("data");
                JsonSerializer.Serialize(writer, row.Data, StateJson.Default.OutgoingData);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
