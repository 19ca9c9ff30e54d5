using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using FollowUps.Local.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FollowUps.Tests.Local;

/// <summary>A handler in a few lines: answers what a test tells it to, and remembers every request.</summary>
internal sealed class FakeHandler : IHandler, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Uri _address;

    private FakeHandler(WebApplication app) =>
        (_app, _address) = (app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));

    /// <summary>What came in, in order of arrival.</summary>
    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>Answers a request; the default is an empty success.</summary>
    public Func<Seen, (int Status, string ContentType, string Body)> Answer { get; set; } = _ => Ok();

    /// <summary>The queues that it says it has put something on; null: it says nothing.</summary>
    public string? Queues { get; set; }

    public static (int Status, string ContentType, string Body) Ok(string returnValue = "null") =>
        (200, "application/json", $$"""{"Outputs":{},"Logs":[],"ReturnValue":{{returnValue}}}""");

    public static async Task<FakeHandler> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        FakeHandler? self = null;
        app.Run(http => self!.RespondAsync(http));
        await app.StartAsync();
        return self = new FakeHandler(app);
    }

    public Task<Uri> ReadyAsync(CancellationToken cancellationToken) => Task.FromResult(_address);

    public IReadOnlyList<Seen> To(string function) => [.. Requests.Where(r => r.Target == "/" + function)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task RespondAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var seen = new Seen(
            http.Request.Method, target, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetString(body.ToArray()));
        Requests.Enqueue(seen);
        var (status, contentType, text) = Answer(seen);
        http.Response.StatusCode = status;
        if (contentType.Length > 0) http.Response.ContentType = contentType;
        http.Response.Headers[FollowUps.Local.Functions.Answer.StorageRequestsHeader] = "2";
        if (Queues is not null) http.Response.Headers[FollowUps.Local.Functions.Answer.QueuesHeader] = Queues;
        await http.Response.WriteAsync(text);
    }

    /// <summary>One request as the handler saw it.</summary>
    internal sealed record Seen(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        public string Now => Headers[HandlerFleet.NowHeader];

        public string? Header(string name) => Headers.GetValueOrDefault(name);

        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        /// <summary>The message of a binary queue trigger.</summary>
        public string Message => Encoding.UTF8.GetString(Json.GetProperty("Data").GetProperty("message").GetBytesFromBase64());
    }
}
