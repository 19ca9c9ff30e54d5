using System.Net;
using System.Text.RegularExpressions;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local.Functions;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.State;
using FollowUps.Tests.Browser;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>The supervisor's page of a case on the running handler: what each button does, and what is said where it does nothing.</summary>
public sealed partial class BriefPageTests(SharedHandler handler, BrowserFixture browser) : IClassFixture<SharedHandler>
{
    private static readonly Instant Opened = Given.At("2026-11-24T10:00:00Z");
    private static readonly Instant Read = Opened + Duration.FromSeconds(20);
    private readonly HandlerStage _stage = handler.Stage;

    [Fact]
    public async Task Opening_the_page_shows_the_case_to_whoever_has_the_link_and_writes_nothing()
    {
        var link = await BriefedAsync("brief-open");
        var before = await EverythingAsync();
        var page = await GetAsync(link, Opened);
        await SendAsync(HttpMethod.Head, link, Opened, null);

        Assert.Equal(before, await EverythingAsync());
        foreach (var said in new[] { "Nobody has taken this case yet.", "What you do here is recorded as done by Priya Nair.", "The October invoice", "+33 1 99 00 12 34", "How could I help you?", "I take it" })
        {
            Assert.Contains(said, WebUtility.HtmlDecode(page.Body), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_takes_it_has_it_and_the_next_one_is_told_who()
    {
        var link = await BriefedAsync("brief-take");
        Assert.Contains("Priya Nair has the case since", (await ActAsync(link, Read, ("do", "take"))).Body, StringComparison.Ordinal);
        Assert.Equal((CaseState.Acknowledged, "p-nair"), await CaseAsync("brief-take"));

        var other = await BriefedAsync("brief-taken");
        var stale = await GetAsync(other, Opened);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, "/api/v1/cases/brief-taken/take?person=p-okonkwo", Opened, null)).Status);
        var told = await PostAsync(other, Read, ("nonce", Nonce(stale)), ("do", "take"));
        Assert.Contains("Grace Okonkwo has had it since 2026-11-24 10:00 UTC. Nothing was changed.", told.Body, StringComparison.Ordinal);
        Assert.Equal((CaseState.Acknowledged, "p-okonkwo"), await CaseAsync("brief-taken"));
    }

    [Fact]
    public async Task A_button_that_is_pressed_before_the_page_was_read_is_asked_again()
    {
        var link = await BriefedAsync("brief-scanner");
        var page = await GetAsync(link, Opened);
        var again = await PostAsync(link, Opened + Duration.FromMilliseconds(300), ("nonce", Nonce(page)), ("do", "take"));
        Assert.Contains("role=\"alert\">Nothing is recorded yet.", again.Body, StringComparison.Ordinal);
        Assert.Contains("Nothing is recorded yet.", (await PostAsync(link, Read, ("nonce", "made-up"), ("do", "take"))).Body, StringComparison.Ordinal);
        Assert.Equal((CaseState.Open, null), await CaseAsync("brief-scanner"));
    }

    [Fact]
    public async Task A_call_that_reached_the_customer_stops_the_mail_and_one_that_did_not_leaves_it()
    {
        var link = await BriefedAsync("brief-called");
        await ActAsync(link, Opened, ("do", "contacted"), ("result", "noAnswer"));
        Assert.Equal((CaseState.Acknowledged, "p-nair"), await CaseAsync("brief-called"));
        Assert.Contains("Please choose one", (await ActAsync(link, Opened, ("do", "contacted"))).Body, StringComparison.Ordinal);
        Assert.Contains("spoke with the customer", (await ActAsync(link, Opened, ("do", "contacted"), ("result", "called"))).Body, StringComparison.Ordinal);

        Assert.Equal((CaseState.Contacted, "p-nair"), await CaseAsync("brief-called"));
        Assert.Equal(FollowUpState.Cancelled, (await FollowUpAsync("brief-called", "supervisor-outreach")).State);
    }

