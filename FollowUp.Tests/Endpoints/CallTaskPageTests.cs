using System.Net;
using System.Text.RegularExpressions;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local.Functions;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>A customer whom no mail can reach: the link in the task says whom to phone and takes what came of it.</summary>
public sealed partial class CallTaskPageTests(SharedHandler handler) : IClassFixture<SharedHandler>
{
    private static readonly Instant Opened = Given.At("2026-11-24T10:30:00Z");
    private readonly HandlerStage _stage = handler.Stage;

    [Fact]
    public async Task What_came_of_the_call_is_recorded_once_by_the_link()
    {
        var link = await TaskAsync("task-1", Given.Call("task-1", CallOutcome.Unresolved));
        var page = await GetAsync(link);
        foreach (var said in new[] { "What came of your call?", "+33 1 99 00 12 34", "I was told that we could not resolve your request" })
        {
            Assert.Contains(said, page.Body, StringComparison.Ordinal);
        }

        Assert.Contains("Please say what came of your call.", (await AnswerAsync(link, page, "")).Body, StringComparison.Ordinal);
        Assert.Null((await TaskRowsAsync("task-1")).Single().Result);
        Assert.Contains("it comes up again on the next business day", (await AnswerAsync(link, page, "noAnswer")).Body, StringComparison.Ordinal);
        Assert.Equal(["noAnswer", null], (await TaskRowsAsync("task-1")).OrderBy(task => task.Ordinal).Select(task => task.Result));

        // The case is still open, and with it the link; the call has its result.
        Assert.Contains("recorded already", (await AnswerAsync(link, page, "called")).Body, StringComparison.Ordinal);
        var after = await GetAsync(link);
        Assert.DoesNotContain("What came of your call?", after.Body, StringComparison.Ordinal);
        Assert.Contains("Close the case", after.Body, StringComparison.Ordinal);
        Assert.Equal(["noAnswer", null], (await TaskRowsAsync("task-1")).OrderBy(task => task.Ordinal).Select(task => task.Result));
    }

    [Fact]
    public async Task Without_a_case_the_link_dies_with_the_result()
    {
        var link = await TaskAsync("task-2", Given.Call("task-2", mood: Mood.Angry));
        var page = await GetAsync(link);
        Assert.Contains("I would like to hear whether it is really solved", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("could not resolve", page.Body, StringComparison.Ordinal);
        Assert.Contains("Thank you", (await AnswerAsync(link, page, "called")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(link)).Status);
    }

    private async Task<string> TaskAsync(string id, CallClosed call)
    {
        await _stage.PostAsync(call with { Customer = Given.Customer(id) with { Email = null } });
        await _stage.DeliverAsync();
        if (_stage.Clock.Now < Opened)
        {
            _stage.Clock.AdvanceTo(Opened);
        }

        await _stage.SweepAsync();
        var task = (await TaskRowsAsync(id)).Single();
        Assert.Equal(FollowUpState.Sent, task.State);
        var signer = new LinkSigner([new LinkKey(0, Convert.FromBase64String(_stage.Settings["Links__Keys__0"]))]);
        return $"/b/{signer.Sign(new SignedLink(LinkPurpose.Brief, Division.Main, HashOf(id), new FollowUpId(task.Id), Opened + Duration.FromDays(5)))}";
    }

    private string HashOf(string id) => _stage.Identity.Call(new CallId(id));

    private async Task<IReadOnlyList<FollowUp>> TaskRowsAsync(string id) =>
        [.. (await _stage.RowsAsync<FollowUp>($"f:{HashOf(id)}:")).Where(followUp => followUp.Kind == "call-task")];

    private Task<(HttpStatusCode Status, string Body)> GetAsync(string link) => SendAsync(HttpMethod.Get, link, Opened, null);

    private async Task<(HttpStatusCode Status, string Body)> AnswerAsync(string link, (HttpStatusCode Status, string Body) page, string result)
    {
        using var form = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("nonce", NonceValue().Match(page.Body).Groups[1].Value), KeyValuePair.Create("do", "task"), KeyValuePair.Create("result", result),
        ]);
        return await SendAsync(HttpMethod.Post, link, Opened + Duration.FromSeconds(20), form);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, Instant now, HttpContent? content)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(await _stage.Handler.ReadyAsync(CancellationToken.None), path)) { Content = content };
        request.Headers.Add(HandlerFleet.NowHeader, InstantPattern.ExtendedIso.Format(now));
        using var response = await client.SendAsync(request);
        return (response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()));
    }

    [GeneratedRegex("name=\"nonce\" value=\"([^\"]+)\"")]
    private static partial Regex NonceValue();
}
