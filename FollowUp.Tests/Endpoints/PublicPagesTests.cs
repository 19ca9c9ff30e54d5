using System.Net;
using System.Text;
using FollowUps.Calls;
using FollowUps.Local.Functions;
using FollowUps.Responses;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>The public pages of the running handler, as people, mail clients and scanners use them.</summary>
public sealed partial class PublicPagesTests(SharedHandler handler) : IClassFixture<SharedHandler>
{
    private static readonly Instant Opened = Given.At("2026-12-02T10:00:00Z");
    private static readonly Instant Read = Opened + Duration.FromSeconds(20);
    private readonly HandlerStage _stage = handler.Stage;

    [Fact]
    public async Task Opening_any_page_by_any_method_that_reads_writes_nothing()
    {
        var call = await MailedAsync("call-open");
        var before = await EverythingAsync();
        foreach (var letter in "ruhpb")
        {
            foreach (var query in new[] { "", "?score=1", "?score=5", "?solved=no", "?change=1", "?consent=1" })
            {
                Assert.InRange((int)(await GetAsync($"{Path(call, letter)}{query}", Opened)).Status, 200, 404);
                Assert.Equal("", (await SendAsync(HttpMethod.Head, Path(call, letter) + query, Opened, null)).Body);
            }
        }

        Assert.Equal(before, await EverythingAsync());
    }

    [Fact]
    public async Task The_choice_of_the_link_is_preselected_and_the_button_records_it()
    {
        var call = await MailedAsync("call-rate");
        var page = await GetAsync($"{Path(call, 'r')}?score=4", Opened);
        Assert.Contains("value=\"4\" required checked", page.Body, StringComparison.Ordinal);
        var thanks = await PostAsync(Path(call, 'r'), Read, ("nonce", Nonce(page)), ("score", "4"), ("comment", "Quick & kind"));
        Assert.Contains("<strong>Satisfied</strong>", thanks.Body, StringComparison.Ordinal);
        Assert.Equal((4, "Quick & kind"), (await CheckInAsync(call)).Score is { } score ? (score, (await AnswersAsync(call)).Single().Comment) : default);

        var again = await GetAsync(Path(call, 'r'), Read + Duration.FromMinutes(1));
        Assert.DoesNotContain("<form", again.Body, StringComparison.Ordinal);
        var change = await GetAsync($"{Path(call, 'r')}?change=1", Read + Duration.FromMinutes(2));
        await PostAsync(Path(call, 'r'), Read + Duration.FromMinutes(3), ("nonce", Nonce(change)), ("score", "3"));
        Assert.Equal(3, (await CheckInAsync(call)).Score);
    }

    [Fact]
    public async Task A_scanner_that_submits_every_form_at_once_is_told_friendly_things_and_counts_for_nothing()
    {
        var call = await MailedAsync("call-scanner");
        for (var score = 1; score <= 5; score++)
        {
            var page = await GetAsync($"{Path(call, 'r')}?score={score}", Opened);
            await PostAsync(Path(call, 'r'), Opened + Duration.FromMilliseconds(500), ("nonce", Nonce(page)), ("score", $"{score}"));
        }

        Assert.All(await AnswersAsync(call), answer => Assert.False(answer.Counted));
        Assert.Null((await CheckInAsync(call)).AnsweredAt);
    }

    [Fact]
    public async Task The_page_of_a_scanner_that_opened_all_choices_is_doubted_however_long_it_waits()
    {
        var call = await MailedAsync("call-burst");
        Answered last = new(default, "");
        for (var score = 1; score <= 5; score++)
        {
            last = await GetAsync($"{Path(call, 'r')}?score={score}", Opened + Duration.FromMilliseconds(100 * score));
        }

        await PostAsync(Path(call, 'r'), Read, ("nonce", Nonce(last)), ("score", "5"));
        Assert.Equal("all links opened", (await AnswersAsync(call)).Single().Suspect);

        var person = await GetAsync($"{Path(call, 'r')}?score=2", Opened + Duration.FromHours(1));
        await PostAsync(Path(call, 'r'), Opened + Duration.FromHours(1) + Duration.FromSeconds(9), ("nonce", Nonce(person)), ("score", "2"));
        Assert.Equal(2, (await CheckInAsync(call)).Score);
    }

    [Theory]
    [InlineData("score", "")]
    [InlineData("score", "9")]
    [InlineData("nonce", "made-up")]
    public async Task What_cannot_be_used_is_asked_again_and_nothing_is_lost(string field, string value)
    {
        var call = await MailedAsync($"call-again-{field}-{value}");
        var page = await GetAsync(Path(call, 'r'), Opened);
        var form = new Dictionary<string, string> { ["nonce"] = Nonce(page), ["score"] = "4", [field] = value };
        var again = await PostAsync(Path(call, 'r'), Read, [.. form.Select(pair => (pair.Key, pair.Value))]);
        Assert.Contains("role=\"alert\"", again.Body, StringComparison.Ordinal);
        Assert.Empty(await AnswersAsync(call));
    }

