using System.Text.RegularExpressions;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local.Functions;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.State;
using FollowUps.Tests.Endpoints;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.Browser;

/// <summary>
/// Every state of the public pages, in every language: its words are approved, and in a real browser axe finds nothing, nothing is wider than a phone,
/// and there is a picture for whoever looks.
/// </summary>
public sealed partial class PagePictureTests(SharedHandler handler, BrowserFixture browser) : IClassFixture<SharedHandler>
{
    private static readonly Instant Opened = Given.At("2026-12-02T10:00:00Z");
    private static readonly Instant Read = Opened + Duration.FromSeconds(20);
    private static readonly InstantPattern Iso = InstantPattern.ExtendedIso;
    private readonly HandlerStage _stage = handler.Stage;

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    [InlineData("de")]
    [InlineData("es")]
    public async Task Every_page_says_what_was_approved_and_is_accessible_narrow_wide_and_dark(string language)
    {
        var pages = await PagesAsync(language);
        // Colours and structure are the same in every language: the default one is looked at in every way, the others where their words are tightest.
        var looks = new[] { (320, false, "narrow"), (1024, false, "wide"), (320, true, "dark") };
        foreach (var (width, dark, look) in language == "en" ? looks : looks[..1])
        {
            var page = await browser.OpenAsync(width, dark);
            foreach (var (name, html) in pages)
            {
                await page.SetContentAsync(html);
                Assert.Equal((name, width), (name, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")));
                Assert.Empty((await browser.AxeAsync(page)).Select(finding => $"{name} ({look}): {finding}"));
                await BrowserFixture.ShootAsync(page, $"page.{language}.{name}.{look}");
            }

            await page.Context.CloseAsync();
        }

        Approved.Verify($"{language}.pages.html", string.Concat(pages.Select(page => $"<!-- {page.Name} -->\n{Words(page.Html)}\n\n")));
    }

    [Fact]
    public async Task The_question_is_answered_by_keyboard_alone()
    {
        var call = await MailedAsync("keyboard", "en");
        var page = await browser.OpenAsync(320);
        await page.SetContentAsync(await GetAsync(Path(call, LinkPurpose.Rate)));
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal("3", await page.EvaluateAsync<string>("() => document.querySelector('input[name=score]:checked').value"));
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("comment", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("BUTTON", await page.EvaluateAsync<string>("() => document.activeElement.tagName"));
        await page.Context.CloseAsync();
    }

    private async Task<IReadOnlyList<(string Name, string Html)>> PagesAsync(string language)
    {
        var pages = new List<(string, string)>();
        var call = await MailedAsync($"pages-{language}", language, Mood.Angry);
        var rate = Path(call, LinkPurpose.Rate);
        pages.Add(("rating.csat", await GetAsync($"{rate}?score=4")));
        foreach (var scale in new[] { RatingScale.Nps, RatingScale.Ces })
        {
            var other = await MailedAsync($"pages-{language}-{scale}", language, scale: scale);
            pages.Add(($"rating.{scale.Word()}", await GetAsync($"{Path(other, LinkPurpose.Rate)}?score=7")));
        }

        pages.Add(("rating.again", await PostAsync(rate, Read)));
        var doubted = await MailedAsync($"pages-{language}-doubted", language);
        var fast = Nonce(await GetAsync(Path(doubted, LinkPurpose.Rate)));
        pages.Add(("rating.doubted", await PostAsync(Path(doubted, LinkPurpose.Rate), Opened, ("nonce", fast), ("score", "5"))));
        var nonce = Nonce(await GetAsync(rate));
        pages.Add(("rating.thanks", await PostAsync(rate, Read, ("nonce", nonce), ("score", "4"), ("solved", "yes"))));
        pages.Add(("rating.already", await GetAsync(rate)));
        pages.Add(("rating.change", await GetAsync($"{rate}?change=1")));
        var low = await MailedAsync($"pages-{language}-low", language);
        pages.Add(("rating.thanks-low", await PostAsync(Path(low, LinkPurpose.Rate), Read, ("nonce", Nonce(await GetAsync(Path(low, LinkPurpose.Rate)))), ("score", "1"))));

        var help = Path(call, LinkPurpose.Help);
        pages.Add(("help", await GetAsync(help)));
        pages.Add(("help.empty", await PostAsync(help, Read, ("nonce", Nonce(await GetAsync(help))), ("wish", " "))));
        pages.Add(("help.thanks", await PostAsync(help, Read, ("nonce", Nonce(await GetAsync(help))), ("wish", "The second amount back"), ("solved", "no"))));
        pages.Add(("help.once-more", await PostAsync(help, Opened, ("nonce", Nonce(await GetAsync(help))), ("wish", "The second amount back"), ("solved", "no"))));
        pages.Add(("help.standing", await GetAsync(help)));
        pages.Add(("consent", await GetAsync($"{help}?consent=1")));
        pages.Add(("consent.yes", await PostAsync($"{help}?consent=1", Read, ("nonce", Nonce(await GetAsync($"{help}?consent=1"))), ("consent", "granted"))));

        var check = Path(call, LinkPurpose.Promise, await AskedAboutPromiseAsync(call));
        pages.Add(("promise", await GetAsync($"{check}?kept=yes")));
        pages.Add(("promise.thanks-no", await PostAsync(check, Read, ("nonce", Nonce(await GetAsync(check))), ("kept", "no"))));

        pages.Add(("unsubscribe", await GetAsync(Path(call, LinkPurpose.Unsubscribe))));
        pages.Add(("unsubscribe.done", await PostAsync(Path(call, LinkPurpose.Unsubscribe), Read, ("scope", "optional"))));
        pages.Add(("unsubscribe.already", await GetAsync(Path(call, LinkPurpose.Unsubscribe))));
        pages.Add(("gone", await SendAsync(HttpMethod.Get, "/r/x", Opened, null, language)));
        return pages;
    }

    private async Task<string> MailedAsync(string id, string language, Mood mood = Mood.Calm, RatingScale scale = RatingScale.Csat)
    {
        var customer = Given.Customer(id) with { Email = Given.Address($"{id}@example.com"), Language = language };
        await _stage.PostAsync(Given.Call(id, mood: mood) with { Customer = customer, Promises = [Given.Promise()] });
        await _stage.DeliverAsync();
        var call = _stage.Identity.Call(new CallId(id));
        var row = (await _stage.Store.FindAsync(Division.Main, Keys.FollowUp(call, CheckIn(call)), CancellationToken.None))!;
        Assert.True(await _stage.Store.CommitAsync(Division.Main, new Changes("given").Replace(row, row.As<FollowUp>() with { Scale = scale }), CancellationToken.None));
        return call;
    }

    /// <summary>A promise check that went out about the promise of the call.</summary>
    private async Task<FollowUpId> AskedAboutPromiseAsync(string call)
    {
        var id = _stage.Identity.FollowUp(call, 1, FollowUpKind.PromiseCheck.Word(), "p-1");
        var check = new FollowUp { Id = id.Value, Kind = FollowUpKind.PromiseCheck.Word(), Subject = "p-1", State = FollowUpState.Sent, SentAt = Opened };
        Assert.True(await _stage.Store.CommitAsync(Division.Main, new Changes("given").Insert(Keys.FollowUp(call, id), check), CancellationToken.None));
        return id;
    }

    private FollowUpId CheckIn(string call) => _stage.Identity.FollowUp(call, 1, FollowUpKind.CheckIn.Word());

    private string Path(string call, LinkPurpose purpose, FollowUpId? about = null)
    {
        var signer = new LinkSigner([new LinkKey(0, Convert.FromBase64String(_stage.Settings["Links__Keys__0"]))]);
        return $"/{(char)purpose}/{signer.Sign(new SignedLink(purpose, Division.Main, call, about ?? CheckIn(call), Opened + Duration.FromDays(20)))}";
    }

    private Task<string> GetAsync(string path) => SendAsync(HttpMethod.Get, path, Opened, null);

    private async Task<string> PostAsync(string path, Instant now, params (string Field, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Field, field.Value)));
        return await SendAsync(HttpMethod.Post, path, now, content);
    }

    private async Task<string> SendAsync(HttpMethod method, string path, Instant now, HttpContent? content, string? language = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(await _stage.Handler.ReadyAsync(CancellationToken.None), path)) { Content = content };
        request.Headers.Add(HandlerFleet.NowHeader, Iso.Format(now));
        if (language is not null)
        {
            request.Headers.AcceptLanguage.ParseAdd($"xx,{language}-AA;q=0.8,en;q=0.1");
        }

        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>What a person reads, without the frame and without what differs from run to run.</summary>
    private static string Words(string html)
    {
        var from = html.IndexOf("<main>", StringComparison.Ordinal);
        var title = TitleOf().Match(html).Value;
        return Token().Replace(NonceField().Replace($"{LanguageOf().Match(html).Value}\n{title}\n{html[from..html.IndexOf("</main>", StringComparison.Ordinal)]}", "<nonce>"), "/$1/token");
    }

    private static string Nonce(string html) => NonceField().Match(html).Groups[1].Value;

    [GeneratedRegex("<input type=\"hidden\" name=\"nonce\" value=\"([^\"]+)\">")]
    private static partial Regex NonceField();

    [GeneratedRegex("/([rupbh])/[A-Za-z0-9_-]{20,}")]
    private static partial Regex Token();

    [GeneratedRegex("<title>.*</title>")]
    private static partial Regex TitleOf();

    [GeneratedRegex("<html[^>]*>")]
    private static partial Regex LanguageOf();
}
