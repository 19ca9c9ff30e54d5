using FollowUps.Calls;
using FollowUps.Configuration;
using FollowUps.People;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.Telemetry;

namespace FollowUps;

/// <summary>
/// The program's settings, from environment variables (<c>Mail__Mode</c>) or <c>appsettings.json</c> (<c>Mail:Mode</c>). What is wrong is
/// reported all at once, with the setting's path and the fix, before anything runs.
/// </summary>
public sealed record FollowUpOptions
{
    /// <summary><c>AzureWebJobsStorage</c>: a connection string; for local use.</summary>
    public string? StorageConnectionString { get; init; }

    /// <summary><c>AzureWebJobsStorage:accountName</c>: the account that the app's identity may use.</summary>
    public string? StorageAccount { get; init; }

    /// <summary><c>AzureWebJobsStorage:clientId</c>: the user-assigned identity; default the system-assigned one.</summary>
    public string? IdentityClientId { get; init; }

    /// <summary><c>Storage:Table</c>; default <c>followups</c>.</summary>
    public string Table { get; init; } = "followups";

    /// <summary><c>Queues:CallClosed</c>; default <c>call-closed</c>.</summary>
    public string CallClosedQueue { get; init; } = "call-closed";

    /// <summary><c>Queues:CallUpdates</c>; default <c>call-updates</c>.</summary>
    public string CallUpdatesQueue { get; init; } = "call-updates";

    /// <summary><c>Queues:DeliveryReports</c>; default <c>delivery-reports</c>.</summary>
    public string DeliveryReportsQueue { get; init; } = "delivery-reports";

    /// <summary><c>Queues:Send</c>; default <c>send</c>.</summary>
    public string SendQueue { get; init; } = "send";

    /// <summary><c>Queues:Outcomes</c>; default <c>followup-outcomes</c>.</summary>
    public string OutcomesQueue { get; init; } = "followup-outcomes";

    /// <summary><c>FollowUp:Pepper</c>: base64 of at least 16 random bytes, made once and never changed. Required.</summary>
    public ReadOnlyMemory<byte> Pepper { get; init; }

    /// <summary><c>FollowUp:ConfigDirectory</c>: where plan book, directory and templates lie; default the program's own folder.</summary>
    public string ConfigDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary><c>Config:BlobContainerUri</c>: the blob container that holds the data files, by the app's identity; default none: they lie in <see cref="ConfigDirectory"/>.</summary>
    public Uri? ConfigContainerUri { get; init; }

    /// <summary><c>Config:BlobContainer</c>: the container's name in the account of a storage connection string; for local use.</summary>
    public string? ConfigContainerName { get; init; }

    /// <summary><c>FollowUp:Clock</c>: <c>invocation</c> takes the time that the local runner says on each request, and is refused on Azure; default <c>system</c>.</summary>
    public bool ClockFromInvocation { get; init; }

    /// <summary><c>FollowUp:RetentionDays</c>: how long a call is kept; default 365.</summary>
    public int RetentionDays { get; init; } = 365;

    /// <summary><c>Links:BaseUrl</c>: where the links in mails lead. Required.</summary>
    public Uri LinksBase { get; init; } = new("https://localhost");

    /// <summary><c>Links:Keys:N</c>: base64 of at least 32 random bytes each; the highest N signs, the others still open. At least one is required.</summary>
    public IReadOnlyList<LinkKey> LinkKeys { get; init; } = [];

    /// <summary><c>Email:ConnectionString</c>: <c>endpoint=…;accesskey=…</c>; for local use.</summary>
    public string? EmailConnectionString { get; init; }

    /// <summary><c>Email:Endpoint</c>: the Communication Services resource, reached with the app's identity.</summary>
    public Uri? EmailEndpoint { get; init; }

    /// <summary><c>Mail:From</c>: the sender address at the provider's domain. Required.</summary>
    public EmailAddress? From { get; init; }

    /// <summary><c>Sending:PerMinute</c> and <c>Sending:PerHour</c>: the provider's quota; default 30 and 100, what a custom domain starts with.</summary>
    public QuotaLimits Quota { get; init; } = new();

    /// <summary><c>Zoom:WebhookSecret</c>: the secret token of the Zoom app; with it, <c>api/v1/calls/zoom</c> answers Zoom's handshake and takes only what Zoom has signed; default none.</summary>
    public string? ZoomSecret { get; init; }

