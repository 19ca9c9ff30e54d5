using System.Globalization;
using FollowUps.Calls.Reading;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Platforms;

/// <summary>The forms in which platforms write times, by the word that a mapping uses.</summary>
internal static class PlatformTime
{
    private static readonly OffsetDateTimePattern Rfc2822 = OffsetDateTimePattern.CreateWithInvariantCulture("d MMM uuuu HH:mm:ss o<+HHmm>");

    private static readonly Dictionary<string, Func<string, Instant?>> Forms = new(StringComparer.Ordinal)
    {
        ["iso"] = Instants.Read,
        ["epochSeconds"] = text => Whole(text) is { } seconds and >= 0 and <= 250_000_000_000 ? Instant.FromUnixTimeSeconds(seconds) : null,
        ["epochMilliseconds"] = text => Whole(text) is { } millis and >= 0 and <= 250_000_000_000_000 ? Instant.FromUnixTimeMilliseconds(millis) : null,
        ["rfc2822"] = OfRfc2822,
        ["jsonDate"] = OfJsonDate,
    };

    /// <summary>The words.</summary>
    public static IReadOnlyCollection<string> Words => Forms.Keys;

    /// <summary>An RFC 3339 time in UTC; null when the text is not of this form.</summary>
    public static string? Read(string form, string text) => Forms[form](text) is { } instant ? InstantPattern.ExtendedIso.Format(instant) : null;

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000_000_000 ? (long)number
        : null;

    /// <summary>"Mon, 02 Mar 2026 14:11:47 +0000"; the day of the week says nothing new.</summary>
    private static Instant? OfRfc2822(string text)
    {
        var rest = text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..].Trim().Replace("GMT", "+0000", StringComparison.Ordinal);
        return Rfc2822.Parse(rest.TrimStart('0')).TryGetValue(default, out var time) ? time.ToInstant() : null;
    }

    /// <summary>"/Date(1772460751000+0000)/": milliseconds since 1970 in UTC; the offset only says where it was written.</summary>
    private static Instant? OfJsonDate(string text)
    {
        const string head = "/Date(";
        const string tail = ")/";
        if (!text.StartsWith(head, StringComparison.Ordinal) || !text.EndsWith(tail, StringComparison.Ordinal) || text.Length <= head.Length + tail.Length)
        {
            return null;
        }

        var inside = text[head.Length..^tail.Length];
        var offset = inside.IndexOfAny(['+', '-'], 1);
        return Whole(offset < 0 ? inside : inside[..offset]) is { } millis and >= 0 and <= 250_000_000_000_000 ? Instant.FromUnixTimeMilliseconds(millis) : null;
    }
}
