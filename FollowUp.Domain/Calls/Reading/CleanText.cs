using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FollowUps.Calls.Reading;

/// <summary>
/// Removes from a text what no reader can see and no header may carry, and bounds its length. Markup, Liquid, bidi marks and emoji stay:
/// making them harmless is the work of the renderer, which knows where the text goes.
/// </summary>
internal static class CleanText
{
    /// <summary>Characters of a name, a phone, a queue or an id.</summary>
    public const int LineLength = 200;

    /// <summary>Characters of one free-text field.</summary>
    public const int TextLength = 8_000;

    private const int CodeLength = 40;

    /// <summary>One line: every control character and line separator becomes a space; trimmed.</summary>
    public static string Line(string raw) =>
        string.Create(raw.Length, raw, static (line, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                line[i] = BreaksLine(source[i]) ? ' ' : source[i];
            }
        }).Trim();

    /// <summary>Free text: line feeds stay (CR and CRLF become one), a tab becomes a space, other control characters go; trimmed.</summary>
    public static string Paragraphs(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            if (c == '\r')
            {
                text.Append(i + 1 < raw.Length && raw[i + 1] == '\n' ? "" : "\n");
            }
            else if (c == '\n' || !char.IsControl(c))
            {
                text.Append(c);
            }
            else if (c == '\t')
            {
                text.Append(' ');
            }
        }

        return text.ToString().Trim();
    }

    /// <summary>At most <paramref name="length"/> characters; a surrogate pair is never split.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>A code for an error or a note: one line, at most 40 characters, in quotes and escaped as JSON writes it.</summary>
    public static string Quoted(string raw) => Quoted(raw, CodeLength);

    /// <inheritdoc cref="Quoted(string)"/>
    public static string Quoted(string raw, int length)
    {
        var line = Line(raw);
        var cut = Cut(line, length);
        return $"\"{JsonEncodedText.Encode(cut, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}{(cut.Length < line.Length ? "…" : "")}\"";
    }

    // U+2028 and U+2029 are no control characters, yet mail programs and scripts break lines at them.
    public static bool BreaksLine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
