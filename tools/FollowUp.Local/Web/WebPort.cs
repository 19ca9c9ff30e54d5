using FollowUps.Local.Mail;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Routing.Constraints;

namespace FollowUps.Local.Web;

/// <summary>The one web port on loopback: start page, mailbox, and the handler's public functions.</summary>
public static class WebPort
{
    /// <summary>Opens the port.</summary>
    /// <exception cref="RunnerException">Somebody else has it.</exception>
    public static async Task<WebApplication> OpenAsync(
        int port, StartPage start, MailboxApi mailbox, InboxPages inbox, GalleryPages gallery, HostFront front, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.ListenLocalhost(port);
            k.AddServerHeader = false;
            // The mailbox itself answers what is too large, as the provider does.
            k.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
        });
        builder.Services.Configure<RouteOptions>(o => o.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));
        // Stopping is ours to decide: the web port must outlive the last request of a handler.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        start.Map(app);
        mailbox.Map(app);
        inbox.Map(app);
        gallery.Map(app);
        front.Map(app);
        LocalPage.MapUnknown(app);
        try
        {
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new RunnerException($"Port {port} is in use: choose another with --port N.", 2, e);
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
