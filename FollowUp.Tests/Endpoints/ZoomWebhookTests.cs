using System.Net;
using System.Security.Cryptography;
using System.Text;
using FollowUps.Desk;
using FollowUps.Local.Functions;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>Zoom's handshake and signatures, as its developer pages describe them; on the real handler.</summary>
public sealed class ZoomWebhookTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Secret = "zoom-secret-token";
    private HandlerStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await HandlerStage.StartAsync(azurite.ConnectionString, change: settings => settings["Zoom__WebhookSecret"] = Secret);

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task The_handshake_is_answered_events_that_Zoom_signed_are_taken_and_no_others()
    {
        const string Handshake = """{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680}""";
        var (status, answer) = await SendAsync(Handshake, Signature(Handshake));
        Assert.Equal((HttpStatusCode.OK, $$"""{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"{{Hash("qgg8vlvZRS6UYooatFL8Aw")}}"}"""), (status, answer));

        var ended = Encoding.UTF8.GetString(Given.PlatformEvent("zoom-phone-callee-call-element-completed.json"));
        foreach (var wrong in new[] { null, "", "v0=", "v0=" + Hash(ended), Signature(ended + " ") })
        {
            (status, answer) = await SendAsync(ended, wrong);
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Contains("Zoom__WebhookSecret", answer, StringComparison.Ordinal);
        }

        // An answer to whoever has not the secret would sign whatever they like.
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(Handshake, null)).Status);
        Assert.Empty(await _stage.RowsAsync<DeadLetterRow>("b:"));
        Assert.Contains("\"recorded\"", (await SendAsync(ended, Signature(ended))).Body, StringComparison.Ordinal);
    }

    private static string Signature(string body) => "v0=" + Hash($"v0:1654503849:{body}");

    private static string Hash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text)));

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string body, string? signature)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = await _stage.Handler.ReadyAsync(CancellationToken.None) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/calls/zoom") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.Add(HandlerFleet.NowHeader, "2026-03-02T15:05:00Z");
        request.Headers.Add("x-zm-request-timestamp", "1654503849");
        if (signature is not null) request.Headers.TryAddWithoutValidation("x-zm-signature", signature);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

/// <summary>What a handshake looks like.</summary>
public sealed class ZoomHandshakeTests
{
    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"event":"endpoint.url_validation"}""")]
    [InlineData("""{"event":"endpoint.url_validation","payload":{"plainToken":7}}""")]
    [InlineData("""{"event":7,"payload":{"plainToken":"a"}}""")]
    public void What_is_no_handshake_is_an_event(string body) => Assert.Null(ZoomWebhook.HandshakeToken(Encoding.UTF8.GetBytes(body)));
}
