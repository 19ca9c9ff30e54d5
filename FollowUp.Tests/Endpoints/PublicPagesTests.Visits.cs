using System.Net;
using System.Text.RegularExpressions;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local.Functions;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Tests.Endpoints;

/// <summary>How the tests come to a mailed call, open its pages and look at what was written.</summary>
public sealed partial class PublicPagesTests
{
    private async Task<string> MailedAsync(string id, string email = "ada@example.com")
    {
        var customer = Given.Customer(id) with { Email = Given.Address(email), Language = "en" };
        await _stage.PostAsync(Given.Call(id) with { Customer = customer, Consent = DocumentationConsent.Granted });
        await _stage.DeliverAsync();
        return _stage.Identity.Call(new CallId(id));
    }

    private SignedLink LinkOf(string call, LinkPurpose purpose, Instant expires) =>
        new(purpose, Division.Main, call, _stage.Identity.FollowUp(call, 1, FollowUpKind.CheckIn.Word()), expires);

    private string Path(string call, char letter, Instant? expires = null)
    {
        var signer = new LinkSigner([new LinkKey(0, Convert.FromBase64String(_stage.Settings["Links__Keys__0"]))]);
        return $"/{letter}/{signer.Sign(LinkOf(call, (LinkPurpose)letter, expires ?? Opened + Duration.FromDays(20)))}";
    }

    private async Task<CallRow> CallAsync(string call) => (await _stage.Store.FindAsync(Division.Main, Keys.Call(call), CancellationToken.None))!.As<CallRow>();

    private async Task<FollowUp> CheckInAsync(string call) => (await _stage.RowsAsync<FollowUp>($"f:{call}:")).Single(f => f.Kind == "check-in");

    private Task<IReadOnlyList<AnswerRow>> AnswersAsync(string call) => _stage.RowsAsync<AnswerRow>($"v:{call}:");

    private async Task<IReadOnlyList<string>> SuppressionsAsync(string call)
    {
        var address = _stage.Identity.Address(Given.Address((await CallAsync(call)).Contact.Email!));
        var row = (await _stage.Store.FindAsync(Division.Main, Keys.Address(address), CancellationToken.None))?.As<AddressRow>();
        return [.. row?.Suppressions.Select(e => $"{e.Reason.Word()} {e.Scope.Word()}") ?? []];
    }

    private async Task<IReadOnlyList<string>> EverythingAsync() =>
        [.. (await _stage.Store.RangeAsync(Division.Main, new KeyRange("a", "z"), int.MaxValue, CancellationToken.None)).Select(row => $"{row.Key} {row.Version}")];

    private static string Nonce(Answered page) => NonceValue().Match(page.Body).Groups[1].Value;

    private Task<Answered> GetAsync(string path, Instant now) => SendAsync(HttpMethod.Get, path, now, null);

    private async Task<Answered> PostAsync(string path, Instant now, params (string Field, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Field, field.Value)));
        return await SendAsync(HttpMethod.Post, path, now, content);
    }

    private async Task<Uri> AddressAsync(string path) => new(await _stage.Handler.ReadyAsync(CancellationToken.None), path);

    private async Task<Answered> SendAsync(HttpMethod method, string path, Instant now, HttpContent? content, bool chunked = false)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, await AddressAsync(path)) { Content = content };
        request.Headers.Add(HandlerFleet.NowHeader, InstantPattern.ExtendedIso.Format(now));
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        using var response = await client.SendAsync(request);
        return new Answered(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed record Answered(HttpStatusCode Status, string Body);

    [GeneratedRegex("name=\"nonce\" value=\"([^\"]+)\"")]
    private static partial Regex NonceValue();

    [GeneratedRegex("<option value=\"([0-9][^\"]+)\"")]
    private static partial Regex CallTime();
}
