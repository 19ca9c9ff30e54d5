using System.Net;
using System.Text;
using FollowUps.Local.Mail;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class SignatureTests
{
    private const string Date = "Fri, 07 Aug 2026 10:00:00 GMT";
    private const string Host = "contoso.communication.azure.com";

    [Fact]
    public void A_post_is_signed_over_method_target_date_host_and_body()
    {
        const string body = """{"senderAddress":"followup@contoso.com","content":{"subject":"Hi","plainText":"Hello"},"recipients":{"to":[{"address":"a@b.com"}]}}""";
        var hash = Signature.ContentHash(Encoding.UTF8.GetBytes(body));

        Assert.Equal("Z3iVlnqFTcDYOV+VePIx+JWLB2SO/67XHRFg9/i0eQw=", hash);
        Assert.Equal(
            "s7C2Z1kOaHxwSH6GygiFojVOYgoG/axva4XHjTbXOn8=",
            Signature.Compute(MailboxStage.Key, "POST", "/emails:send?api-version=2025-09-01", Date, Host, hash));
    }

    [Fact]
    public void A_get_is_signed_over_the_empty_body() =>
        Assert.Equal(
            "hKhy1NvUhS4M/Y32N52dtkuvdcuELSrH5ZnXu758Yvc=",
            Signature.Compute(
                MailboxStage.Key, "GET", "/emails/operations/8540c0de-899f-5cce-acb5-3ec493af3800?api-version=2025-09-01", Date, Host, Signature.ContentHash([])));

    public static TheoryData<string, Action<HttpRequestMessage>> Forgeries() => new()
    {
        { "another body", r => r.Content = new StringContent("{}") },
        { "another target", r => r.RequestUri = new Uri(r.RequestUri + "&x=1", UriKind.Relative) },
        { "another date", r => Replace(r, "x-ms-date", "Fri, 07 Aug 2026 10:00:00 GMT") },
        { "no date", r => r.Headers.Remove("x-ms-date") },
        { "no authorization", r => r.Headers.Remove("Authorization") },
        { "another scheme", r => Replace(r, "Authorization", "Bearer x") },
        { "signed headers in another order", r => Replace(r, "Authorization", r.Headers.GetValues("Authorization").First().Replace("x-ms-date;host", "host;x-ms-date", StringComparison.Ordinal)) },
    };

    [Theory]
    [MemberData(nameof(Forgeries), DisableDiscoveryEnumeration = true)]
    public async Task A_request_that_was_not_signed_as_it_stands_is_refused_and_nothing_is_kept(string what, Action<HttpRequestMessage> forge)
    {
        await using var mailbox = await MailboxStage.OpenAsync();

        using var response = await mailbox.SendRawAsync("""{"senderAddress":"a@b.c","content":{"subject":"s","plainText":"t"},"recipients":{"to":[{"address":"a@b.c"}]}}""", change: forge);

        Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, what);
        Assert.Empty(mailbox.Files);
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        using var response = await mailbox.SendAsync(key: Convert.ToBase64String(new byte[32]));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static void Replace(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
