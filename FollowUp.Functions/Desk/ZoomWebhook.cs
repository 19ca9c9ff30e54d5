using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUps.Desk;

/// <summary>
/// What Zoom asks of whoever it delivers to: to answer a handshake, and to look at the signature of each delivery (<c>x-zm-signature</c>: <c>v0=</c> and the hex
/// HMAC-SHA-256 of <c>v0:TIMESTAMP:BODY</c> under the app's secret token). How old a delivery is does not matter: the same call twice is one call.
/// </summary>
internal static class ZoomWebhook
{
    /// <summary>The mapping whose address this holds for.</summary>
    public const string Platform = "zoom";

    private const string Version = "v0";

    /// <summary>True when Zoom has signed this body with the secret.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> body, string? timestamp, string? signature, string secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Version}:{timestamp}:"), .. body];
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes($"{Version}={Hash(signed, secret)}"), Encoding.UTF8.GetBytes(signature ?? ""));
    }

    /// <summary>The token that a handshake wants to see hashed; null: this is no handshake.</summary>
    public static string? HandshakeToken(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("event", out var name) && name.ValueKind == JsonValueKind.String && name.ValueEquals("endpoint.url_validation")
                && root.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object
                && payload.TryGetProperty("plainToken", out var token) && token.ValueKind == JsonValueKind.String
                ? token.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The answer to a handshake.</summary>
    public static void WriteAnswer(Utf8JsonWriter json, string token, string secret)
    {
        json.WriteString("plainToken", token);
        json.WriteString("encryptedToken", Hash(Encoding.UTF8.GetBytes(token), secret));
    }

    private static string Hash(byte[] bytes, string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes));
}