    /// <summary><c>Desk:TrustPrincipal</c>: true only where the platform's sign-in stands before the desk; default false, so that the desk answers nobody.</summary>
    public bool TrustPrincipal { get; init; }

    /// <summary>
    /// <c>Telemetry:Exporter</c>: <c>azureMonitor</c>, <c>otlp</c>, <c>console</c> or <c>none</c>; default what the standard variables ask for:
    /// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> (with <c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c> <c>Authorization=AAD;ClientId=…</c> by identity), else
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, else none.
    /// </summary>
    public TelemetryTarget Telemetry { get; init; } = new TelemetryTarget.Nowhere();

    /// <summary>
    /// <c>Mail:Mode</c>: <c>Off</c> plans and records and sends nothing, <c>Redirect</c> sends everything to <c>Mail:RedirectTo</c>, <c>AllowList</c>
    /// only to the addresses and domains of <c>Mail:AllowList</c>, <c>Live</c> to everybody; default <c>Off</c>. This is the mode at the start; later it is read each minute, and the file <c>mail-mode.json</c> goes before it.
    /// </summary>
    public MailMode Mode { get; init; } = new MailMode.Off();

    /// <summary>Reads all settings; <paramref name="errors"/> is empty when they can be used.</summary>
    public static FollowUpOptions Read(IConfiguration settings, out IReadOnlyList<ConfigError> errors)
    {
        var read = new ReadSettings(settings);
        var options = new FollowUpOptions
        {
            StorageConnectionString = read.Text("AzureWebJobsStorage"),
            StorageAccount = read.Text("AzureWebJobsStorage:accountName"),
            IdentityClientId = read.Text("AzureWebJobsStorage:clientId"),
            Table = read.Text("Storage:Table") ?? "followups",
            CallClosedQueue = read.Text("Queues:CallClosed") ?? "call-closed",
            CallUpdatesQueue = read.Text("Queues:CallUpdates") ?? "call-updates",
            DeliveryReportsQueue = read.Text("Queues:DeliveryReports") ?? "delivery-reports",
            SendQueue = read.Text("Queues:Send") ?? "send",
            OutcomesQueue = read.Text("Queues:Outcomes") ?? "followup-outcomes",
            Pepper = read.Secret("FollowUp:Pepper", 16),
            ConfigDirectory = read.Text("FollowUp:ConfigDirectory") ?? AppContext.BaseDirectory,
            ConfigContainerUri = read.Address("Config:BlobContainerUri", required: false),
            ConfigContainerName = read.Text("Config:BlobContainer"),
            ClockFromInvocation = read.Choice("FollowUp:Clock", "system", "system", "invocation") == "invocation",
            RetentionDays = read.Number("FollowUp:RetentionDays", 365, 1, 3650),
            LinksBase = read.Address("Links:BaseUrl", required: true) ?? new Uri("https://localhost"),
            LinkKeys = read.LinkKeys(),
            EmailConnectionString = read.Text("Email:ConnectionString"),
            EmailEndpoint = read.Address("Email:Endpoint", required: false),
            From = read.Mailbox("Mail:From", required: true),
            Quota = new QuotaLimits(read.Number("Sending:PerMinute", 30, 1, 100_000), read.Number("Sending:PerHour", 100, 1, 1_000_000)),
            ZoomSecret = read.Text("Zoom:WebhookSecret"),
            Telemetry = read.Telemetry(),
            Mode = read.Mode(),
            TrustPrincipal = read.Choice("Desk:TrustPrincipal", "false", "true", "false") == "true",
        };
        read.Require(options.StorageConnectionString is not null || options.StorageAccount is not null, "AzureWebJobsStorage", "no storage account", "set AzureWebJobsStorage__accountName, or AzureWebJobsStorage to a connection string");
        read.Require(options.EmailConnectionString is not null || options.EmailEndpoint is not null, "Email:Endpoint", "no email provider", "set Email__Endpoint to the Communication Services resource, or Email__ConnectionString");
        read.Require(!options.ClockFromInvocation || read.Text("WEBSITE_SITE_NAME") is null && read.Text("WEBSITE_INSTANCE_ID") is null, "FollowUp:Clock", "a clock set by requests is refused on Azure", "remove FollowUp__Clock");
        read.Require(options.ConfigContainerName is null || options.StorageConnectionString is not null, "Config:BlobContainer", "a name alone needs a storage connection string", "set Config__BlobContainerUri to the container's address");
        errors = read.Errors;
        return options;
    }
}
