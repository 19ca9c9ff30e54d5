using Azure.Data.Tables;
using Azure.Storage.Queues;
using FollowUps.Local.Storage;
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

    [Fact]
    public async Task An_emulator_with_a_folder_still_has_its_rows_after_it_was_stopped_and_started()
    {
        var folder = Directory.CreateTempSubdirectory("azurite").FullName;
        await using (var first = await Azurite.StartAsync(folder))
        {
            var table = new TableClient(first.ConnectionString, "kept");
            await table.CreateAsync();
            await table.AddEntityAsync(new TableEntity("p", "r") { ["state"] = "sent" });
        }

        await using (var second = await Azurite.StartAsync(folder))
            Assert.Equal("sent", (await new TableClient(second.ConnectionString, "kept").GetEntityAsync<TableEntity>("p", "r")).Value.GetString("state"));
        Directory.Delete(folder, recursive: true);
    }
}
