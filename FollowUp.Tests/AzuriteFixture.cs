using FollowUps.Local.Storage;
using FollowUps.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace FollowUps.Tests;

/// <summary>
/// One Azurite for the whole run, started when the first test asks for it. Take it as a constructor parameter; keep tests apart by names
/// of their own (a division, a queue, a table per test).
/// </summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly Lazy<Task<Azurite>> _azurite = new(() => Task.Run(() => Azurite.StartAsync()));

    /// <summary>Storage connection string with explicit endpoints. The first reader waits for the start: tests without storage pay nothing.</summary>
    public string ConnectionString => _azurite.Value.GetAwaiter().GetResult().ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (_azurite.IsValueCreated) await (await _azurite.Value).DisposeAsync();
    }
}
