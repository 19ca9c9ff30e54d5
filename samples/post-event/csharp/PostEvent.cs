using System.Globalization;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;

namespace FollowUps.Samples;

/// <summary>
/// Posts one closed call to FollowUp's queue. Packages: Azure.Storage.Queues, and Azure.Identity for the client on Azure:
/// <c>new QueueClient(new Uri("https://yourstorage.queue.core.windows.net/call-closed"), new DefaultAzureCredential())</c>. The identity needs the role
/// "Storage Queue Data Message Sender" on the queue, and no other right.
/// </summary>
public static class PostEvent
{
    /// <summary>Puts the event on the queue. The text goes as it is; a client that encodes in base64 is understood as well.</summary>
    public static async Task RunAsync(QueueClient queue, string callId, DateTimeOffset closedAt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        await queue.SendMessageAsync(ClosedCall(callId, closedAt).ToJsonString(), cancellationToken);
    }

    private static JsonObject ClosedCall(string callId, DateTimeOffset closedAt) => new()
    {
        ["specversion"] = "1.0",
        ["type"] = "followup.call.closed.v1",
        ["source"] = "/my-platform",
        ["id"] = $"{callId}-closed",
        ["time"] = closedAt.ToString("O", CultureInfo.InvariantCulture),
        ["data"] = new JsonObject
        {
            ["callId"] = callId,
            ["startedAt"] = closedAt.AddMinutes(-7).ToString("O", CultureInfo.InvariantCulture),
            ["closedAt"] = closedAt.ToString("O", CultureInfo.InvariantCulture),
            ["queue"] = "billing",
            ["outcome"] = "resolved",
            ["documentationConsent"] = "granted",
            ["reason"] = "Charged twice",
            ["customer"] = new JsonObject
            {
                ["id"] = "c-1",
                ["name"] = "Ada Lovell",
                ["email"] = "ada@example.com",
                ["phone"] = "+33 1 99 00 12 34",
                ["language"] = "fr",
                ["timeZone"] = "Europe/Paris",
            },
            ["agent"] = new JsonObject { ["id"] = "a-1", ["name"] = "Sam Okafor", ["email"] = "sam@example.com", ["phone"] = "+44 20 7946 0101" },
        },
    };
}
