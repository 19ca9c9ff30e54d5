using Azure.Core;
using Azure.Core.Pipeline;

namespace FollowUps.Email;

/// <summary>
/// The two pipelines to the provider, over one pool of connections: <see cref="Post"/> never repeats by itself, because a repeat of a
/// request whose answer was lost may mail a customer twice; <see cref="Ask"/> repeats a little.
/// </summary>
internal sealed class AcsPipelines
{
    /// <summary>Of the provider's identity scope. The double slash is literal: the audience ends with a slash.</summary>
    private const string Scope = "https://communication.azure.com//.default";

    public AcsPipelines(AcsEmailOptions options, TimeProvider processTime, HttpPipelineTransport? transport)
    {
        transport ??= Transport(options);
        HttpPipelinePolicy identity = options.AccessKey is { } key
            ? new HmacAuthenticationPolicy(key, processTime)
            : new BearerTokenAuthenticationPolicy(options.Credential!, Scope);

        var post = new PipelineOptions { Transport = transport, Retry = { MaxRetries = 0, NetworkTimeout = options.PostTimeout } };
        Post = HttpPipelineBuilder.Build(post, identity);

        var ask = new PipelineOptions
        {
            Transport = transport,
            Retry =
            {
                Mode = RetryMode.Exponential,
                MaxRetries = options.AskRetries,
                Delay = options.AskRetryDelay,
                MaxDelay = TimeSpan.FromSeconds(2),
                NetworkTimeout = options.AskTimeout,
            },
        };
        Ask = HttpPipelineBuilder.Build(ask, [], [identity], new ShortWaits());
    }

    public HttpPipeline Post { get; }

    public HttpPipeline Ask { get; }

    private static HttpClientTransport Transport(AcsEmailOptions options)
    {
        // Azure.Core's own defaults, and a bound for connecting: without it a silent network ends as "unclear" instead of "never connected".
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpClientTransport(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan });
    }

    private sealed class PipelineOptions : ClientOptions
    {
        public PipelineOptions() => Diagnostics.ApplicationId = "FollowUp";
    }

    /// <summary>A provider that names a time to wait is not waited for in process, and a query refused by the quota is not repeated.</summary>
    private sealed class ShortWaits : ResponseClassifier
    {
        public override bool IsRetriableResponse(HttpMessage message) =>
            base.IsRetriableResponse(message) && message.Response.Status != 429 && !message.Response.Headers.Contains("Retry-After");
    }
}
