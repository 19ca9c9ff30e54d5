using System.Net;
using FollowUps.Alerts;
using FollowUps.Configuration;
using FollowUps.Desk;
using FollowUps.Email;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Pages;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Storage;
using FollowUps.Telemetry;
using FollowUps.Triggers;

namespace FollowUps;

/// <summary>Puts the parts together, in the order of the flow. The only place that knows which adapter stands behind a port.</summary>
internal static class Composition
{
    private const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>Several times the largest queue message (64 KiB) in base64; nothing larger is meant for us.</summary>
    private const int MaxBody = 1024 * 1024;

    /// <summary>Registers everything; ends the process with code 1 and one line per fault when a setting or a data file cannot be used.</summary>
    public static void AddFollowUp(this WebApplicationBuilder builder)
    {
        var port = int.Parse(builder.Configuration[PortVariable] ?? "7072", System.Globalization.CultureInfo.InvariantCulture);
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // The host's own ASPNETCORE_URLS is inherited and must not count: the contract is this one address.
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = MaxBody;
        });
        var options = FollowUpOptions.Read(builder.Configuration, out var errors);
        StartErrors.StopAt(errors);

        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new OnlyFromHost($"127.0.0.1:{port}"));
        services.AddSingleton<InvocationClock>();
        services.AddSingleton(StartErrors.OrStop(() => new CurrentInstallation(builder.Configuration, options, TimeProvider.System, SourceOf(options))));
        services.AddSingleton<Func<Installation>>(provider => provider.GetRequiredService<CurrentInstallation>().Read);

        services.AddSingleton(new Identity(options.Pepper));
        services.AddSingleton(new LinkSigner(options.LinkKeys));
        services.AddSingleton<StorageClients>();
        services.AddSingleton<IFollowUpStore>(provider => new TableFollowUpStore(provider.GetRequiredService<StorageClients>().Table));
        services.AddSingleton<ISendQueue>(provider => new StorageSendQueue(provider.GetRequiredService<StorageClients>().Queue(options.SendQueue)));
        services.AddSingleton<IOutcomeQueue>(provider => new StorageOutcomeQueue(provider.GetRequiredService<StorageClients>().Queue(options.OutcomesQueue)));
        services.AddSingleton<IInputQueue, StorageInputQueue>();
        services.AddSingleton<IAlerts, LogAlerts>();
        services.AddSingleton<OpenedLinks>();
        services.AddSingleton(_ => new Exporters(options.Telemetry));
        services.AddSingleton<FollowUpMeter>();
        services.AddSingleton<IEmailSender>(provider => new MeasuredSender(
            new AcsEmailSender(EmailOptions(options), TimeProvider.System, provider.GetRequiredService<ILogger<AcsEmailSender>>()), provider.GetRequiredService<FollowUpMeter>()));
        services.AddSingleton<Doctor>();
        services.AddSteps();
    }

    /// <summary>Maps every endpoint: the readiness probe, the triggers, and the three HTTP functions.</summary>
    public static void MapFollowUp(this WebApplication app)
    {
        // Whoever is asked for first is disposed last, so that the end of the process still exports.
        _ = app.Services.GetRequiredService<Exporters>();
        app.UseVisitSpans();
        app.UsePageGuard();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("FollowUps.Configuration");
        var installation = app.Services.GetRequiredService<CurrentInstallation>();
        installation.Log = log;
        installation.LogWarnings(log);
        app.MapGet("/", (RequestDelegate)(context => context.Response.WriteAsync("FollowUp is ready.")));
        app.MapTriggers(app.Services.GetRequiredService<OnlyFromHost>());
        app.MapPages();
        app.MapDesk();
        app.MapDeskApi();
        app.MapCallIntake();
        app.MapRepairs();
        app.MapOperations();
        app.MapTestMails();
    }

    private static ConfigSource SourceOf(FollowUpOptions options)
    {
        var folder = new ConfigFolder(options.ConfigDirectory, AppContext.BaseDirectory);
        return StorageClients.ConfigContainerOf(options) is { } container ? new ConfigContainer(container, folder) : folder;
    }

    private static AcsEmailOptions EmailOptions(FollowUpOptions options) => options.EmailConnectionString is { } connection
        ? AcsEmailOptions.FromConnectionString(connection)
        : new AcsEmailOptions { Endpoint = options.EmailEndpoint!, Credential = StorageClients.CredentialOf(options) };
}
