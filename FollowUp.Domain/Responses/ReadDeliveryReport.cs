using System.Text;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Calls.Reading;
using FollowUps.Sending;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>What one event on the queue of delivery reports is.</summary>
public abstract record ReportEvent
{
    private ReportEvent()
    {
    }

    /// <summary>A report to record.</summary>
    /// <param name="Value">What it says.</param>
    /// <param name="Content">The event's own JSON.</param>
    public sealed record Report(DeliveryReport Value, ReadOnlyMemory<byte> Content) : ReportEvent;

    /// <summary>Nothing for us: the handshake of a subscription, or who opened and clicked what.</summary>
    public sealed record Ignored : ReportEvent;

    /// <summary>Cannot be used; it becomes a dead letter.</summary>
    /// <param name="Error">What is wrong and how to mend it.</param>
    /// <param name="Content">The event's own JSON, or the message when it is none.</param>
    public sealed record Bad(InputError Error, ReadOnlyMemory<byte> Content) : ReportEvent;
}

/// <summary>
/// Reads a message of the queue <c>delivery-reports</c>: events of the email provider in the CloudEvents 1.0 or the Event Grid schema, one or an array,
/// plain or in base64. Names are read without regard to letter case: the provider's own documents spell them in two ways.
/// </summary>
public static class ReadDeliveryReport
{
    private const string ReportType = "Microsoft.Communication.EmailDeliveryReportReceived";
    private const int WordLength = 40;

    private static readonly string[] NotForUs =
    [
        "Microsoft.Communication.EmailEngagementTrackingReportReceived",
        "Microsoft.EventGrid.SubscriptionValidationEvent",
        "Microsoft.EventGrid.SubscriptionDeletedEvent",
    ];

    /// <summary>The events of a message, in order. Never throws for what is in it.</summary>
    public static IReadOnlyList<ReportEvent> Of(ReadOnlyMemory<byte> message) =>
        MessageText.Parse(MessageText.Json(message), out var error) switch
        {
            null => [new ReportEvent.Bad(error!, message)],
            { ValueKind: JsonValueKind.Array } events => [.. events.EnumerateArray().Select(One)],
            { } single => [One(single)],
        };

    private static ReportEvent One(JsonElement json)
    {
        var content = Encoding.UTF8.GetBytes(json.GetRawText());
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Bad("message", "The message is no object and no array of objects.", "Subscribe the queue to the email events of the provider.");
        }

        var type = Text(json, "type") ?? Text(json, "eventType") ?? "";
        if (NotForUs.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return new ReportEvent.Ignored();
        }

        if (!type.Equals(ReportType, StringComparison.OrdinalIgnoreCase))
        {
            return Bad("type", "The event is no delivery report.", $"Limit the subscription to {ReportType}.");
        }

        if (Data(json) is not { } data)
        {
            return Bad("data", "data is missing, or is no object.", "Deliver the provider's event unchanged.");
        }

        if (!Guid.TryParse(Text(data, "messageId") ?? Text(json, "subject")?.Split('/')[^1], out var message))
        {
            return Bad("data.messageId", "data.messageId is missing, or is no UUID.", "Deliver the provider's event unchanged.");
        }

        if (Word(Text(data, "status")) is not { Length: > 0 } word)
        {
            return Bad("data.status", "data.status is missing.", "Deliver the provider's event unchanged.");
        }

        var status = Enum.GetValues<DeliveryStatus>().FirstOrDefault(s => s.ToString().Equals(word, StringComparison.OrdinalIgnoreCase), DeliveryStatus.Unknown);
        return new ReportEvent.Report(
            new DeliveryReport
            {
                Message = new OperationId(message),
                Recipient = EmailAddress.TryParse(Text(data, "recipient"), out var recipient) ? recipient : null,
                Status = status,
                Word = status == DeliveryStatus.Unknown ? word : status.ToString(),
                At = Time(data, "deliveryAttemptTimestamp") ?? Time(json, "time") ?? Time(json, "eventTime"),
                SmtpCode = SmtpCode.In(Field(data, "deliveryStatusDetails") is { } details ? Text(details, "statusMessage") : null),
            },
            content);

        ReportEvent.Bad Bad(string field, string reason, string fix) => new(new InputError(reason, field, fix), content);
    }

    private static JsonElement? Data(JsonElement json) =>
        Field(json, "data") is { ValueKind: JsonValueKind.Object } data ? data
        : Text(json, "data_base64") is { } base64 && Envelope.Decoded(base64) is { } inner
            && MessageText.Parse(inner, out _) is { ValueKind: JsonValueKind.Object } decoded ? decoded
        : null;

    // The word is shown to people and becomes part of an id: nothing but letters and digits of it is kept.
    private static string? Word(string? status)
    {
        var letters = status is null ? null : string.Concat(status.Where(char.IsAsciiLetterOrDigit));
        return letters?.Length > WordLength ? letters[..WordLength] : letters;
    }

    private static Instant? Time(JsonElement json, string name) => Text(json, name) is { } text ? Instants.Read(text) : null;

    private static string? Text(JsonElement json, string name) =>
        Field(json, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static JsonElement? Field(JsonElement json, string name)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in json.EnumerateObject())
            {
                if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return property.Value;
                }
            }
        }

        return null;
    }
}
