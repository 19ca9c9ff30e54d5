using Azure.Data.Tables;
using FollowUps.State;
using FollowUps.Storage;
using FollowUps.Tests.Fakes;

namespace FollowUps.Tests.Contracts;

public sealed class InMemoryStoreKeepsTheContract : FollowUpStoreContract
{
    protected override IFollowUpStore Store { get; } = new InMemoryFollowUpStore();
}

public sealed class TableStoreKeepsTheContract(AzuriteFixture azurite) : FollowUpStoreContract
{
    protected override IFollowUpStore Store { get; } = new TableFollowUpStore(TableOf(azurite));

    private static TableClient TableOf(AzuriteFixture azurite)
    {
        var table = new TableClient(azurite.ConnectionString, "contract");
        table.CreateIfNotExists();
        return table;
    }
}
