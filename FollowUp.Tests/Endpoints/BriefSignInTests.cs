using System.Net;
using System.Text.RegularExpressions;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local.Functions;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>
/// Who acts on the page of a brief: where the platform's sign-in stands before the program, whoever is signed in; else whoever the mail was sent to, because
/// anybody can send the header.
/// </summary>
public sealed partial class BriefSignInTests(BriefSignInTests.TwoHandlers handlers) : IClassFixture<BriefSignInTests.TwoHandlers>
{
    private const string Priya = "p-nair"; // whom the brief went to
    private const string Grace = "p-okonkwo";
    private static readonly Instant Opened = Given.At("2026-11-24T10:00:00Z");

    [Theory]
    [InlineData(true, "grace.okonkwo@quillmere.example", Grace)]
    [InlineData(true, "GRACE.Okonkwo@Quillmere.example", Grace)] // sign-in names know no case
    [InlineData(true, "priya.nair@quillmere.example", Priya)]
    [InlineData(true, "somebody@quillmere.example", Priya)] // not in the directory
    [InlineData(true, "", Priya)]
    [InlineData(true, null, Priya)]
    [InlineData(false, "grace.okonkwo@quillmere.example", Priya)] // forged
    [InlineData(false, null, Priya)]
    public async Task The_signed_in_person_acts_where_the_sign_in_is_trusted_and_else_whoever_was_written_to(bool trusted, string? signedIn, string expected)
    {
        var stage = trusted ? handlers.Trusting : handlers.Wary;
        var id = $"sign-in-{Guid.NewGuid():N}";
        var link = await BriefedAsync(stage, id);

        var (status, page) = await SendAsync(stage, HttpMethod.Get, link, Opened, signedIn);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"What you do here is recorded as done by {(expected == Grace ? "Grace Okonkwo" : "Priya Nair")}.", page, StringComparison.Ordinal);
        Assert.Equal(expected == Grace, page.Contains("This was sent to Priya Nair.", StringComparison.Ordinal));

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("nonce", NonceValue().Match(page).Groups[1].Value), KeyValuePair.Create("do", "take")]);
        (status, page) = await SendAsync(stage, HttpMethod.Post, link, Opened + Duration.FromSeconds(20), signedIn, form);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(expected == Grace ? "Grace Okonkwo has the case since" : "Priya Nair has the case since", page, StringComparison.Ordinal);
        var call = (await stage.Store.FindAsync(Division.Main, Keys.Call(HashOf(stage, id)), CancellationToken.None))!.As<CallRow>();
        Assert.Equal((CaseState.Acknowledged, expected), (call.Case!.State, call.Case.Owner));
        Assert.Contains(await stage.RowsAsync<TimelineEntry>($"t:{HashOf(stage, id)}:"), entry => entry.Sentence == $"{(expected == Grace ? "Grace Okonkwo" : "Priya Nair")} takes the case.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sign_in_opens_no_page_without_its_link(bool trusted)
    {
        var stage = trusted ? handlers.Trusting : handlers.Wary;
        var (status, _) = await SendAsync(stage, HttpMethod.Get, "/b/made-up", Opened, "grace.okonkwo@quillmere.example");
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    private static async Task<string> BriefedAsync(HandlerStage stage, string id)
    {
        await stage.PostAsync(Given.Call(id, CallOutcome.Unresolved, Mood.Angry) with { Customer = Given.Customer(id) with { Email = Given.Address($"{id}@example.com") } });
        await stage.DeliverAsync();
        await stage.SweepAsync();
        var brief = (await stage.RowsAsync<FollowUp>($"f:{HashOf(stage, id)}:")).Single(followUp => followUp.Kind == "supervisor-brief");
        Assert.Equal(Priya, brief.Person);
        var signer = new LinkSigner([new LinkKey(0, Convert.FromBase64String(stage.Settings["Links__Keys__0"]))]);
        return $"/b/{signer.Sign(new SignedLink(LinkPurpose.Brief, Division.Main, HashOf(stage, id), new FollowUpId(brief.Id), Opened + Duration.FromDays(5)))}";
    }

    private static string HashOf(HandlerStage stage, string id) => stage.Identity.Call(new CallId(id));

    private static async Task<(HttpStatusCode Status, string Page)> SendAsync(
        HandlerStage stage, HttpMethod method, string path, Instant now, string? signedIn, HttpContent? content = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(await stage.Handler.ReadyAsync(CancellationToken.None), path)) { Content = content };
        request.Headers.Add(HandlerFleet.NowHeader, InstantPattern.ExtendedIso.Format(now));
        if (signedIn is not null)
        {
            request.Headers.TryAddWithoutValidation("X-MS-CLIENT-PRINCIPAL-NAME", signedIn);
        }

        using var response = await client.SendAsync(request);
        return (response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()));
    }

    [GeneratedRegex("name=\"nonce\" value=\"([^\"]+)\"")]
    private static partial Regex NonceValue();

    /// <summary>A handler that trusts the sign-in, and one that does not.</summary>
    public sealed class TwoHandlers(AzuriteFixture azurite) : IAsyncLifetime
    {
        internal HandlerStage Trusting { get; private set; } = null!;

        internal HandlerStage Wary { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Trusting = await HandlerStage.StartAsync(azurite.ConnectionString, change: settings => settings["Desk__TrustPrincipal"] = "true");
            Wary = await HandlerStage.StartAsync(azurite.ConnectionString, change: settings => settings["Desk__TrustPrincipal"] = "false");
        }

        public async ValueTask DisposeAsync()
        {
            await Trusting.DisposeAsync();
            await Wary.DisposeAsync();
        }
    }
}
