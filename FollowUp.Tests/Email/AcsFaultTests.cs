using System.Net;
using System.Net.Sockets;
using FollowUps.Email;
using FollowUps.Sending;
using Xunit;

namespace FollowUps.Tests.Email;

public sealed class AcsFaultTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_listening_means_that_nothing_was_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var free = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();

        Assert.Equal(new SendResult.NotConnected("connection-refused"), await Send(GivenEmail.Options(free)));
        Assert.Equal(new OperationState.Unavailable("connection-refused"), await Ask(GivenEmail.Options(free)));
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_means_that_nothing_was_sent() =>
        Assert.Equal(new SendResult.NotConnected("name-resolution"), await Send(GivenEmail.Options(new Uri("https://contoso.invalid"))));

    [Fact]
    public async Task A_failed_TLS_handshake_means_that_nothing_was_sent()
    {
        // Speaks no TLS: whatever arrives is cut off.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var cutting = Task.Run(async () => (await listener.AcceptTcpClientAsync(Cancellation)).Dispose(), Cancellation);

        Assert.Equal(new SendResult.NotConnected("tls"), await Send(GivenEmail.Options(new Uri($"https://{listener.LocalEndpoint}"))));
        await cutting;
    }

    [Fact]
    public async Task A_connection_that_does_not_come_up_in_time_means_that_nothing_was_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = GivenEmail.Options(new Uri($"https://{listener.LocalEndpoint}")) with { ConnectTimeout = Short };

        Assert.Equal(new SendResult.NotConnected("connect-timeout"), await Send(options));
    }

    [Fact]
    public async Task A_reset_after_the_request_was_read_is_unclear_and_not_repeated()
    {
        await using var provider = new LoopbackProvider(new Reply.Reset());

        Assert.Equal(new SendResult.Unclear("connection-lost"), await Send(GivenEmail.Options(provider.Endpoint)));
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task A_reset_on_a_connection_that_was_used_before_is_not_repeated_either()
    {
        // The HTTP stack may repeat a request by itself when a pooled connection breaks; not once a body went out.
        await using var provider = new LoopbackProvider(n => n == 1 ? new Reply.Answer(202) { KeepAlive = true } : new Reply.Reset());
        var sender = GivenEmail.Sender(GivenEmail.Options(provider.Endpoint));

        Assert.IsType<SendResult.Accepted>(await sender.SendAsync(GivenEmail.Mail(), Cancellation));
        Assert.Equal(new SendResult.Unclear("connection-lost"), await sender.SendAsync(GivenEmail.Mail(), Cancellation));
        Assert.Equal(2, provider.Requests.Count);
        Assert.Equal(1, provider.Connections);
    }

    [Fact]
    public async Task Silence_after_the_request_was_read_is_unclear_and_not_repeated()
    {
        await using var provider = new LoopbackProvider(new Reply.Silence());

        Assert.Equal(new SendResult.Unclear("timeout"), await Send(GivenEmail.Options(provider.Endpoint) with { PostTimeout = Short }));
        Assert.InRange(provider.Requests.Count, 0, 1);
    }

    [Fact]
    public async Task An_error_whose_body_breaks_off_keeps_its_meaning()
    {
        await using var provider = new LoopbackProvider(new Reply.Answer(400, "{", DeclaredLength: 100));

        Assert.Equal(new SendResult.Refused("http-400"), await Send(GivenEmail.Options(provider.Endpoint)));
    }

    [Fact]
    public async Task Only_the_callers_own_cancellation_throws()
    {
        using var cancelled = new CancellationTokenSource();
        await using var provider = new LoopbackProvider(_ =>
        {
            cancelled.Cancel();
            return new Reply.Silence();
        });
        var sender = GivenEmail.Sender(GivenEmail.Options(provider.Endpoint));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sender.SendAsync(GivenEmail.Mail(), cancelled.Token));
    }

    [Fact]
    public async Task Without_a_token_our_settings_are_wrong_and_nothing_was_sent()
    {
        var options = GivenEmail.Options(new Uri("https://contoso.invalid")) with { AccessKey = null, Credential = new NoToken() };

        Assert.Equal(new SendResult.Misconfigured("no-token"), await Send(options));
        Assert.Equal(new OperationState.Unavailable("no-token"), await Ask(options));
    }

    private static Task<SendResult> Send(AcsEmailOptions options) => GivenEmail.Sender(options).SendAsync(GivenEmail.Mail(), Cancellation);

    private static Task<OperationState> Ask(AcsEmailOptions options) => GivenEmail.Sender(options).AskAsync(GivenEmail.Operation, Cancellation);
}
