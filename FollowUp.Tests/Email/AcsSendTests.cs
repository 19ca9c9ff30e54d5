using System.Net;
using Azure.Core.Pipeline;
using FollowUps.Sending;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Email;

public sealed class AcsSendTests
{
    private const string Id = "8540c0de-899f-5cce-acb5-3ec493af3800";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_request_is_the_one_the_provider_documents()
    {
        await using var provider = new LoopbackProvider(new Reply.Answer(202));

        await GivenEmail.Sender(GivenEmail.Options(provider.Endpoint)).SendAsync(GivenEmail.Mail(), Cancellation);

        var request = Assert.Single(provider.Requests);
        Assert.Equal(("POST", "/emails:send?api-version=2025-09-01"), (request.Method, request.Target));
        Assert.Equal(Id, request.Headers["Operation-Id"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.StartsWith("HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal(
            """
            {"headers":{"X-FollowUp-Id":"fu1","List-Unsubscribe":"<https://example.com/u/t>",
            "Message-ID":"<fu1.g1@mail.contoso.example>","x-ms-acsemail-validate-message-id":"true"},
            "senderAddress":"care@mail.contoso.example",
            "content":{"subject":"Did we solve it?","plainText":"Hello\r\nJane","html":"<p>Hello \"Jane\"</p>"},
            "recipients":{"to":[{"address":"jane@customer.example","displayName":"Jane Doé"}]},
            "replyTo":[{"address":"sam@contoso.example"}],
            "userEngagementTrackingDisabled":true}
            """.ReplaceLineEndings(""),
            request.Body);
    }

    [Fact]
    public async Task A_part_that_the_mail_does_not_have_is_left_out()
    {
        await using var provider = new LoopbackProvider(new Reply.Answer(202));

        await GivenEmail.Sender(GivenEmail.Options(provider.Endpoint)).SendAsync(GivenEmail.Mail() with { Html = "" }, Cancellation);

        Assert.DoesNotContain("\"html\"", Assert.Single(provider.Requests).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"provider-id","status":"Running","error":null}""", null, "provider-id")]
    [InlineData("""{"status":"Running"}""", "https://contoso.example//emails/operations/from-location?api-version=2025-09-01", "from-location")]
    [InlineData("", "https://contoso.example/emails/operations/from-location", "from-location")]
    [InlineData("", null, Id)]
    [InlineData("not json", null, Id)]
    [InlineData("""["id"]""", null, Id)]
    [InlineData("""{"id":"a/b?c","error":null}""", null, Id)]
    public async Task A_mail_is_accepted_by_202_alone_whatever_else_the_answer_holds(string body, string? location, string id) =>
        Assert.Equal(
            new SendResult.Accepted(id),
            await Send(new Reply.Answer(202, body) { Headers = location is null ? [] : [("Operation-Location", location)] }));

    [Fact]
    public async Task A_202_whose_body_breaks_off_is_accepted() =>
        Assert.Equal(new SendResult.Accepted(Id), await Send(new Reply.Answer(202, """{"id":""", DeclaredLength: 100)));

    public static TheoryData<int, string, SendResult> Answers() => new()
    {
        { 200, "", new SendResult.Unclear("http-200") },
        { 307, "", new SendResult.Misconfigured("http-307") },
        { 400, Error("BadRequest"), new SendResult.Refused("BadRequest") },
        { 400, "", new SendResult.Refused("http-400") },
        { 400, "<html>", new SendResult.Refused("http-400") },
        { 400, """{"error":null}""", new SendResult.Refused("http-400") },
        { 400, Error("jane@customer.example"), new SendResult.Refused("http-400") },
        { 400, Error(new string('x', 65)), new SendResult.Refused("http-400") },
        { 401, Error("Denied"), new SendResult.Misconfigured("Denied") },
        { 403, "", new SendResult.Misconfigured("http-403") },
        { 404, Error("DomainNotLinked"), new SendResult.Misconfigured("DomainNotLinked") },
        { 408, "", new SendResult.Unclear("http-408") },
        { 409, Error("Conflict"), new SendResult.Duplicate("Conflict") },
        { 413, "", new SendResult.Refused("http-413") },
        { 422, "", new SendResult.Refused("http-422") },
        { 429, "", new SendResult.Throttled(null) },
        { 429, Error("SubscriptionBlocked"), new SendResult.Blocked("SubscriptionBlocked") },
        { 403, Error("subscriptionblocked"), new SendResult.Blocked("subscriptionblocked") },
        { 500, "", new SendResult.Unclear("http-500") },
        { 502, "", new SendResult.Unclear("http-502") },
        { 503, Error("ServerBusy"), new SendResult.Unclear("ServerBusy") },
        { 504, "", new SendResult.Unclear("http-504") },
    };

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public async Task Every_answer_has_one_meaning_and_is_never_followed_by_a_second_POST(int status, string body, SendResult expected)
    {
        await using var provider = new LoopbackProvider(new Reply.Answer(status, body));

        var result = await GivenEmail.Sender(GivenEmail.Options(provider.Endpoint)).SendAsync(GivenEmail.Mail(), Cancellation);

        Assert.Equal(expected, result);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task The_error_code_in_the_header_is_enough() =>
        Assert.Equal(new SendResult.Blocked("SubscriptionBlocked"), await Send(new Reply.Answer(400) { Headers = [("x-ms-error-code", "SubscriptionBlocked")] }));

    [Theory]
    [InlineData("Retry-After", "20", 20.0)]
    [InlineData("Retry-After", "0", 0.0)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("x-ms-retry-after-ms", "250", 0.25)]
    [InlineData("Retry-After", "Fri, 07 Aug 2026 10:01:30 GMT", 90.0)]
    [InlineData("Retry-After", "Fri, 07 Aug 2026 09:00:00 GMT", 0.0)]
    [InlineData("Retry-After", "soon", null)]
    [InlineData("Retry-After", "-5", null)]
    [InlineData("Retry-After", "99999999999999", null)]
    public async Task A_throttled_mail_says_when_to_come_back(string header, string value, double? seconds) =>
        Assert.Equal(
            new SendResult.Throttled(seconds is { } s ? Duration.FromSeconds(s) : null),
            await Send(new Reply.Answer(429) { Headers = [(header, value)] }));

    [Fact]
    public async Task A_repeat_carries_the_same_operation_and_message_id()
    {
        await using var provider = new LoopbackProvider(n => n == 1 ? new Reply.Reset() : new Reply.Answer(202));
        var sender = GivenEmail.Sender(GivenEmail.Options(provider.Endpoint));

        Assert.IsType<SendResult.Unclear>(await sender.SendAsync(GivenEmail.Mail(), Cancellation));
        Assert.IsType<SendResult.Accepted>(await sender.SendAsync(GivenEmail.Mail(), Cancellation));

        Assert.Equal([Id, Id], provider.Requests.Select(request => request.Headers["Operation-Id"]));
        Assert.Single(provider.Requests.Select(request => request.Body).Distinct());
    }

    [Fact]
    public async Task With_an_identity_the_token_is_asked_for_the_documented_scope_and_sent()
    {
        var (provider, token) = (new InProcessProvider(HttpStatusCode.Accepted), new FixedToken());
        var options = GivenEmail.Options(new Uri("https://contoso.communication.azure.com")) with { AccessKey = null, Credential = token };
        var sender = GivenEmail.Sender(options, transport: new HttpClientTransport(new HttpClient(provider)));

        Assert.Equal(new SendResult.Accepted(Id), await sender.SendAsync(GivenEmail.Mail(), Cancellation));
        Assert.Equal(["https://communication.azure.com//.default"], token.Scopes);
        Assert.Equal("Bearer token-1", provider.Only.Headers.Authorization!.ToString());
        Assert.Equal("https://contoso.communication.azure.com/emails:send?api-version=2025-09-01", provider.Only.RequestUri!.AbsoluteUri);
    }

    private static string Error(string code) => $$$"""{"error":{"code":"{{{code}}}","message":"Invalid format for jane@customer.example","innererror":null}}""";

    private static async Task<SendResult> Send(Reply reply)
    {
        await using var provider = new LoopbackProvider(reply);
        return await GivenEmail.Sender(GivenEmail.Options(provider.Endpoint)).SendAsync(GivenEmail.Mail(), Cancellation);
    }
}
