using System.Text.Json;
using Azure.Storage.Queues;
using FollowUps.State;
using FollowUps.Storage;
using Xunit;

namespace FollowUps.Tests.Storage;

public sealed class StorageOutcomeQueueTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task More_than_one_message_holds_goes_out_in_several_and_in_order()
    {
        var queue = new QueueClient(azurite.ConnectionString, "outcomes-large", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        await queue.CreateAsync();
        var events = Enumerable.Range(0, 50).Select(i => new OutgoingRow("followup.closed.v1", $"e-{i}", Given.Now, new OutgoingData
        {
            CallId = string.Concat(Enumerable.Repeat("電", 200)),
            Division = "main",
            Reason = string.Concat(Enumerable.Repeat("理由", 100)),
        })).ToList();
        await new StorageOutcomeQueue(queue).PublishAsync(events, CancellationToken.None);

        var messages = (await queue.ReceiveMessagesAsync(32)).Value;
        Assert.InRange(messages.Length, 2, 10);
        Assert.Equal(events.Select(e => e.Id), messages.SelectMany(m => JsonDocument.Parse(m.MessageText).RootElement.EnumerateArray().Select(e => e.GetProperty("id").GetString())));
    }
}