    [Theory]
    [InlineData("one click")]
    [InlineData("empty")]
    [InlineData("chunked")]
    public async Task One_click_unsubscribes_with_and_without_a_body(string body)
    {
        var call = await MailedAsync($"call-click-{body}", $"{body.Replace(' ', '-')}@example.com");
        using HttpContent? content = body switch
        {
            "one click" => new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]),
            "chunked" => new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes("List-Unsubscribe=One-Click"))) { Headers = { { "Content-Type", "application/x-www-form-urlencoded" } } },
            _ => null,
        };
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, Path(call, 'u'), Opened, content, chunked: body == "chunked")).Status);
        Assert.Equal(["unsubscribed surveys"], await SuppressionsAsync(call));
    }

    [Fact]
    public async Task The_page_offers_to_stop_everything_but_what_is_open()
    {
        var call = await MailedAsync("call-optional", "optional@example.com");
        Assert.Contains("value=\"optional\"", (await GetAsync(Path(call, 'u'), Opened)).Body, StringComparison.Ordinal);
        await PostAsync(Path(call, 'u'), Opened, ("scope", "optional"));
        Assert.Equal(["unsubscribed optional"], await SuppressionsAsync(call));
    }

    [Fact]
    public async Task A_wish_with_a_time_to_call_opens_a_case()
    {
        var call = await MailedAsync("call-help");
        var page = await GetAsync(Path(call, 'h'), Opened);
        var time = CallTime().Match(page.Body).Groups[1].Value;
        var done = await PostAsync(Path(call, 'h'), Read, ("nonce", Nonce(page)), ("wish", "Please call me <b>back</b>"), ("solved", "no"), ("callAt", time));
        Assert.Contains("Priya Nair will call you: ", done.Body, StringComparison.Ordinal);
        var row = await CallAsync(call);
        Assert.Equal(InstantPattern.ExtendedIso.Parse(time).Value, row.Case!.CallAt);
    }

    [Fact]
    public async Task A_refusal_of_notes_removes_what_is_stored_at_once()
    {
        var call = await MailedAsync("call-consent");
        var page = await GetAsync($"{Path(call, 'h')}?consent=1", Opened);
        Assert.NotNull((await CallAsync(call)).Summary);
        await PostAsync($"{Path(call, 'h')}?consent=1", Read, ("nonce", Nonce(page)), ("consent", "declined"));
        var row = await CallAsync(call);
        Assert.Equal((DocumentationConsent.Declined, null, null), (row.Consent, row.Summary, row.Reason));
    }

    [Fact]
    public async Task A_tampered_foreign_expired_or_spent_link_leads_to_the_same_friendly_page()
    {
        var call = await MailedAsync("call-links");
        var good = Path(call, 'r');
        var expired = Path(call, 'r', Opened - Duration.FromDays(1));
        var foreign = $"/r/{new LinkSigner([new LinkKey(0, new byte[32])]).Sign(LinkOf(call, LinkPurpose.Rate, Opened + Duration.FromDays(9)))}";
        var unknown = Path(_stage.Identity.Call(new CallId("never heard of")), 'r');
        string[] dead = [good[..^1] + (good[^1] == 'A' ? 'B' : 'A'), good.Replace("/r/", "/u/", StringComparison.Ordinal), expired, foreign, unknown, "/r/x", $"/r/{new string('A', 300)}"];
        var pages = new List<Answered>();
        foreach (var path in dead)
        {
            pages.Add(await GetAsync(path, Opened));
            pages.Add(await PostAsync(path, Read, ("nonce", "x"), ("score", "5")));
        }

        Assert.Single(pages.Distinct());
        Assert.Equal(HttpStatusCode.NotFound, pages[0].Status);
    }

    [Fact]
    public async Task Pages_are_private_strict_and_never_stored()
    {
        var call = await MailedAsync("call-headers");
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, await AddressAsync(Path(call, 'r')));
        request.Headers.Add(HandlerFleet.NowHeader, Opened.ToString());
        using var response = await client.SendAsync(request);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("noindex, nofollow", response.Headers.GetValues("X-Robots-Tag").Single());
        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var html = await response.Content.ReadAsStringAsync();
        var style = html[(html.IndexOf("<style>", StringComparison.Ordinal) + "<style>".Length)..html.IndexOf("</style>", StringComparison.Ordinal)];
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));
        Assert.Contains($"style-src 'sha256-{hash}';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(src|href)=\"https?://", html);
    }
}
