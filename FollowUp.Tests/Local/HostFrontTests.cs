using System.Net;
using System.Text;
using System.Text.Json;
using FollowUps.Local.Mail;
using FollowUps.Local.Web;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class HostFrontTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("GET", "/r/abc?score=4&score=5", true)]
    [InlineData("HEAD", "/u/abc", true)]
    [InlineData("POST", "/p/a%2Fb", true)]
    [InlineData("GET", "/desk", true)]
    [InlineData("GET", "/desk/cases/1", true)]
    [InlineData("GET", "/api/v1/calls?code=the-key", true)]
    [InlineData("GET", "/api/v1?code=the-key", true)]
    [InlineData("PUT", "/r/abc", false)]
    [InlineData("GET", "/x/abc", false)]
    [InlineData("GET", "/r/abc/def", false)]
    [InlineData("POST", "/Send", false)]
    [InlineData("POST", "/CallClosed", false)]
    [InlineData("POST", "/DueSweep", false)]
    public async Task Only_declared_routes_and_methods_reach_the_handler_with_path_and_query_as_they_were(string method, string target, bool forwarded)
    {
        await using var stage = await Stage.SetAsync(azurite);
        await using var visitor = await Visitor.ComeAsync(stage);

        using var response = await visitor.SendAsync(method, target);

        Assert.Equal(forwarded ? HttpStatusCode.OK : HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(forwarded ? [(method, target)] : [], stage.Handler.Requests.Select(r => (r.Method, r.Target)));
    }

    [Fact]
    public async Task What_only_the_platform_may_say_is_taken_from_a_visitor_and_said_by_the_host()
    {
        await using var stage = await Stage.SetAsync(azurite);
        await using var visitor = await Visitor.ComeAsync(stage);

        (await visitor.SendAsync("GET", "/r/abc", r =>
        {
            r.Headers.Add("X-FollowUp-Now", "1999-01-01T00:00:00Z");
            r.Headers.Add("x-ms-client-principal", "forged");
            r.Headers.Add("X-MS-CLIENT-PRINCIPAL-NAME", "forged");
            r.Headers.Add("X-Forwarded-Host", "evil.example");
            r.Headers.Add("X-Azure-Functions-InvocationId", "forged");
            r.Headers.Add("Cookie", "a=b");
            r.Headers.Host = "public.example";
        })).Dispose();

        var seen = Assert.Single(stage.Handler.Requests);
        Assert.Equal("2026-11-23T09:00:00Z", seen.Now);
        Assert.Null(seen.Header("X-MS-CLIENT-PRINCIPAL"));
        Assert.Null(seen.Header("X-MS-CLIENT-PRINCIPAL-NAME"));
        Assert.True(Guid.TryParse(seen.Header("X-Azure-Functions-InvocationId"), out _));
        Assert.Equal(("public.example", "public.example", "a=b"), (seen.Header("Host"), seen.Header("X-Forwarded-Host"), seen.Header("Cookie")));
        Assert.Contains(seen.Header("X-Forwarded-For"), new[] { "127.0.0.1", "::1", "::ffff:127.0.0.1" });
    }

    [Theory]
    [InlineData(false, "with a length")]
    [InlineData(true, "chunked")]
    public async Task A_posted_body_arrives_whole(bool chunked, string how)
    {
        await using var stage = await Stage.SetAsync(azurite);
        await using var visitor = await Visitor.ComeAsync(stage);
        var text = string.Concat(Enumerable.Repeat("answer=4&", 20_000));

        (await visitor.SendAsync("POST", "/r/abc", r =>
        {
            r.Content = new StringContent(text, Encoding.UTF8, "application/x-www-form-urlencoded");
            r.Headers.TransferEncodingChunked = chunked;
        })).Dispose();

        var seen = Assert.Single(stage.Handler.Requests);
        Assert.True(seen.Body == text, how);
        Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", seen.Header("Content-Type"));
    }

    [Fact]
    public async Task Whoever_sits_at_this_machine_is_signed_in_to_the_desk()
    {
        await using var stage = await Stage.SetAsync(azurite);
        await using var visitor = await Visitor.ComeAsync(stage);

        (await visitor.SendAsync("GET", "/desk/", r => r.Headers.Add("X-MS-CLIENT-PRINCIPAL-NAME", "forged"))).Dispose();

        var seen = Assert.Single(stage.Handler.Requests);
        Assert.Equal("Local operator", seen.Header("X-MS-CLIENT-PRINCIPAL-NAME"));
        using var principal = JsonDocument.Parse(Convert.FromBase64String(seen.Header("X-MS-CLIENT-PRINCIPAL")!));
        Assert.Contains(principal.RootElement.GetProperty("claims").EnumerateArray(),
            c => c.GetProperty("typ").GetString() == "roles" && c.GetProperty("val").GetString() == "admin");
    }

    [Fact]
    public async Task The_machine_api_wants_its_key_and_says_nothing_without_it()
    {
        await using var stage = await Stage.SetAsync(azurite);
        await using var visitor = await Visitor.ComeAsync(stage);

        using var without = await visitor.SendAsync("GET", "/api/v1/calls");
        using var wrong = await visitor.SendAsync("GET", "/api/v1/calls", r => r.Headers.Add("x-functions-key", "guess"));
        using var right = await visitor.SendAsync("GET", "/api/v1/calls", r => r.Headers.Add("x-functions-key", "the-key"));

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK], [without.StatusCode, wrong.StatusCode, right.StatusCode]);
        Assert.Equal("", await without.Content.ReadAsStringAsync());
        Assert.Single(stage.Handler.Requests);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(500)]
    [InlineData(204)]
    public async Task The_handlers_answer_goes_back_as_it_is(int status)
    {
        await using var stage = await Stage.SetAsync(azurite);
        await using var visitor = await Visitor.ComeAsync(stage);
        stage.Handler.Answer = _ => (status, "text/html", status == 204 ? "" : "<p>page</p>");

        using var response = await visitor.SendAsync("GET", "/r/abc");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 204 ? "" : "<p>page</p>", await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("X-FollowUp-Storage-Requests"));
        Assert.False(response.Headers.Contains("X-FollowUp-Queues"));
    }

    [Theory]
    [InlineData("GET", "/x/abc", true)]
    [InlineData("GET", "/mailbox/first", true)]
    [InlineData("POST", "/Send", false)]
    [InlineData("PUT", "/r/abc", false)]
    public async Task An_address_that_leads_nowhere_is_a_page_with_a_way_back_for_a_person_and_nothing_for_a_machine(string method, string target, bool page)
    {
        await using var stage = await Stage.SetAsync(azurite);
        await using var visitor = await Visitor.ComeAsync(stage);

        using var response = await visitor.SendAsync(method, target);

        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        if (page) Assert.Contains("href=\"/\"", body, StringComparison.Ordinal);
        else Assert.Equal("", body);
    }

    [Fact]
    public async Task The_root_leads_to_mailbox_and_desk()
    {
        await using var stage = await Stage.SetAsync(azurite);
        await using var visitor = await Visitor.ComeAsync(stage);
        using var response = await visitor.SendAsync("GET", "/");
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("href=\"/mailbox\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/desk\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_an_error_that_says_what_to_do()
    {
        await using var stage = await Stage.SetAsync(azurite);
        await using var visitor = await Visitor.ComeAsync(stage);
        var error = await Assert.ThrowsAsync<FollowUps.Local.RunnerException>(() => Visitor.OpenAsync(stage, visitor.Port));
        Assert.Equal($"Port {visitor.Port} is in use: choose another with --port N.", error.Message);
    }

    private sealed class Visitor(Microsoft.AspNetCore.Builder.WebApplication web, int port) : IAsyncDisposable
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        public int Port => port;

        public static async Task<Visitor> ComeAsync(Stage stage)
        {
            var port = FreePorts.One();
            return new Visitor(await OpenAsync(stage, port), port);
        }

        public static Task<Microsoft.AspNetCore.Builder.WebApplication> OpenAsync(Stage stage, int port)
        {
            var outbox = new Outbox(Directory.CreateTempSubdirectory("outbox").FullName, stage.Clock);
            var mailbox = new MailboxApi(outbox, new FaultPlayer(MailboxFaults.None), stage.Reports, stage.Clock, stage.Tally, TimeProvider.System, MailboxStage.Key);
            return WebPort.OpenAsync(port, new StartPage(stage.Clock, stage.Tally), mailbox, new InboxPages(outbox), new GalleryPages(null), stage.Front, CancellationToken.None);
        }

        public async Task<HttpResponseMessage> SendAsync(string method, string target, Action<HttpRequestMessage>? change = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(
                $"http://127.0.0.1:{port}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            change?.Invoke(request);
            return await _client.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await web.DisposeAsync();
        }
    }
}
