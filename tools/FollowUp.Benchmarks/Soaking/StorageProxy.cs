using FollowUps.Local.Processes;

namespace FollowUps.Benchmarks.Soaking;

/// <summary>Stands between the handlers and one storage service, and lets requests and answers get lost as networks and services do.</summary>
internal sealed class StorageProxy : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private readonly WebApplication _app;
    private readonly Uri _service;
    private readonly Chaos _chaos;
    private readonly Action _kill;

    private StorageProxy(Uri service, Chaos chaos, Action kill)
    {
        (_service, _chaos, _kill) = (service, chaos, kill);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        Port = FreePort.Take(1)[0];
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, Port));
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    public int Port { get; }

    public static async Task<StorageProxy> StartAsync(Uri service, Chaos chaos, Action kill)
    {
        var proxy = new StorageProxy(service, chaos, kill);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var mishap = _chaos.ForStorageRequest();
        switch (mishap)
        {
            case Mishap.Busy:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            case Mishap.LostBefore:
                context.Abort();
                return;
            case Mishap.KilledBefore:
                _kill();
                context.Abort();
                return;
        }

        using var request = await RequestOfAsync(context);
        using var answer = await _client.SendAsync(request, CancellationToken.None);
        var body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (mishap == Mishap.KilledAfter)
        {
            _kill();
        }

        if (mishap is Mishap.LostAfter or Mishap.KilledAfter)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => !h.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.Body.WriteAsync(body, CancellationToken.None);
    }

    private async Task<HttpRequestMessage> RequestOfAsync(HttpContext context)
    {
        var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_service, raw));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, CancellationToken.None);
        if (body.Length > 0 || context.Request.ContentLength is not null)
        {
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, values) in context.Request.Headers.Where(h => h.Key is not ("Host" or "Connection" or "Transfer-Encoding")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return request;
    }
}
