using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Local.Functions;
using FollowUps.State;
using FollowUps.Triggers;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>The running handler, asked as the host asks, and as nobody should.</summary>
public sealed class TriggerEndpointTests(SharedHandler handler) : IClassFixture<SharedHandler>
{
    private static readonly string[] Bodies =
    [
        "", "null", "[]", "7", "{}", "{", "\"text\"", "<xml/>", """{"Data":null}""", """{"Data":{}}""", """{"Data":[]}""", """{"Data":{"call":null}}""", """{"Data":{"call":7}}""",
        """{"Data":{"call":""}}""", """{"Data":{"call":"\"half"}}""", """{"Data":{"call":"%%%"}}""", """{"Data":{"call":{"callId":1}}}""", """{"Metadata":{}}""",
        new string('[', 5000),
    ];

    private readonly HandlerStage _stage = handler.Stage;

    public static TheoryData<string> Triggers => [.. TriggerEndpoints.All.Keys];

    [Fact]
    public async Task The_probe_of_the_host_is_answered()
    {
        using var client = await ClientAsync();
        using var response = await client.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Only_the_address_of_the_contract_counts_and_not_what_the_host_was_started_with()
    {
        using var socket = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, handler.ForeignPort));
    }

    [Theory]
    [MemberData(nameof(Triggers))]
    public async Task Whatever_comes_in_the_answer_is_json_and_says_done_or_try_again(string trigger)
    {
        using var client = await ClientAsync();
        foreach (var body in Bodies)
        {
            foreach (var chunked in new[] { true, false })
            {
                using var response = await client.SendAsync(Request(trigger, body, chunked));
                await AssertUnderstoodByTheHostAsync(response, $"{trigger} {body[..Math.Min(40, body.Length)]} {chunked}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Triggers))]
    public async Task A_request_without_the_simulated_now_is_for_the_queue_to_try_again(string trigger)
    {
        using var client = await ClientAsync();
        using var request = Request(trigger, "{}");
        request.Headers.Remove(HandlerFleet.NowHeader);
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        await AssertUnderstoodByTheHostAsync(response, trigger);
    }

    [Theory]
    [InlineData("Host", "care.example.com")]
    [InlineData("Host", "localhost")]
    [InlineData("Host", "127.0.0.1")]
    [InlineData("Host", "127.0.0.1:1")]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-Host", "care.example.com")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("X-Original-URL", "/Send")]
    [InlineData("X-ARR-SSL", "2048|256")]
    [InlineData("CLIENT-IP", "203.0.113.9:1234")]
    [InlineData("DISGUISED-HOST", "care.example.com")]
    public async Task What_was_addressed_to_the_public_host_or_forwarded_for_a_stranger_reaches_no_trigger(string header, string value)
    {
        using var client = await ClientAsync();
        foreach (var trigger in TriggerEndpoints.All.Keys)
        {
            using var request = Request(trigger, Body(Message("forged")));
            if (header == "Host") request.Headers.Host = value;
            else request.Headers.TryAddWithoutValidation(header, value);
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        Assert.Null(await CallAsync("forged"));
    }

    [Fact]
    public async Task A_visitor_with_the_public_host_reaches_the_pages()
    {
        using var client = await ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/r/not-a-token");
        request.Headers.Host = "care.example.com";
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add(HandlerFleet.NowHeader, "2026-11-23T15:05:00Z");
        using var response = await client.SendAsync(request);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("binary, the message itself in base64")]
    [InlineData("a string in a string")]
    [InlineData("a string in a string, the message itself in base64")]
    [InlineData("one string")]
    [InlineData("an object")]
    public async Task A_message_is_understood_in_every_shape_a_host_has_sent(string shape)
    {
        var id = $"shape: {shape}";
        var message = Message(id);
        var data = shape switch
        {
            "binary" => Json(Base64(message)),
            "binary, the message itself in base64" => Json(Base64(Base64(message))),
            "a string in a string" => Json(Json(message)),
            "a string in a string, the message itself in base64" => Json(Json(Base64(message))),
            "one string" => Json(message),
            _ => message,
        };
        using var client = await ClientAsync();
        using var response = await client.SendAsync(Request("CallClosed", $$$"""{"Data":{"call":{{{data}}}},"Metadata":{"DequeueCount":"1"}}"""));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var row = Assert.IsType<CallRow>(await CallAsync(id));
        Assert.Equal(id, row.CallId);
    }

    [Fact]
    public async Task What_a_message_says_about_itself_in_the_metadata_decides_nothing()
    {
        using var client = await ClientAsync();
        var data = Json(Json(Message("meta")));
        using var response = await client.SendAsync(Request("CallClosed", $$$$"""{"Metadata":{"DequeueCount":"\"99\"","callId":"\"other\"","sys":{"a":1}},"Data":{"call":{{{{data}}}}}}"""));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(await CallAsync("meta"));
        Assert.Null(await CallAsync("other"));
    }

    [Fact]
    public async Task An_answer_says_what_it_cost()
    {
        using var client = await ClientAsync();
        using var response = await client.SendAsync(Request("CallClosed", Body(Message("cost"))));
        Assert.InRange(Answer.StorageRequests(response), 1, 10);
        Assert.Equal(["-"], Answer.Queues(response));
        using var refused = await client.SendAsync(Request("Send", "{}"));
        Assert.Equal(["0"], refused.Headers.GetValues(Answer.StorageRequestsHeader));
    }

    [Fact]
    public async Task An_answer_names_the_queues_that_something_was_put_on()
    {
        using var client = await ClientAsync();
        using var intake = await client.SendAsync(Request("CallClosed", Body(Message("queues"))));
        using var sweep = await client.SendAsync(Request("DueSweep", """{"Data":{"timer":{"IsPastDue":true}}}"""));
        // What the intake has announced is published by the sweep, which may hand on mails of other tests' calls as well.
        Assert.Equal(["-"], Answer.Queues(intake));
        Assert.Contains(Answer.Queues(sweep)!, queue => queue.EndsWith("-outcomes", StringComparison.Ordinal) || queue.EndsWith("-send", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sweep_says_when_it_could_act_next()
    {
        using var client = await ClientAsync();
        using var first = await client.SendAsync(Request("CallClosed", Body(Message("next"))));
        using var response = await client.SendAsync(Request("DueSweep", """{"Data":{"timer":{"IsPastDue":true}}}"""));
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(JsonValueKind.String, answer.RootElement.GetProperty("ReturnValue").GetProperty("next").ValueKind);
    }

    private static string Message(string callId) => Encoding.UTF8.GetString(Given.CallJson(d => d["callId"] = callId));

    private static string Json(string text) => JsonSerializer.Serialize(text);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Body(string message) => $$$"""{"Data":{"call":"{{{Base64(message)}}}"},"Metadata":{}}""";

    private static HttpRequestMessage Request(string trigger, string body, bool chunked = true)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/" + trigger) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.Add(HandlerFleet.NowHeader, "2026-11-23T15:05:00Z");
        return request;
    }

    private static async Task AssertUnderstoodByTheHostAsync(HttpResponseMessage response, string what)
    {
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.InternalServerError, $"{what}: {response.StatusCode}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        Assert.True(response.Headers.Contains(Answer.StorageRequestsHeader), what);
        if (response.IsSuccessStatusCode) Assert.True((await Answer.ReadAsync(response, CancellationToken.None)).Succeeded, what);
    }

    private async Task<HttpClient> ClientAsync() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = await _stage.Handler.ReadyAsync(CancellationToken.None) };

    private async Task<CallRow?> CallAsync(string id) =>
        (await _stage.Store.FindAsync(Division.Main, Keys.Call(_stage.Identity.Call(new CallId(id))), CancellationToken.None))?.As<CallRow>();
}
