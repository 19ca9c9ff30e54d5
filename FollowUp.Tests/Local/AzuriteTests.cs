using Azure.Data.Tables;
using Azure.Storage.Queues;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class AzuriteTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_queue_and_a_table_of_the_emulator_keep_what_they_are_given()
    {
        var queue = new QueueClient(azurite.ConnectionString, "emulator-check");
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("{\"a\":1}");
        Assert.Equal("{\"a\":1}", (await queue.ReceiveMessageAsync()).Value.MessageText);

        var table = new TableClient(azurite.ConnectionString, "emulatorcheck");
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(new TableEntity("p", "c:1") { ["state"] = "sent" });
        Assert.Equal("sent", (await table.GetEntityAsync<TableEntity>("p", "c:1")).Value.GetString("state"));
    }
}
