using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using FollowUps.Local.Playing;
using NodaTime.Text;

namespace FollowUps.Local.Functions;

/// <summary>The handlers that share the work, in turn; it stamps every request with the simulated now and keeps count.</summary>
public sealed class HandlerFleet(IReadOnlyList<IHandler> handlers, SimulatedClock clock, TimeSpan functionTimeout) : IDisposable
{
    /// <summary>Header that carries the simulated instant.</summary>
    public const string NowHeader = "X-FollowUp-Now";

    /// <summary>Header by which a log line finds its invocation.</summary>
    public const string InvocationHeader = "X-Azure-Functions-InvocationId";

    private const int ConnectAttempts = 20;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(25);
    private const string HostVersionHeader = "X-Azure-Functions-HostVersion";
    private const string HostVersion = "4.1037.0";

    // Cookies, redirects and tracing belong to the visitor and the handler; a proxy has no business on loopback.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private int _turn;
    private int _inFlight;
    private int _completed;
    private long _storageRequests;
    private QueueNews _news = QueueNews.Any;

    /// <summary>Number of instances.</summary>
    public int Instances => handlers.Count;

    /// <summary>Requests being worked on, pages included.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Requests answered so far: when it has changed, the state may have.</summary>
    public int Completed => Volatile.Read(ref _completed);

    /// <summary>Storage requests reported by the handlers.</summary>
    public long StorageRequests => Interlocked.Read(ref _storageRequests);

    /// <summary>Where the answers since the last call may have put messages; the first time anywhere, because an earlier run may have left some.</summary>
    public QueueNews TakeQueueNews() => Interlocked.Exchange(ref _news, QueueNews.None);

    /// <summary>Called for an answer that would hang the real host; function and reason.</summary>
    public Action<string, string>? OnHang { get; set; }

    /// <summary>Posts to a trigger endpoint and judges the answer. A broken connection and a time-out are failures, not exceptions.</summary>
    public async Task<Answer> InvokeAsync(string function, byte[] body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(functionTimeout);
        try
        {
            using var response = await PostAsync(function, body, limit.Token);
            var answer = await Answer.ReadAsync(response, limit.Token);
            if (answer.Hangs) OnHang?.Invoke(function, answer.Failure!);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            OnHang?.Invoke(function, $"no answer within {functionTimeout}: the host would kill the process here");
            return new Answer("functionTimeout");
        }
        catch (HttpRequestException)
        {
            return new Answer("connection lost");
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string function, byte[] body, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/" + function) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            request.Headers.TransferEncodingChunked = true;
            request.Headers.UserAgent.ParseAdd("Azure-Functions-Host/" + HostVersion);
            try
            {
                return await SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError && attempt < ConnectAttempts)
            {
                // Nothing reached a process that has just died; the next attempt waits until it is there again, as soon as its death is known.
                await Task.Delay(BetweenAttempts, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Sends a request to the next instance, its path and query exactly as written, with the host's own headers. Counted as in flight until
    /// the response's headers are here.
    /// </summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        var news = QueueNews.Any;
        try
        {
            var handler = handlers[(int)((uint)Interlocked.Increment(ref _turn) % (uint)handlers.Count)];
            var address = await handler.ReadyAsync(cancellationToken);
            request.RequestUri = new Uri(
                address.GetLeftPart(UriPartial.Authority) + request.RequestUri!.OriginalString,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            request.Version = HttpVersion.Version11;
            Set(request, HostVersionHeader, HostVersion);
            Set(request, InvocationHeader, Guid.NewGuid().ToString());
            Set(request, NowHeader, InstantPattern.ExtendedIso.Format(clock.Now));
            // Buffered: a request is over only when its whole answer is here.
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            Interlocked.Add(ref _storageRequests, Answer.StorageRequests(response));
            if (Answer.Queues(response) is { } queues) news = QueueNews.On(queues);
            return response;
        }
        finally
        {
            ImmutableInterlocked.Update(ref _news, (known, more) => known.And(more), news);
            Interlocked.Increment(ref _completed);
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
