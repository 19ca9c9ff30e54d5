using System.Buffers;
using System.Text;
using System.Text.Json;
using NodaTime;

namespace FollowUps.Local.Functions;

/// <summary>The JSON that the host posts to a trigger endpoint, shaped as measured on a real host.</summary>
public static class InvocationBody
{
    private static readonly Duration TimeToLive = Duration.FromDays(7);

    /// <summary>The body for one delivery of a queue message.</summary>
    public static byte[] ForQueue(QueueFunction function, string messageId, string popReceipt, string text, int dequeueCount, Instant inserted, Instant now)
    {
        return Write(function.Name, now, function.Binding,
            data =>
            {
                if (function.Binary) data.WriteBase64StringValue(Encoding.UTF8.GetBytes(text));
                else data.WriteStringValue(Quoted(text));
            },
            metadata =>
            {
                metadata["DequeueCount"] = $"{dequeueCount}";
                metadata["ExpirationTime"] = Stamp(inserted + TimeToLive);
                metadata["Id"] = Quoted(messageId);
                metadata["InsertionTime"] = Stamp(inserted);
                metadata["NextVisibleTime"] = Stamp(now + Duration.FromMinutes(10));
                metadata["PopReceipt"] = Quoted(popReceipt);
                if (!function.Binary) CopyMessageProperties(text, metadata);
            });
    }

    /// <summary>The body for one tick of a timer.</summary>
    /// <param name="function">The timer function.</param>
    /// <param name="last">Its last run; null: never.</param>
    /// <param name="next">Its next tick.</param>
    /// <param name="now">The instant of this tick.</param>
    public static byte[] ForTimer(TimerFunction function, Instant? last, Instant next, Instant now)
    {
        var previous = last is { } l ? Stamp(l) : "0001-01-01T00:00:00+00:00";
        return Write(function.Name, now, function.Binding,
            data =>
            {
                data.WriteStartObject();
                data.WriteStartObject("Schedule");
                data.WriteBoolean("AdjustForDST", true);
                data.WriteEndObject();
                data.WriteStartObject("ScheduleStatus");
                data.WriteString("Last", previous);
                data.WriteString("Next", Stamp(next));
                data.WriteString("LastUpdated", previous);
                data.WriteEndObject();
                data.WriteBoolean("IsPastDue", false);
                data.WriteEndObject();
            },
            _ => { });
    }

    private static byte[] Write(string function, Instant now, string binding, Action<Utf8JsonWriter> data, Action<Dictionary<string, string>> metadata)
    {
        var entries = new Dictionary<string, string>();
        metadata(entries);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("Data");
            json.WritePropertyName(binding);
            data(json);
            json.WriteEndObject();
            json.WriteStartObject("Metadata");
            foreach (var (name, value) in entries) json.WriteString(name, value);
            if (!entries.ContainsKey("sys"))
            {
                json.WriteStartObject("sys");
                json.WriteString("MethodName", function);
                json.WriteString("UtcNow", now.ToDateTimeUtc());
                json.WriteString("RandGuid", Guid.NewGuid());
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // The host lets a message's own properties overwrite the real metadata; a handler that trusts them must fail here too.
    private static void CopyMessageProperties(string text, Dictionary<string, string> metadata)
    {
        try
        {
            using var message = JsonDocument.Parse(text);
            if (message.RootElement.ValueKind != JsonValueKind.Object) return;
            foreach (var property in message.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Null) continue;
                metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String
                    ? Quoted(property.Value.GetString()!)
                    : property.Value.GetRawText();
            }
        }
        catch (JsonException)
        {
            // Plain text has no properties.
        }
    }

    private static string Quoted(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) json.WriteStringValue(text);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Stamp(Instant instant) =>
        instant.ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
}
