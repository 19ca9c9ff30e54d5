using Azure;
using Azure.Identity;
using FollowUps.Sending;

namespace FollowUps.Email;

/// <summary>Why no answer came, by what that proves: only a connection that never came up proves that nothing was sent.</summary>
internal enum FaultKind
{
    /// <summary>No token could be had; nothing was sent.</summary>
    NoToken,

    /// <summary>Name resolution, TCP, proxy or TLS failed before the request could leave.</summary>
    NotConnected,

    /// <summary>The request may have arrived.</summary>
    Unclear,
}

/// <summary>A failed exchange as a value.</summary>
internal sealed record TransportFault(FaultKind Kind, string Code)
{
    /// <summary>Null for an exception that is no failed exchange, i.e. a bug, which the caller lets through.</summary>
    public static TransportFault? Of(Exception exception) => exception switch
    {
        // Azure.Core gathers the failures of all attempts.
        AggregateException { InnerExceptions: [.., var last] } => Of(last),
        AuthenticationFailedException => new(FaultKind.NoToken, ProviderCode.NoToken),
        RequestFailedException { InnerException: HttpRequestException http } => Of(http),
        HttpRequestException http => new(
            http.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError ? FaultKind.NotConnected : FaultKind.Unclear,
            CodeOf(http.HttpRequestError)),
        RequestFailedException or IOException => new(FaultKind.Unclear, ProviderCode.ConnectionLost),
        // Only SocketsHttpHandler.ConnectTimeout puts a TimeoutException inside; the time-out of the whole exchange does not.
        OperationCanceledException { InnerException: TimeoutException } => new(FaultKind.NotConnected, ProviderCode.ConnectTimedOut),
        OperationCanceledException => new(FaultKind.Unclear, ProviderCode.TimedOut),
        _ => null,
    };

    /// <summary>What this means for a POST.</summary>
    public SendResult ToSendResult() => Kind switch
    {
        FaultKind.NoToken => new SendResult.Misconfigured(Code),
        FaultKind.NotConnected => new SendResult.NotConnected(Code),
        _ => new SendResult.Unclear(Code),
    };

    private static string CodeOf(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => ProviderCode.NameResolution,
        HttpRequestError.ConnectionError => ProviderCode.ConnectionRefused,
        HttpRequestError.SecureConnectionError => ProviderCode.Tls,
        HttpRequestError.ProxyTunnelError => ProviderCode.Proxy,
        _ => ProviderCode.ConnectionLost,
    };
}
