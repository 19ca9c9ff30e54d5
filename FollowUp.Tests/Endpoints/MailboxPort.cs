using FollowUps.Local;
using FollowUps.Local.Mail;
using FollowUps.Local.Playing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FollowUps.Tests.Endpoints;

/// <summary>The runner's mailbox on a port of its own.</summary>
internal sealed class MailboxPort : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private MailboxPort(WebApplication app, DirectoryInfo folder, Outbox outbox)
    {
        (_app, _folder, Outbox) = (app, folder, outbox);
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public int Port { get; }

    public Outbox Outbox { get; }

    public static async Task<MailboxPort> OpenAsync(SimulatedClock clock)
    {
        var folder = Directory.CreateTempSubdirectory("mailbox");
        var outbox = new Outbox(folder.FullName, clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        new MailboxApi(
            outbox, new FaultPlayer(MailboxFaults.None), new DeliveryReports(wanted: false), clock, new RunTally(), TimeProvider.System, HandlerSettings.MailboxKey).Map(app);
        await app.StartAsync();
        return new MailboxPort(app, folder, outbox);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
