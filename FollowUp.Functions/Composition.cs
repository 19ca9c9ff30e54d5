using System.Net;
using FollowUps.Calls;
using FollowUps.Configuration;
using FollowUps.Desk;
using FollowUps.Due;
using FollowUps.Email;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Pages;
using FollowUps.Privacy;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Storage;
using FollowUps.Suppressions;
using FollowUps.Triggers;

namespace FollowUps;

/// <summary>Puts the parts together, in the order of the flow. The only place that knows which adapter stands behind a port.</summary>
internal static class Composition
{
    private const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>Registers everything; ends the process with code 1 and one line per fault when a setting or a data file cannot be used.</summary>
    public static void AddFollowUp(this WebApplicationBuilder builder)
    {
        var port = int.Parse(builder.Configuration[PortVariable] ?? "7072", System.Globalization.CultureInfo.InvariantCulture);
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // The host's own ASPNETCORE_URLS is inherited and must not count: the contract is this one address.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var options = FollowUpOptions.Read(builder.Configuration, out var errors);
        StartErrors.StopAt(errors);

        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new OnlyFromHost($"127.0.0.1:{port}"));
        services.AddSingleton<InvocationClock>();
        services.AddSingleton(StartErrors.OrStop(() => new CurrentInstallation(builder.Configuration, options, TimeProvider.System)));
        services.AddSingleton<Func<Installation>>(provider => provider.GetRequiredService<CurrentInstallation>().Read);

        services.AddSingleton(new Identity(options.Pepper));
        services.AddSingleton(new LinkSigner(options.LinkKeys));
        services.AddSingleton<StorageClients>();
        services.AddSingleton<IFollowUpStore>(provider => new TableFollowUpStore(provider.GetRequiredService<StorageClients>().Table));
        services.AddSingleton<ISendQueue>(provider => new StorageSendQueue(provider.GetRequiredService<StorageClients>().Queue(options.SendQueue)));
        services.AddSingleton<IOutcomeQueue>(provider => new StorageOutcomeQueue(provider.GetRequiredService<StorageClients>().Queue(options.OutcomesQueue)));
        services.AddSingleton<IEmailSender>(provider => new AcsEmailSender(EmailOptions(options), TimeProvider.System, provider.GetRequiredService<ILogger<AcsEmailSender>>()));

        services.AddSingleton<DeadLetters>();
        services.AddSingleton<CancelPending>();
        services.AddSingleton<Intake>();
        services.AddSingleton<EraseCustomer>();
        services.AddSingleton<ApplyUpdate>();
        services.AddSingleton<Claim>();
        services.AddSingleton<ReclaimLeases>();
        services.AddSingleton<PublishOutbox>();
        services.AddSingleton<DueSweep>();
        services.AddSingleton<Compose>();
        services.AddSingleton<RecordSend>();
        services.AddSingleton<AskProvider>();
        services.AddSingleton<AnswerWindow>();
        services.AddSingleton<ExpireWaiting>();
        services.AddSingleton<Send>();
        services.AddSingleton<RecordRating>();
        services.AddSingleton<Unsubscribe>();
        services.AddSingleton<EndEpisode>();
        services.AddSingleton<Upkeep>();
    }

    /// <summary>Maps every endpoint: the readiness probe, the triggers, and the three HTTP functions.</summary>
    public static void MapFollowUp(this WebApplication app)
    {
        app.MapGet("/", (RequestDelegate)(context => context.Response.WriteAsync("FollowUp is ready.")));
        app.MapTriggers(app.Services.GetRequiredService<OnlyFromHost>());
        app.MapPages();
        app.MapDesk();
        app.MapDeskApi();
    }

    private static AcsEmailOptions EmailOptions(FollowUpOptions options) => options.EmailConnectionString is { } connection
        ? AcsEmailOptions.FromConnectionString(connection)
        : new AcsEmailOptions { Endpoint = options.EmailEndpoint!, Credential = StorageClients.CredentialOf(options) };
}
