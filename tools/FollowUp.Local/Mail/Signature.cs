using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace FollowUps.Local.Mail;

/// <summary>The provider's HMAC scheme for access keys, as its own SDK signs; a request that differs in one byte is refused.</summary>
public static class Signature
{
    private const string Scheme = "HMAC-SHA256";
    private const string Prefix = "SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>What the access key makes of a request.</summary>
    public static string Compute(string accessKey, string method, string pathAndQuery, string date, string host, string contentHash) =>
        Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(accessKey), Encoding.ASCII.GetBytes($"{method}\n{pathAndQuery}\n{date};{host};{contentHash}")));

    /// <summary>The header value for a body.</summary>
    public static string ContentHash(ReadOnlySpan<byte> body) => Convert.ToBase64String(SHA256.HashData(body));

    /// <summary>Checks a request.</summary>
    /// <param name="request">Its method and headers.</param>
    /// <param name="rawTarget">Path and query as sent.</param>
    /// <param name="body">Its body.</param>
    /// <param name="accessKey">Base64 key.</param>
    /// <param name="now">Process time: signatures have nothing to do with simulated time.</param>
    /// <returns>Null, or why it is refused.</returns>
    public static string? Refusal(HttpRequest request, string rawTarget, ReadOnlySpan<byte> body, string accessKey, DateTimeOffset now)
    {
        var date = request.Headers["x-ms-date"].ToString();
        if (!DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt))
            return "x-ms-date is missing or no RFC 1123 date";
        if ((now - signedAt).Duration() > Skew) return "x-ms-date is more than five minutes off";
        var hash = ContentHash(body);
        if (request.Headers["x-ms-content-sha256"].ToString() != hash) return "x-ms-content-sha256 does not match the body";
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var authorization)
            || authorization.Scheme != Scheme || authorization.Parameter?.StartsWith(Prefix, StringComparison.Ordinal) != true)
            return $"Authorization is not '{Scheme} {Prefix}…'";
        var expected = Compute(accessKey, request.Method, rawTarget, date, request.Host.Value ?? "", hash);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(authorization.Parameter[Prefix.Length..]), Encoding.ASCII.GetBytes(expected))
            ? null
            : "the signature does not match";
    }
}
