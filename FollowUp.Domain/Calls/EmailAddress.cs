using System.Globalization;

namespace FollowUps.Calls;

/// <summary>
/// A mailbox that can be written to. Two spellings that reach the same mailbox have the same <see cref="Normalized"/> text, so that a
/// suppression holds for both.
/// </summary>
public sealed record EmailAddress
{
    private static readonly IdnMapping Idn = new();

    private EmailAddress(string value, string normalized) => (Value, Normalized) = (value, normalized);

    /// <summary>The address to send to: trimmed, the domain in ASCII.</summary>
    public string Value { get; }

    /// <summary>For identity only: like <see cref="Value"/>, with ASCII letters of both parts in lower case.</summary>
    public string Normalized { get; }

    /// <summary>
    /// Reads one address ("ada@example.com"). False for an empty text, none or several <c>@</c>, white space or control characters,
    /// angle brackets, quotes, list separators, an empty part, a domain without a dot, more than 254 characters (RFC 5321 §4.5.3.1.3).
    /// </summary>
    public static bool TryParse(string? text, out EmailAddress? address)
    {
        address = null;
        var trimmed = text?.Trim();
        if (trimmed is not { Length: >= 5 and <= 254 } || trimmed.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || "<>\"(),;:\\[]".Contains(c)))
        {
            return false;
        }

        var at = trimmed.IndexOf('@');
        if (at is < 1 or > 64 || trimmed.LastIndexOf('@') != at || !TryAsciiDomain(trimmed[(at + 1)..], out var domain))
        {
            return false;
        }

        var local = trimmed[..at];
        if (local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        address = new EmailAddress($"{local}@{domain}", $"{LowerAscii(local)}@{domain}");
        return true;
    }

    /// <summary>Not the address: it must not reach a log by accident.</summary>
    public override string ToString() => "(address)";

    private static bool TryAsciiDomain(string domain, out string ascii)
    {
        ascii = "";
        try
        {
            ascii = LowerAscii(Idn.GetAscii(domain));
        }
        catch (ArgumentException)
        {
            return false;
        }

        var labels = ascii.Split('.');
        return labels.Length >= 2 && labels.All(label => label.Length is >= 1 and <= 63
            && !label.StartsWith('-') && !label.EndsWith('-')
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
    }

    private static string LowerAscii(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                span[i] = source[i] is >= 'A' and <= 'Z' ? (char)(source[i] + 32) : source[i];
            }
        });
}
