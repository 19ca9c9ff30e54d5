using System.Net;
using System.Text;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Local.Functions;
using FollowUps.Promises;
using FollowUps.Responses;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>A promise's page and its operations, on the running handler: the call closed on Monday, and on Tuesday at 14:00 its owner is reminded.</summary>
public sealed class PromiseEndpointsTests(AzuriteFixture azurite)
{
    private const string Later = "2026-11-24T14:05:00Z";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_owner_gives_it_a_new_date_by_the_page_and_a_machine_says_that_it_was_kept()
    {
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString);
        await stage.PostAsync(Given.Call() with { Promises = [Given.Promise()] });
        await stage.DeliverAsync();
        stage.Clock.AdvanceTo(Given.At("2026-11-24T14:00:00Z"));
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = await stage.Handler.ReadyAsync(Token) };
        await AskAsync(client, HttpMethod.Post, "/DueSweep", """{"Data":{"timer":{}}}""", "application/json");
        await stage.DeliverAsync();

        var hash = stage.Identity.Call(new CallId("call-1"));
        var links = new LinkSigner([new LinkKey(0, Convert.FromBase64String(stage.Settings["Links__Keys__0"]))]);
        var nudge = new SignedLink(LinkPurpose.Promise, Division.Main, hash, stage.Identity.FollowUp(hash, 1, "promise-nudge", "p-1"), Given.At("2026-12-24T00:00:00Z"));
        var page = $"/p/{links.Sign(nudge)}";

        var before = await VersionAsync(stage, hash);
        var (status, html) = await AskAsync(client, HttpMethod.Get, page);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Call back with the refund date", html, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, ""), await AskAsync(client, HttpMethod.Head, page));
        Assert.Contains("Nothing is recorded yet", (await AskAsync(client, HttpMethod.Post, page, "do=kept")).Body, StringComparison.Ordinal);
        var nonce = Uri.EscapeDataString(html.Split("name=\"nonce\" value=\"")[1].Split('"')[0]);
        Assert.Contains("Nobody is there at that time. The next opening is Mon 2026-11-30 09:00", (await AskAsync(client, HttpMethod.Post, page, $"do=moved&dueAt=2026-11-28T10:00&nonce={nonce}")).Body, StringComparison.Ordinal);
        Assert.Equal(before, await VersionAsync(stage, hash));

        Assert.Contains("Wed 2026-11-25 12:00", (await AskAsync(client, HttpMethod.Post, page, $"do=moved&dueAt=2026-11-25T12:00&nonce={nonce}")).Body, StringComparison.Ordinal);
        const string api = "/api/v1/calls/call-1/promises/p-1";
        Assert.Equal("dueAt: That has passed already. Choose a time from Wed 2026-11-25 14:05 Europe/London on.", await ErrorAsync(client, $"{api}/moved", """{"dueAt":"2026-11-24T10:00:00Z"}""", 400));
        Assert.Equal("dueAt is not an instant. Write RFC 3339, such as \"2026-11-25T14:30:00Z\".", await ErrorAsync(client, $"{api}/moved", """{"dueAt":"tomorrow"}""", 400));
        Assert.Equal("The call has no promise of this id.", await ErrorAsync(client, "/api/v1/calls/call-1/promises/p-9/kept", "", 404));
        Assert.Equal("This call is not known in this division.", await ErrorAsync(client, "/api/v1/calls/call-9/promises/p-1/kept", "", 404));
        Assert.Equal(("applied", PromiseState.Kept), await SayAsync(client, $"{api}/kept?by=pat"));
        Assert.Equal(("unchanged", PromiseState.Kept), await SayAsync(client, $"{api}/kept?by=pat"));
        var promise = (await stage.RowsAsync<CallRow>("c:")).Single().Promises.Single();
        Assert.Equal((Given.At("2026-11-25T12:00:00Z"), Given.At(Later), true), (promise.DueAt, promise.KeptAt, promise.KeptInTime));
        Assert.Contains("It is recorded that the promise was kept", (await AskAsync(client, HttpMethod.Get, page)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(client, HttpMethod.Get, page + "x")).Status);
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient client, HttpMethod method, string path, string? body = null, string type = "application/x-www-form-urlencoded")
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Add(HandlerFleet.NowHeader, path == "/DueSweep" ? "2026-11-24T14:00:00Z" : Later);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        using var response = await client.SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private static async Task<string?> ErrorAsync(HttpClient client, string path, string body, int expected)
    {
        var (status, text) = await AskAsync(client, HttpMethod.Post, path, body, "application/json");
        Assert.Equal(expected, (int)status);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("error").GetString();
    }

    private static async Task<(string?, string?)> SayAsync(HttpClient client, string path)
    {
        var (status, text) = await AskAsync(client, HttpMethod.Post, path, "");
        Assert.Equal(HttpStatusCode.OK, status);
        using var json = JsonDocument.Parse(text);
        return (json.RootElement.GetProperty("result").GetString(), json.RootElement.GetProperty("state").GetString());
    }

    private static async Task<string> VersionAsync(HandlerStage stage, string hash) => (await stage.Store.FindAsync(Division.Main, Keys.Call(hash), Token))!.Version;
}
