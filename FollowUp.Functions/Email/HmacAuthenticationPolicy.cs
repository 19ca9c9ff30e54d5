using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace FollowUps.Email;

/// <summary>
/// Signs a request with an access key of Communication Services (scheme HMAC-SHA256). To be added per retry: the provider refuses an
/// old date. The body is written once more to hash it, so its content must be repeatable.
/// </summary>
/// <param name="accessKey">Base64.</param>
/// <param name="time">Process time: the provider compares the date with its own clock.</param>
/// <remarks>Rule: "HMAC authentication" of the Communication Services REST reference.</remarks>
public sealed class HmacAuthenticationPolicy(string accessKey, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private readonly byte[] _key = Convert.FromBase64String(accessKey);

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var request = message.Request;
        var uri = request.Uri.ToUri();
        var date = time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var contentHash = HashOf(request.Content, message.CancellationToken);
        var signature = Sign($"{request.Method.Method}\n{uri.PathAndQuery}\n{date};{uri.Authority};{contentHash}");

        request.Headers.SetValue("x-ms-content-sha256", contentHash);
        request.Headers.SetValue("Date", date);
        request.Headers.SetValue("x-ms-date", date);
        request.Headers.SetValue("Authorization", $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
    }

    private static string HashOf(RequestContent? content, CancellationToken cancellationToken)
    {
        using var sha = SHA256.Create();
        using (var sink = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
        {
            content?.WriteTo(sink, cancellationToken);
        }

        return Convert.ToBase64String(sha.Hash!);
    }

    private string Sign(string text) => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(text)));
}
