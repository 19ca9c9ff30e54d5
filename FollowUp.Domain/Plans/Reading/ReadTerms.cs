using System.Collections.Immutable;
using System.Globalization;
using FollowUps.Schedule;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Plans.Reading;

/// <summary>The terms that a plan book is made of: words of a closed set, lengths of time, zones, hours.</summary>
internal static class ReadTerms
{
    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>A word of a closed set; null and an error for any other.</summary>
    public static T? Word<T>(this ConfigNode node, Vocabulary<T> vocabulary)
        where T : struct, Enum
    {
        var word = node.Text($"Use one of: {string.Join(", ", vocabulary.Words)}.");
        if (vocabulary.TryParse(word, out var value))
        {
            return value;
        }

        if (word.Length > 0)
        {
            node.Error($"'{word}' is not known", Spelling.Suggest(word, vocabulary.Words));
        }

        return null;
    }

    /// <summary>A list of words of a closed set; empty where the list is missing.</summary>
    public static ImmutableArray<T> WordsOf<T>(this ConfigNode? list, Vocabulary<T> vocabulary)
        where T : struct, Enum =>
        list is null ? [] : [.. list.Items().Select(item => item.Word(vocabulary)).OfType<T>()];

    /// <summary>A list of texts; empty where the list is missing.</summary>
    public static ImmutableArray<string> Texts(this ConfigNode? list, string fix) =>
        list is null ? [] : [.. list.Items().Select(item => item.Text(fix))];

    /// <summary>A name made of small letters, digits and hyphens.</summary>
    public static string Slug(this ConfigNode node)
    {
        const string fix = "Write small letters, digits and hyphens, such as \"abandoned\".";
        var text = node.Text(fix);
        if (text.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            node.Error($"'{text}' is not such a name", fix);
        }

        return text;
    }

    /// <summary>"30m", "4h" or "3d": whole minutes, hours or days of 24 hours, at most 366 days.</summary>
    public static Duration Length(this ConfigNode node, bool zeroAllowed = false)
    {
        const string fix = "Write minutes, hours or days: \"30m\", \"4h\", \"3d\".";
        var text = node.Text(fix);
        if (TryLength(text, out var length) && (zeroAllowed || length > Duration.Zero))
        {
            return length;
        }

        if (text.Length > 0)
        {
            node.Error($"'{text}' is not a length of time {(zeroAllowed ? "" : "above zero and ")}up to 366 days", fix);
        }

        return Duration.Zero;
    }

    /// <summary>A zone of the time zone database ("Europe/London").</summary>
    public static DateTimeZone Zone(this ConfigNode node)
    {
        const string fix = "Write a name of the IANA time zone database such as \"Europe/London\".";
        var id = node.Text(fix);
        var zone = id.Length == 0 ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        if (zone is null && id.Length > 0)
        {
            node.Error($"'{id}' is not a time zone", fix);
        }

        return zone ?? DateTimeZone.Utc;
    }

    /// <summary>A time of day, "08:00".</summary>
    public static LocalTime TimeOfDay(this ConfigNode node)
    {
        const string fix = "Write hours and minutes with two digits each: \"08:00\".";
        var text = node.Text(fix);
        var time = Clock.Parse(text);
        if (!time.Success && text.Length > 0)
        {
            node.Error($"'{text}' is not a time of day", fix);
        }

        return time.Success ? time.Value : LocalTime.Midnight;
    }

    /// <summary>A stretch of the day, "09:00-18:00"; the end may be 24:00, which reads as midnight. Null and an error for anything else.</summary>
    public static ClockHours? Hours(this ConfigNode node)
    {
        const string fix = "Write beginning and end: \"09:00-18:00\".";
        var text = node.Text(fix);
        if (text.Split('-') is [var from, var to] && Clock.Parse(from) is { Success: true } start
            && Clock.Parse(to == "24:00" ? "00:00" : to) is { Success: true } end
            && (start.Value != end.Value || to == "24:00"))
        {
            return new ClockHours(start.Value, end.Value);
        }

        if (text.Length > 0)
        {
            node.Error($"'{text}' is not a stretch of the day", fix);
        }

        return null;
    }

    private static bool TryLength(string text, out Duration length)
    {
        length = Duration.Zero;
        if (text.Length is < 2 or > 7 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        length = text[^1] switch
        {
            'm' => Duration.FromMinutes(count),
            'h' => Duration.FromHours(count),
            'd' => Duration.FromDays(count),
            _ => Duration.MaxValue,
        };
        return length <= Duration.FromDays(366);
    }
}
