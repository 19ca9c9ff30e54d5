using System.Globalization;
using System.Net;
using System.Text;
using FollowUps.Local.Functions;
using FollowUps.Local.Mail;
using FollowUps.Local.Playing;
using FollowUps.Local.Web;
using Microsoft.AspNetCore.Builder;
using MimeKit;

namespace FollowUps.Tests.Local;

/// <summary>The mailbox on a port of its own, and a client that signs as the provider's SDK does.</summary>
internal sealed class MailboxStage : IAsyncDisposable
{
    public const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private readonly WebApplication _web;
    private readonly HandlerFleet _fleet;
    private readonly HttpClient _client;

    private MailboxStage(WebApplication web, HandlerFleet fleet, Outbox outbox, string folder, SimulatedClock clock, DeliveryReports reports, RunTally tally, int port)
    {
        (_web, _fleet, Outbox, Folder, Clock, Reports, Tally) = (web, fleet, outbox, folder, clock, reports, tally);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public Outbox Outbox { get; }

    public string Folder { get; }

    public SimulatedClock Clock { get; }

    public DeliveryReports Reports { get; }

    public RunTally Tally { get; }

    public static async Task<MailboxStage> OpenAsync(string faults = "{}", string? folder = null, string? config = null)
    {
        folder ??= Directory.CreateTempSubdirectory("outbox").FullName;
        var clock = new SimulatedClock(Stage.At("2026-11-23T15:04:05Z"), TimeProvider.System);
        var (outbox, reports, tally) = (new Outbox(folder, clock), new DeliveryReports(wanted: true), new RunTally());
        var api = new MailboxApi(outbox, new FaultPlayer(MailboxFaults.Parse(faults)), reports, clock, tally, TimeProvider.System, Key);
        var fleet = new HandlerFleet([], clock, TimeSpan.FromSeconds(1));
        var port = FreePorts.One();
        var web = await WebPort.OpenAsync(
            port, new StartPage(clock, tally), api, new InboxPages(outbox), new GalleryPages(config), new HostFront(new FunctionApp(), fleet, ""), CancellationToken.None);
        return new MailboxStage(web, fleet, outbox, folder, clock, reports, tally, port);
    }

    public string[] Files => [.. Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public MimeMessage File(string name) => MimeMessage.Load(Path.Combine(Folder, name));

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<HttpResponseMessage> SendAsync(
        string to = "ada@example.com", Guid? operation = null, string headers = """{"X-FollowUp-Kind":"check-in","X-FollowUp-Id":"f1"}""", string subject = "Hello",
        string key = Key) =>
        SendRawAsync($$"""
            {"headers":{{headers}},"senderAddress":"care@example.com","content":{"subject":"{{subject}}","plainText":"Hi","html":"<p>Hi</p>"},
             "recipients":{"to":[{"address":"{{to}}","displayName":"Ada"}]},"replyTo":[{"address":"team@example.com"}]}
            """, operation, key);

    public Task<HttpResponseMessage> SendRawAsync(string body, Guid? operation = null, string key = Key, Action<HttpRequestMessage>? change = null) =>
        SignedAsync(HttpMethod.Post, "/emails:send?api-version=2025-09-01", body, operation ?? Guid.NewGuid(), key, change);

    public Task<HttpResponseMessage> StatusAsync(Guid operation) =>
        SignedAsync(HttpMethod.Get, $"/emails/operations/{operation}?api-version=2025-09-01", "", null, Key, null);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _web.DisposeAsync();
        _fleet.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<HttpResponseMessage> SignedAsync(
        HttpMethod method, string target, string body, Guid? operation, string key, Action<HttpRequestMessage>? change)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var hash = Signature.ContentHash(bytes);
        using var request = new HttpRequestMessage(method, target);
        if (bytes.Length > 0) request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } };
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-content-sha256", hash);
        if (operation is { } id) request.Headers.Add("Operation-Id", id.ToString());
        var signature = Signature.Compute(key, method.Method, target, date, _client.BaseAddress!.Authority, hash);
        request.Headers.TryAddWithoutValidation("Authorization", $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
        change?.Invoke(request);
        return await _client.SendAsync(request);
    }
}
