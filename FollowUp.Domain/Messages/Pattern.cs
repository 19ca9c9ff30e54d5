using System.Collections.Immutable;
using System.Text;

namespace FollowUps.Messages;

/// <summary>A phrase of a language with named gaps: <c>{day}, {date} {month}</c>.</summary>
internal sealed class Pattern
{
    private readonly ImmutableArray<(string Text, bool IsGap)> _parts;

    /// <summary>Reads the phrase; an opening brace without a closing one is text.</summary>
    public Pattern(string text)
    {
        var parts = ImmutableArray.CreateBuilder<(string, bool)>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            var end = close < 0 ? text.Length : open;
            parts.Add((text[at..end], false));
            if (close < 0)
            {
                break;
            }

            parts.Add((text[(open + 1)..close], true));
            at = close + 1;
        }

        _parts = parts.ToImmutable();
    }

    /// <summary>The names of the gaps.</summary>
    public IEnumerable<string> Gaps => _parts.Where(part => part.IsGap).Select(part => part.Text);

    /// <summary>Fills the gaps in one pass: braces in a value stay what they are.</summary>
    public string Fill(params ReadOnlySpan<(string Gap, string Value)> values)
    {
        var filled = new StringBuilder();
        foreach (var (text, isGap) in _parts)
        {
            filled.Append(isGap ? ValueOf(text, values) : text);
        }

        return filled.ToString();
    }

    private static string ValueOf(string gap, ReadOnlySpan<(string Gap, string Value)> values)
    {
        foreach (var (name, value) in values)
        {
            if (name == gap)
            {
                return value;
            }
        }

        throw new ArgumentException($"Nothing fills the gap '{gap}': reading the language checks that.", nameof(values));
    }
}
