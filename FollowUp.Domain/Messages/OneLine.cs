using System.Text;

namespace FollowUps.Messages;

/// <summary>
/// Makes text from outside harmless before it goes into a mail: one line, no control characters, nothing that turns the reading
/// direction round, no more than a given length. Escaping for HTML comes later, in the template engine.
/// </summary>
public static class OneLine
{
    private const char Ellipsis = '…';

    /// <summary>
    /// Text whose author we trust with links (brand, subject, admin's own words): white space of any kind becomes single blanks; control
    /// characters, bidirectional marks, zero-width blanks and halves of surrogate pairs go; what is longer than <paramref name="most"/>
    /// UTF-16 units ends in "…".
    /// </summary>
    public static string Of(string? text, int most)
    {
        var line = new StringBuilder(Math.Min(text?.Length ?? 0, most));
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (!IsInvisible(rune.Value) && rune != Rune.ReplacementChar)
            {
                if (line.Length + rune.Utf16SequenceLength > most)
                {
                    return Cut(line, most);
                }

                line.Append(rune);
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>
    /// Text from a call. Besides the above, what a mail program would turn into a link by itself gets a blank in the middle:
    /// <c>https://evil.example</c> becomes <c>https: //evil. example</c>, an address becomes <c>ada@ mail. example</c>.
    /// </summary>
    public static string FromCall(string? text, int most)
    {
        var line = Of(text, most);
        var broken = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            broken.Append(line[i]);
            if (LinksOn(line, i))
            {
                broken.Append(' ');
            }
        }

        return broken.Length > most ? Cut(broken, most) : broken.ToString();
    }

    // "Dr.Smith" gets a blank too, which does no harm; "3.50" and "J.R." do not.
    private static bool LinksOn(string line, int i) => line[i] switch
    {
        ':' => line.AsSpan(i).StartsWith("://", StringComparison.Ordinal),
        '@' => i > 0 && line[i - 1] != ' ' && i + 1 < line.Length && line[i + 1] != ' ',
        '.' or '．' or '｡' or '。' => i > 0 && line[i - 1] != ' ' && i + 2 < line.Length && char.IsLetter(line[i + 1]) && char.IsLetter(line[i + 2]),
        _ => false,
    };

    private static bool IsInvisible(int value) =>
        value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C or 0x200B or 0x2060 or 0xFEFF or 0x00AD;

    private static string Cut(StringBuilder line, int most)
    {
        line.Length = Math.Min(line.Length, most - 1);
        if (line.Length > 0 && char.IsHighSurrogate(line[^1]))
        {
            line.Length--;
        }

        return line.ToString().TrimEnd() + Ellipsis;
    }
}
