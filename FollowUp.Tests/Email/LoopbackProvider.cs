using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FollowUps.Tests.Email;

/// <summary>A request as it stood on the wire.</summary>
internal sealed record WireRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>What the provider on loopback does once it has read a request.</summary>
internal abstract record Reply
{
    /// <summary>Answers; a body shorter than <paramref name="DeclaredLength"/> breaks off.</summary>
    public sealed record Answer(int Status, string Body = "", int? DeclaredLength = null) : Reply
    {
        public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

        /// <summary>The next request may come over the same connection.</summary>
        public bool KeepAlive { get; init; }
    }

    /// <summary>Resets the connection.</summary>
    public sealed record Reset : Reply;

    /// <summary>Says nothing for as long as the provider lives.</summary>
    public sealed record Silence : Reply;
}

/// <summary>A provider on a real socket that counts what reaches it.</summary>
internal sealed class LoopbackProvider : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentQueue<WireRequest> _requests = new();
    private readonly Func<int, Reply> _reply;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="reply">The reply to the n-th request, from 1.</param>
    public LoopbackProvider(Func<int, Reply> reply)
    {
        _reply = reply;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public LoopbackProvider(Reply reply)
        : this(_ => reply)
    {
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public IReadOnlyList<WireRequest> Requests => [.. _requests];

    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closed.Token);
                Interlocked.Increment(ref _connections);
                open.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            var more = true;
            while (more && await ReadAsync(stream) is { } request)
            {
                more = false;
                _requests.Enqueue(request);
                switch (_reply(_requests.Count))
                {
                    case Reply.Reset:
                        client.LingerState = new LingerOption(true, 0);
                        break;
                    case Reply.Silence:
                        await Task.Delay(Timeout.Infinite, _closed.Token);
                        break;
                    case Reply.Answer answer:
                        await stream.WriteAsync(Encoding.UTF8.GetBytes(Head(answer) + answer.Body), _closed.Token);
                        more = answer.KeepAlive;
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client went away first, or the test is over.
        }
    }

    private static string Head(Reply.Answer answer) => string.Concat(
        [
            $"HTTP/1.1 {answer.Status} Answer\r\n",
            .. answer.Headers.Select(header => $"{header.Name}: {header.Value}\r\n"),
            $"Content-Length: {answer.DeclaredLength ?? Encoding.UTF8.GetByteCount(answer.Body)}\r\nConnection: {(answer.KeepAlive ? "keep-alive" : "close")}\r\n\r\n",
        ]);

    private async Task<WireRequest?> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[65536];
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. bytes]);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0)
            {
                var lines = text[..end].Split("\r\n");
                var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
                var length = headers.TryGetValue("Content-Length", out var declared) ? int.Parse(declared, System.Globalization.CultureInfo.InvariantCulture) : 0;
                if (bytes.Count >= end + 4 + length)
                {
                    var first = lines[0].Split(' ');
                    return new WireRequest(first[0], first[1], headers, Encoding.UTF8.GetString([.. bytes[(end + 4)..]]));
                }
            }

            var read = await stream.ReadAsync(buffer, _closed.Token);
            if (read == 0)
                return null;
            bytes.AddRange(buffer.AsSpan(0, read));
        }
    }
}
