using Azure.Core;

namespace FollowUps.Email;

/// <summary>Where the email provider is and how to prove who we are: an access key, or (preferred) a managed identity.</summary>
public sealed record AcsEmailOptions
{
    private const string Shape = "endpoint=https://<resource>.communication.azure.com/;accesskey=<base64>";

    /// <summary>Of the Communication Services resource, with or without the trailing slash. Plain http is for loopback only.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Base64 access key. Exactly one of this and <see cref="Credential"/> is set.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Entra ID identity with a role on the Communication Services resource.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>How long one POST may take before its outcome is unclear. Default 30 s.</summary>
    public TimeSpan PostTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long TCP and TLS may take to come up; shorter than <see cref="PostTimeout"/>, so that "never connected" stays certain. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one attempt of a status query may take. Default 10 s.</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Further attempts of a status query. Each counts against the provider's quota. Default 2.</summary>
    public int AskRetries { get; init; } = 2;

    /// <summary>Wait before the first further attempt; doubles, at most 2 s. Default 0.5 s.</summary>
    public TimeSpan AskRetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Reads <c>endpoint=…;accesskey=…</c>, names of the parts in any case and order.</summary>
    /// <exception cref="FormatException">A part is missing, doubled or unusable. The message never quotes a value.</exception>
    public static AcsEmailOptions FromConnectionString(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connectionString.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
                throw new FormatException($"The email connection string has a part without a name. Write it as {Shape}.");
            if (!parts.TryAdd(part[..equals].TrimEnd(), part[(equals + 1)..].Trim()))
                throw new FormatException($"The email connection string names one part twice. Write it as {Shape}.");
        }

        if (!Uri.TryCreate(Required(parts, "endpoint"), UriKind.Absolute, out var endpoint))
            throw new FormatException($"'endpoint' in the email connection string is not an absolute address. Write it as {Shape}.");
        var options = new AcsEmailOptions { Endpoint = endpoint, AccessKey = Required(parts, "accesskey") };
        return options.Problem() is { } problem ? throw new FormatException(problem) : options;
    }

    /// <summary>What is wrong with these options and how to mend it; null when they can be used.</summary>
    public string? Problem()
    {
        if (!Endpoint.IsAbsoluteUri || (Endpoint.Scheme != Uri.UriSchemeHttps && !(Endpoint.Scheme == Uri.UriSchemeHttp && Endpoint.IsLoopback)))
            return "The email endpoint must start with https:// (http:// only on loopback). Copy it from the Communication Services resource.";
        if (Endpoint.Query.Length > 0 || Endpoint.Fragment.Length > 0 || Endpoint.UserInfo.Length > 0)
            return "The email endpoint must be scheme and host alone. Remove its query, fragment or user part.";
        if (AccessKey is null == Credential is null)
            return "Email needs exactly one of an access key and a credential. Set one, remove the other.";
        if (Credential is not null && Endpoint.Scheme != Uri.UriSchemeHttps)
            return "A token must not travel over http://. Use an https:// endpoint, or an access key on loopback.";
        if (AccessKey is not null && !IsKey(AccessKey))
            return "The email access key is not base64. Copy it whole, with its trailing '=' signs, from the Communication Services resource.";
        if (PostTimeout <= TimeSpan.Zero || ConnectTimeout <= TimeSpan.Zero || AskTimeout <= TimeSpan.Zero || AskRetryDelay < TimeSpan.Zero || AskRetries is < 0 or > 5)
            return "The email time-outs must be positive and the retries of a status query 0 to 5.";
        return null;
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => nameof(AcsEmailOptions);

    private static string Required(Dictionary<string, string> parts, string name) =>
        parts.TryGetValue(name, out var value) && value.Length > 0
            ? value
            : throw new FormatException($"The email connection string has no '{name}'. Write it as {Shape}.");

    private static bool IsKey(string key) => key.Length > 0 && Convert.TryFromBase64String(key, new byte[key.Length], out var written) && written > 0;
}
