using System.Buffers;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Mail;

/// <summary>The event that Event Grid puts on the queue for one recipient of a mail, in the CloudEvents schema.</summary>
public static class ReportEvent
{
    private const string Type = "Microsoft.Communication.EmailDeliveryReportReceived";

    /// <summary>Writes it.</summary>
    /// <param name="operation">The operation's id, which is the message id.</param>
    /// <param name="sender">Sender address.</param>
    /// <param name="recipient">Recipient's address.</param>
    /// <param name="status">Delivered, Bounced, Suppressed …</param>
    /// <param name="at">When delivery was tried.</param>
    public static string Write(Guid operation, string sender, string recipient, string status, Instant at)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var time = InstantPattern.ExtendedIso.Format(at);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", Guid.NewGuid());
            json.WriteString("source", "/subscriptions/local/resourceGroups/local/providers/Microsoft.Communication/CommunicationServices/mailbox");
            json.WriteString("type", Type);
            json.WriteString("subject", $"sender/{sender}/message/{operation}");
            json.WriteString("time", time);
            json.WriteStartObject("data");
            json.WriteString("sender", sender);
            json.WriteString("recipient", recipient);
            json.WriteString("messageId", operation);
            // The service leaves this out where it never tried to deliver.
            if (status != "Suppressed") json.WriteString("internetMessageId", $"<{operation}@mailbox.local>");
            json.WriteString("status", status);
            json.WriteStartObject("deliveryStatusDetails");
            json.WriteString("statusMessage", status == "Bounced" ? "550 5.1.1 The email account does not exist." : "");
            json.WriteEndObject();
            json.WriteString("deliveryAttemptTimeStamp", time);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
