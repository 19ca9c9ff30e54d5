using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Xml;
using Azure.Storage.Queues;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Telemetry;

namespace FollowUps.Storage;

/// <summary>The <c>send</c> queue.</summary>
public sealed class StorageSendQueue(QueueClient queue) : ISendQueue
{
    /// <inheritdoc/>
    public Task PutAsync(SendChunk chunk, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(JsonSerializer.Serialize(chunk with { TraceParent = Spans.CurrentParent }, StateJson.Default.SendChunk), cancellationToken);
}

/// <summary>The <c>followup-outcomes</c> queue: one message is one batch in the CloudEvents JSON batch format.</summary>
public sealed class StorageOutcomeQueue(QueueClient queue) : IOutcomeQueue
{
    /// <summary>A queue message holds 64 KiB; 48 leave room for a consumer that wraps it in base64.</summary>
    private const int MaxBytes = 48 * 1024;

    /// <inheritdoc/>
    public async Task PublishAsync(IReadOnlyList<OutgoingRow> events, CancellationToken cancellationToken)
    {
        foreach (var batch in CloudEventBatch.Split(events))
        {
            await queue.SendMessageAsync(Encoding.UTF8.GetString(batch.Span), cancellationToken);
        }
    }
}

/// <summary>The queues that the product reads, under the names that the installation gives them.</summary>
public sealed class StorageInputQueue(StorageClients clients, FollowUpOptions options) : IInputQueue
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public Task PutAsync(string queue, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        clients.Queue(NameOf(queue)).SendMessageAsync(TextOf(message), cancellationToken);

    private string NameOf(string queue) => queue switch
    {
        "call-closed" => options.CallClosedQueue,
        "call-updates" => options.CallUpdatesQueue,
        "delivery-reports" => options.DeliveryReportsQueue,
        "send" => options.SendQueue,
        _ => throw new ArgumentException("None of the queues that this program reads.", nameof(queue)),
    };

    /// <summary>Bytes that a queue message cannot carry as text go as base64, which every reader of ours understands.</summary>
    private static string TextOf(ReadOnlyMemory<byte> message)
    {
        try
        {
            var text = Strict.GetString(message.Span);
            return text.All(XmlConvert.IsXmlChar) ? text : Convert.ToBase64String(message.Span);
        }
        catch (DecoderFallbackException)
        {
            return Convert.ToBase64String(message.Span);
        }
    }
}

/// <summary>Outgoing events in the CloudEvents 1.0 JSON batch format.</summary>
public static class CloudEventBatch
{
    private const int MaxBytes = 48 * 1024;

    /// <summary>As many batches as are needed to keep each under 48 KiB, which a queue message carries even in base64; in order.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Split(IReadOnlyList<OutgoingRow> events)
    {
        var whole = Write(events);
        return whole.Length < MaxBytes || events.Count == 1
            ? [whole]
            : Split([.. events.Take(events.Count / 2)]).Concat(Split([.. events.Skip(events.Count / 2)]));
    }

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
                if (row.Trace is { } trace)
                {
                    // The CloudEvents extension for distributed tracing.
                    writer.WriteString("traceparent", trace);
                }

                writer.WritePropertyName("data");
                JsonSerializer.Serialize(writer, row.Data, StateJson.Default.OutgoingData);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
