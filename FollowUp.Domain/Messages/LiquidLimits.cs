using System.Globalization;

namespace FollowUps.Messages;

/// <summary>
/// What a template may ask of the program before it is even parsed. A parser that goes down into every bracket, and a range that is made before it
/// is counted, would end the process: no error could name the file then.
/// </summary>
internal static class LiquidLimits
{
    /// <summary>The longest text that a template or an assignment may have, in UTF-16 characters.</summary>
    public const int LongestText = 64 * 1024;

    /// <summary>What is rendered at the most, in UTF-16 characters; how much of it may be mailed is <see cref="Render.LargestMail"/>.</summary>
    public const int LongestRendered = 4 * LongestText;

    private const int LongestTag = 500;
    private const int DeepestBlocks = 20;
    private const int DeepestBrackets = 5;

    private static readonly string[] Blocks = ["if", "unless", "for", "case"];

    /// <summary>What is too much, with the line; null: the template may be parsed.</summary>
    public static string? ProblemOf(string source)
    {
        if (source.Length > LongestText)
        {
            return $"it has {source.Length} characters, and {LongestText} are the most";
        }

        var depth = 0;
        for (var at = NextTag(source, 0); at >= 0; at = NextTag(source, at + 2))
        {
            var end = source.IndexOf(source[at + 1] == '{' ? "}}" : "%}", at + 2, StringComparison.Ordinal);
            var inside = source.AsSpan(at + 2, (end < 0 ? source.Length : end) - at - 2);
            depth += source[at + 1] == '%' ? StepOf(inside) : 0;
            var problem = inside.Length > LongestTag ? $"a tag with more than {LongestTag} characters"
                : depth > DeepestBlocks ? $"more than {DeepestBlocks} blocks inside one another"
                : ProblemIn(inside);
            if (problem is not null)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{problem} in line {source.AsSpan(0, at).Count('\n') + 1}");
            }
        }

        return null;
    }

    private static int NextTag(string source, int from)
    {
        for (var at = source.IndexOf('{', from); at >= 0 && at + 1 < source.Length; at = source.IndexOf('{', at + 1))
        {
            if (source[at + 1] is '{' or '%')
            {
                return at;
            }
        }

        return -1;
    }

    // "if" goes one down, "endif" comes up again.
    private static int StepOf(ReadOnlySpan<char> tag)
    {
        var words = tag.Trim('-').Trim();
        var end = 0;
        while (end < words.Length && char.IsAsciiLetterLower(words[end]))
        {
            end++;
        }

        var word = words[..end].ToString();
        return Blocks.Contains(word) ? 1 : word.StartsWith("end", StringComparison.Ordinal) && Blocks.Contains(word[3..]) ? -1 : 0;
    }

    private static string? ProblemIn(ReadOnlySpan<char> tag)
    {
        var (quote, brackets, previous) = ('\0', 0, '\0');
        foreach (var c in tag)
        {
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '.' && previous == '.')
            {
                return "a range such as (1..9)";
            }

            brackets += quote != '\0' ? 0 : c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (brackets > DeepestBrackets)
            {
                return $"more than {DeepestBrackets} brackets inside one another";
            }

            previous = c;
        }

        return null;
    }
}
