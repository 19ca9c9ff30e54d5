namespace FollowUps.Sending;

/// <summary>The short codes with which an exchange with the email provider is described: our own for what is no answer, the status or the provider's own code for what is one.</summary>
public static class ProviderCode
{
    /// <summary>No answer within the time that an exchange may take.</summary>
    public const string TimedOut = "timeout";

    /// <summary>The connection was up and broke off; the request may have arrived.</summary>
    public const string ConnectionLost = "connection-lost";

    /// <summary>What came could not be read as an answer.</summary>
    public const string Unreadable = "unreadable-answer";

    /// <summary>No token could be had.</summary>
    public const string NoToken = "no-token";

    /// <summary>The host's name could not be resolved.</summary>
    public const string NameResolution = "name-resolution";

    /// <summary>Nobody accepted the connection.</summary>
    public const string ConnectionRefused = "connection-refused";

    /// <summary>The connection did not come up in time.</summary>
    public const string ConnectTimedOut = "connect-timeout";

    /// <summary>The secure connection did not come up.</summary>
    public const string Tls = "tls";

    /// <summary>The proxy let nothing through.</summary>
    public const string Proxy = "proxy";

    private const string StatusPrefix = "http-";

    /// <summary>The code of an answer that has none of its own.</summary>
    public static string OfStatus(int status) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{StatusPrefix}{status}");

    /// <summary>What a refusal for good means, after its code: "BadRequest (…)"; a code that is not known here stands alone.</summary>
    public static string Refusal(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var meaning = code switch
        {
            "BadRequest" => "it finds a fault in the mail itself, such as a recipient's or a sender's address that it does not take",
            "UnprocessableEntity" => "it can read the mail and will not send it as it is",
            "EmailDropped" => "it took the mail and then dropped it",
            "EmailDroppedAllRecipientsSuppressed" => "it does not write to this address, which is on a list of its own",
            _ => null,
        };
        return meaning is null ? code : $"{code} ({meaning})";
    }

    /// <summary>A code as the timeline tells it: "no answer came in time", "the email provider answered 504".</summary>
    public static string Describe(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return code switch
        {
            TimedOut => "no answer came in time",
            ConnectionLost => "the connection broke off before an answer came",
            Unreadable => "the answer of the email provider could not be read",
            NoToken => "there was no token to sign in to the email provider with",
            NameResolution or ConnectionRefused or ConnectTimedOut or Tls or Proxy => $"the email provider could not be reached ({code})",
            _ when code.StartsWith(StatusPrefix, StringComparison.Ordinal) => $"the email provider answered {code[StatusPrefix.Length..]}",
            _ => $"the email provider answered {code}",
        };
    }
}
