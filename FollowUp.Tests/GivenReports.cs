using System.Text.Json.Nodes;
using FollowUps.Sending;

namespace FollowUps.Tests;

/// <summary>Events as the email provider puts them on the queue.</summary>
internal static partial class Given
{
    public const string ReportType = "Microsoft.Communication.EmailDeliveryReportReceived";

    /// <summary>A report about a mail, in the CloudEvents schema.</summary>
    public static JsonObject ReportEvent(OutgoingEmail mail, string status, string? said = null, string? recipient = null, string at = "2026-11-24T15:06:00Z") =>
        ReportEvent(mail.Operation.ToString(), recipient ?? mail.To.Address.Value, status, said, at);

    public static JsonObject ReportEvent(string message, string recipient, string status, string? said = null, string at = "2026-11-24T15:06:00Z") => new()
    {
        ["specversion"] = "1.0",
        ["id"] = "e-1",
        ["source"] = "/subscriptions/s/resourceGroups/g/providers/microsoft.communication/communicationservices/mail",
        ["type"] = ReportType,
        ["subject"] = $"sender/care@mail.quillmere.example/message/{message}",
        ["time"] = "2026-11-24T15:07:00Z",
        ["data"] = new JsonObject
        {
            ["sender"] = "care@mail.quillmere.example",
            ["recipient"] = recipient,
            ["internetMessageId"] = "<1@mail.quillmere.example>",
            ["messageId"] = message,
            ["status"] = status,
            ["deliveryStatusDetails"] = new JsonObject { ["statusMessage"] = said ?? "", ["recipientMailServerHostName"] = "mx.example.com" },
            ["deliveryAttemptTimeStamp"] = at,
        },
    };

    /// <summary>The same as a queue message.</summary>
    public static byte[] Report(OutgoingEmail mail, string status, string? said = null, string? recipient = null) => Bytes(ReportEvent(mail, status, said, recipient));
}