    [Fact]
    public async Task A_case_is_handed_over_to_somebody_who_gets_a_brief()
    {
        var link = await BriefedAsync("brief-hand-over");
        var page = await ActAsync(link, Opened, ("do", "hand-over"), ("to", "p-marsh"));
        Assert.Contains("Eleanor Marsh has the case since", page.Body, StringComparison.Ordinal);
        Assert.Equal(2, (await FollowUpsAsync("brief-hand-over")).Count(f => f.Kind == "supervisor-brief"));
        Assert.Contains("The directory has no such person. Use one of the ids", (await ActAsync(link, Opened, ("do", "hand-over"), ("to", "p-nobody"))).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("late", "2026-11-24T22:00", "outside the hours of Priya Nair. The next time inside them is Wed 2026-11-25 09:00 Europe/London.")]
    [InlineData("past", "2026-11-20T10:00", "has passed, or lies more than 60 days ahead. Name a time within the next 60 days")]
    [InlineData("words", "soon", "Please choose one, and press the button.")]
    public async Task A_time_to_call_that_will_not_do_is_refused_with_one_that_will(string what, string at, string said)
    {
        var id = $"brief-at-{what}";
        var link = await BriefedAsync(id);
        Assert.Contains(said, WebUtility.HtmlDecode((await ActAsync(link, Opened, ("do", "call-at"), ("at", at))).Body), StringComparison.Ordinal);
        Assert.Equal((CaseState.Open, null), await CaseAsync(id));
    }

    [Fact]
    public async Task A_time_to_call_inside_the_hours_is_a_promise_of_a_call()
    {
        var link = await BriefedAsync("brief-at");
        var page = await ActAsync(link, Opened, ("do", "call-at"), ("at", "2026-11-24T15:00"));
        Assert.Contains("a call to the customer, by Tue 24 Nov 2026, 15:00, Priya Nair: open", page.Body, StringComparison.Ordinal);
        Assert.Equal(Given.At("2026-11-24T15:00:00Z"), (await CallAsync("brief-at")).Case!.CallAt);
    }

    [Fact]
    public async Task A_case_is_closed_only_with_a_cause_an_action_and_a_prevention_and_the_link_dies_with_it()
    {
        var link = await BriefedAsync("brief-close");
        Assert.Contains("A case is closed with a cause from the list. Use one of: billing error", (await ActAsync(link, Opened, ("do", "close"), ("action", "Refunded"), ("prevention", "A check"))).Body, StringComparison.Ordinal);
        Assert.Contains("The prevention is missing. Say what keeps it", (await ActAsync(link, Opened, ("do", "close"), ("cause", "other"), ("action", "Refunded"))).Body, StringComparison.Ordinal);
        Assert.Equal((CaseState.Open, null), await CaseAsync("brief-close"));

        var done = await ActAsync(link, Opened, ("do", "close"), ("cause", "other"), ("action", "Refunded"), ("prevention", "A check"), ("goodwill", "10 pounds"));
        Assert.Contains("The case is closed.", done.Body, StringComparison.Ordinal);
        Assert.Equal((CaseState.Closed, "p-nair"), await CaseAsync("brief-close"));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(link, Opened)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(link, Read, ("do", "take"))).Status);
    }

    [Fact]
    public async Task What_was_typed_is_still_there_when_the_form_is_refused_and_is_never_markup()
    {
        var link = await BriefedAsync("brief-typed");
        var page = await ActAsync(link, Opened, ("do", "close"), ("cause", "third party"), ("action", "Refunded <b>twice</b>"), ("prevention", " "), ("goodwill", "a \"voucher\""));
        Assert.Contains("Refunded &lt;b&gt;twice&lt;/b&gt;</textarea>", page.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"a &quot;voucher&quot;\"", page.Body, StringComparison.Ordinal);
        Assert.Contains("<option selected>third party</option>", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_accessible_and_fits_narrow_wide_and_dark()
    {
        var link = await BriefedAsync("brief-picture");
        await ActAsync(link, Opened, ("do", "call-at"), ("at", "2026-11-24T15:00"));
        var html = (await ActAsync(link, Opened, ("do", "close"), ("cause", "other"))).Body;
        foreach (var (width, dark, look) in new[] { (320, false, "narrow"), (1280, false, "wide"), (360, true, "dark") })
        {
            var page = await browser.OpenAsync(width, dark);
            await page.SetContentAsync(html);
            Assert.Equal(width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
            Assert.Empty((await browser.AxeAsync(page)).Select(finding => $"{look}: {finding}"));
            await BrowserFixture.ShootAsync(page, $"page.brief.{look}");
            await page.Context.CloseAsync();
        }
    }

    /// <summary>An unsolved call of a customer of its own, whose brief went to Priya Nair; returns the path of the brief's link.</summary>
    private async Task<string> BriefedAsync(string id)
    {
        var customer = Given.Customer(id) with { Email = Given.Address($"{id}@example.com") };
        await _stage.PostAsync(Given.Call(id, CallOutcome.Unresolved, Mood.Angry) with { Customer = customer });
        await _stage.DeliverAsync();
        await _stage.SweepAsync();
        var brief = await FollowUpAsync(id, "supervisor-brief");
        Assert.Equal("p-nair", brief.Person);
        var signer = new LinkSigner([new LinkKey(0, Convert.FromBase64String(_stage.Settings["Links__Keys__0"]))]);
        return $"/b/{signer.Sign(new SignedLink(LinkPurpose.Brief, Division.Main, Hash(id), new FollowUpId(brief.Id), Opened + Duration.FromDays(5)))}";
    }

    private string Hash(string id) => _stage.Identity.Call(new CallId(id));

    private async Task<CallRow> CallAsync(string id) => (await _stage.Store.FindAsync(Division.Main, Keys.Call(Hash(id)), CancellationToken.None))!.As<CallRow>();

    private async Task<(CaseState State, string? Owner)> CaseAsync(string id) => (await CallAsync(id)).Case is { } matter ? (matter.State, matter.Owner) : throw new InvalidOperationException("There is no case.");

    private Task<IReadOnlyList<FollowUp>> FollowUpsAsync(string id) => _stage.RowsAsync<FollowUp>($"f:{Hash(id)}:");

    private async Task<FollowUp> FollowUpAsync(string id, string kind) => (await FollowUpsAsync(id)).Single(f => f.Kind == kind);

    private async Task<IReadOnlyList<string>> EverythingAsync() =>
        [.. (await _stage.Store.RangeAsync(Division.Main, new KeyRange("a", "z"), int.MaxValue, CancellationToken.None)).Select(row => $"{row.Key} {row.Version}")];

    private static string Nonce(Answered page) => NonceValue().Match(page.Body).Groups[1].Value;

    /// <summary>Somebody opens the page, reads it and presses a button.</summary>
    private async Task<Answered> ActAsync(string link, Instant opened, params (string Field, string Value)[] form)
    {
        var page = await GetAsync(link, opened);
        return await PostAsync(link, opened + Duration.FromSeconds(20), [("nonce", Nonce(page)), .. form]);
    }

    private Task<Answered> GetAsync(string path, Instant now) => SendAsync(HttpMethod.Get, path, now, null);

    private async Task<Answered> PostAsync(string path, Instant now, params (string Field, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Field, field.Value)));
        return await SendAsync(HttpMethod.Post, path, now, content);
    }

    private async Task<Answered> SendAsync(HttpMethod method, string path, Instant now, HttpContent? content)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(await _stage.Handler.ReadyAsync(CancellationToken.None), path)) { Content = content };
        request.Headers.Add(HandlerFleet.NowHeader, InstantPattern.ExtendedIso.Format(now));
        using var response = await client.SendAsync(request);
        return new Answered(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed record Answered(HttpStatusCode Status, string Body);

    [GeneratedRegex("name=\"nonce\" value=\"([^\"]+)\"")]
    private static partial Regex NonceValue();
}
