using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FollowUps.Tests.Faults;

/// <summary>One request of the handler to the outside.</summary>
internal sealed record Outgoing(string Method, string Target, string Body);

/// <summary>A moment at which the process dies: at the n-th request that fits, before it takes effect, or after that and before its answer.</summary>
internal sealed record Moment(Func<Outgoing, bool> At, bool Applied, int Nth = 1);

/// <summary>
/// Stands between the handler and everything it talks to: table, queues, mailbox. It passes all on unchanged, and kills the handler at the given moments, one
/// after the other.
/// </summary>
internal sealed class Gate : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ActivityHeadersPropagator = null });
    private readonly List<WebApplication> _doors = [];
    private readonly Queue<Moment> _moments;
    private int _seen;

    public Gate(params IEnumerable<Moment> moments) => _moments = new Queue<Moment>(moments);

    /// <summary>Ends the process; set once it runs.</summary>
    public Action Kill { get; set; } = () => throw new InvalidOperationException("There is no process to kill yet.");

    /// <summary>Moments that have not come yet.</summary>
    public int Ahead
    {
        get
        {
            lock (_moments) return _moments.Count;
        }
    }

    /// <summary>Leads the handler's addresses through the gate.</summary>
    public async Task LeadThroughAsync(Dictionary<string, string> settings)
    {
        foreach (var setting in new[] { "AzureWebJobsStorage", "Email__ConnectionString" })
        {
            var parts = settings[setting].Split(';');
            for (var i = 0; i < parts.Length; i++)
            {
                var cut = parts[i].IndexOf("=http://", StringComparison.Ordinal);
                if (cut < 0) continue;
                var to = new Uri(parts[i][(cut + 1)..]);
                var door = new UriBuilder(to) { Port = await OpenAsync(to.Port) }.Uri;
                parts[i] = $"{parts[i][..cut]}={door}";
            }

            settings[setting] = string.Join(';', parts);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors) await door.DisposeAsync();
        _client.Dispose();
    }

    private async Task<int> OpenAsync(int to)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http => PassAsync(http, to));
        await app.StartAsync();
        _doors.Add(app);
        return new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    private async Task PassAsync(HttpContext http, int to)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var moment = Take(new Outgoing(http.Request.Method, target, Encoding.UTF8.GetString(buffer.ToArray())));
        if (moment is { Applied: false })
        {
            Kill();
            http.Abort();
            return;
        }

        using var request = Request(http, to, target, buffer.ToArray());
        using var response = await _client.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        if (moment is not null)
        {
            Kill();
            http.Abort();
            return;
        }

        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            if (name is not ("Transfer-Encoding" or "Connection" or "Keep-Alive" or "Content-Length"))
                http.Response.Headers.Append(name, values.ToArray());
        if (http.Response.StatusCode == StatusCodes.Status204NoContent) return;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }

    private Moment? Take(Outgoing request)
    {
        lock (_moments)
        {
            if (!_moments.TryPeek(out var next) || !next.At(request) || ++_seen < next.Nth) return null;
            _seen = 0;
            return _moments.Dequeue();
        }
    }

    private static HttpRequestMessage Request(HttpContext http, int to, string target, byte[] body)
    {
        var address = new Uri($"http://127.0.0.1:{to}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), address) { Version = HttpVersion.Version11 };
        if (body.Length > 0 || http.Request.ContentLength is not null) request.Content = new ByteArrayContent(body);
        foreach (var (name, values) in http.Request.Headers)
        {
            if (name is "Transfer-Encoding" or "Connection" or "Content-Length" or "Expect") continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        // A signature may cover the host that the handler meant.
        request.Headers.Host = http.Request.Host.Value;
        return request;
    }
}
