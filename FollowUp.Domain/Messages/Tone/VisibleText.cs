using System.Collections.Frozen;
using System.Net;

namespace FollowUps.Messages.Tone;

/// <summary>
/// What a reader sees of a text with markup, each character with its place in the source. Tags of HTML and of templates are gone, entities are
/// decoded; where a block ends there is a <see cref="Break"/>, where a variable is written a <see cref="Blank"/>.
/// </summary>
internal static class VisibleText
{
    /// <summary>The end of a block: no sentence goes over it.</summary>
    public const char Break = '\u2029';

    /// <summary>Stands for the value of a variable: a word that is no word.</summary>
    public const char Blank = '\uFFFC';

    private const int LongestEntity = 32;

    private static readonly FrozenSet<string> Inline = FrozenSet.ToFrozenSet(
        ["a", "abbr", "b", "bdi", "bdo", "code", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The visible characters in order. One pass: whatever is opened and never closed is text.</summary>
    public static List<(char Letter, int At)> Of(string source)
    {
        var seen = new List<(char, int)>(source.Length);
        var at = 0;
        while (at < source.Length)
        {
            var end = source[at] switch
            {
                '<' => Tag(source, at, seen),
                '{' => Liquid(source, at, seen),
                '&' => Entity(source, at, seen),
                _ => at,
            };
            if (end == at)
            {
                seen.Add((source[at], at));
                end++;
            }

            at = end;
        }

        return seen;
    }

    private static int Tag(string source, int at, List<(char, int)> seen)
    {
        if (source.AsSpan(at).StartsWith("<!--"))
        {
            return After(source, "-->", at) ?? at;
        }

        var name = at + 1 < source.Length && source[at + 1] == '/' ? at + 2 : at + 1;
        if (name >= source.Length || !(char.IsAsciiLetter(source[name]) || source[name] == '!') || TagEnd(source, name) is not { } end)
        {
            return at;
        }

        var word = source[name..WordEnd(source, name)];
        if (word.Equals("style", StringComparison.OrdinalIgnoreCase) || word.Equals("script", StringComparison.OrdinalIgnoreCase))
        {
            return name == at + 1 ? After(source, $"</{word}", end) is { } close ? TagEnd(source, close) ?? end : end : end;
        }

        if (word.Equals("br", StringComparison.OrdinalIgnoreCase))
        {
            seen.Add((' ', at));
        }
        else if (!Inline.Contains(word))
        {
            seen.Add((Break, at));
        }

        return end;
    }

    private static int WordEnd(string source, int at)
    {
        while (at < source.Length && char.IsAsciiLetterOrDigit(source[at]))
        {
            at++;
        }

        return at;
    }

    // Quotes hide a closing bracket; a tag of more than some thousand characters is none.
    private static int? TagEnd(string source, int from)
    {
        const int longest = 4_000;
        var quote = '\0';
        for (var at = from; at < source.Length && at - from < longest; at++)
        {
            var letter = source[at];
            if (quote == '\0' && letter == '>')
            {
                return at + 1;
            }

            quote = quote == letter ? '\0' : quote == '\0' && letter is '"' or '\'' ? letter : quote;
        }

        return null;
    }

    private static int Liquid(string source, int at, List<(char, int)> seen)
    {
        var rest = source.AsSpan(at);
        if (rest.StartsWith("{{") && After(source, "}}", at) is { } written)
        {
            seen.Add((Blank, at));
            return written;
        }

        if (!rest.StartsWith("{%") || After(source, "%}", at) is not { } end)
        {
            return at;
        }

        var isComment = source.AsSpan(at + 2, end - at - 4).Trim("- ").StartsWith("comment");
        return isComment && source.IndexOf("endcomment", end, StringComparison.Ordinal) is >= 0 and var close ? After(source, "%}", close) ?? end : end;
    }

    private static int Entity(string source, int at, List<(char, int)> seen)
    {
        var length = source.AsSpan(at, Math.Min(LongestEntity, source.Length - at)).IndexOf(';') + 1;
        var written = source.Substring(at, length);
        var read = WebUtility.HtmlDecode(written);
        if (length == 0 || read == written)
        {
            return at;
        }

        seen.AddRange(read.Select(letter => (letter, at)));
        return at + length;
    }

    private static int? After(string source, string what, int from) =>
        source.IndexOf(what, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var found ? found + what.Length : null;
}
