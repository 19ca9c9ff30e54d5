using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>One handler process for all tests of a class.</summary>
public sealed class SharedHandler(AzuriteFixture azurite) : IAsyncLifetime
{
    /// <summary>An address that the host's own environment names and the handler must not listen on.</summary>
    public int ForeignPort { get; } = FreePort();

    internal HandlerStage Stage { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stage = await HandlerStage.StartAsync(
        azurite.ConnectionString, change: settings => settings["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ForeignPort}");

    public ValueTask DisposeAsync() => Stage.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
