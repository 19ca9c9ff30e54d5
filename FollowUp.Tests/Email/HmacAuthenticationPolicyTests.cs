using System.Net;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using FollowUps.Email;
using Xunit;

namespace FollowUps.Tests.Email;

public sealed class HmacAuthenticationPolicyTests
{
    private const string Body =
        """{"senderAddress":"followup@contoso.com","content":{"subject":"Hi","plainText":"Hello"},"recipients":{"to":[{"address":"a@b.com"}]}}""";

    [Theory]
    [InlineData("POST", "/emails:send?api-version=2025-09-01", Body, "Z3iVlnqFTcDYOV+VePIx+JWLB2SO/67XHRFg9/i0eQw=", "s7C2Z1kOaHxwSH6GygiFojVOYgoG/axva4XHjTbXOn8=")]
    [InlineData("GET", "/emails/operations/8540c0de-899f-5cce-acb5-3ec493af3800?api-version=2025-09-01", null, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "hKhy1NvUhS4M/Y32N52dtkuvdcuELSrH5ZnXu758Yvc=")]
    public async Task A_request_is_signed_as_the_provider_computes_it(string method, string target, string? body, string contentHash, string signature)
    {
        var provider = new InProcessProvider(HttpStatusCode.OK);
        var policy = new HmacAuthenticationPolicy(GivenEmail.Key, new StoppedTime(GivenEmail.Now));
        var pipeline = HttpPipelineBuilder.Build(new Options { Transport = new HttpClientTransport(new HttpClient(provider)) }, policy);
        using var message = pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Parse(method);
        message.Request.Uri.Reset(new Uri("https://contoso.communication.azure.com" + target));
        message.Request.Content = body is null ? null : RequestContent.Create(Encoding.UTF8.GetBytes(body));

        await pipeline.SendAsync(message, TestContext.Current.CancellationToken);

        Assert.Equal("https://contoso.communication.azure.com" + target, provider.Only.RequestUri!.AbsoluteUri);
        Assert.Equal(contentHash, Header(provider, "x-ms-content-sha256"));
        Assert.Equal("Fri, 07 Aug 2026 10:00:00 GMT", Header(provider, "x-ms-date"));
        Assert.Equal("Fri, 07 Aug 2026 10:00:00 GMT", Header(provider, "Date"));
        Assert.Equal($"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}", Header(provider, "Authorization"));
    }

    private static string Header(InProcessProvider provider, string name) => Assert.Single(provider.Only.Headers.NonValidated[name]);

    private sealed class Options : ClientOptions;
}
