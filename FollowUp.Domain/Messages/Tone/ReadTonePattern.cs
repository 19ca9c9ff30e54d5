using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace FollowUps.Messages.Tone;

/// <summary>Reads a pattern as it is written in <c>tone.json</c>.</summary>
internal sealed class ReadTonePattern
{
    private const int DefaultGap = 4;
    private const int LargestGap = 12;
    private const int ShortestStem = 2;
    private const int DeepestNesting = 6;
    private const string Syntax = "()[]|";

    private readonly FrozenDictionary<string, TonePattern.Part> _groups;
    private readonly bool _elision;
    private readonly string[] _tokens;
    private int _at;
    private int _depth;

    private ReadTonePattern(string text, FrozenDictionary<string, TonePattern.Part> groups, bool elision)
    {
        _groups = groups;
        _elision = elision;
        _tokens = Tokens(text);
    }

    /// <summary>The pattern.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static TonePattern Of(string text, FrozenDictionary<string, TonePattern.Part> groups, bool elision)
    {
        // Matches are found by their first word: a gap in front would quietly not hold.
        var part = PartOf(text, groups, elision);
        return !text.StartsWith("...", StringComparison.Ordinal) && !text.StartsWith('_') && !part.MayBeEmpty && new TonePattern(part) is { First.IsEmpty: false } pattern
            ? pattern
            : throw new FormatException("it has no word to begin with");
    }

    /// <summary>A part of patterns, for a named group.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static TonePattern.Part PartOf(string text, FrozenDictionary<string, TonePattern.Part> groups, bool elision)
    {
        var reader = new ReadTonePattern(text, groups, elision);
        var part = reader.Choices(orNone: false);
        return reader._at == reader._tokens.Length ? part : throw new FormatException($"'{reader._tokens[reader._at]}' closes nothing");
    }

    private static string[] Tokens(string text)
    {
        foreach (var sign in Syntax)
        {
            text = text.Replace($"{sign}", $" {sign} ", StringComparison.Ordinal);
        }

        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private TonePattern.OneOf Choices(bool orNone)
    {
        if (++_depth > DeepestNesting)
        {
            throw new FormatException("its groups are nested too deeply");
        }

        var choices = ImmutableArray.CreateBuilder<TonePattern.Part>();
        do
        {
            choices.Add(Sequence());
        }
        while (Take("|"));
        _depth--;
        return new TonePattern.OneOf(choices.ToImmutable(), orNone);
    }

    private TonePattern.InOrder Sequence()
    {
        var parts = ImmutableArray.CreateBuilder<TonePattern.Part>();
        while (_at < _tokens.Length && _tokens[_at] is not (")" or "]" or "|"))
        {
            if (Take("("))
            {
                parts.Add(Choices(orNone: false));
                Close(")");
            }
            else if (Take("["))
            {
                parts.Add(Choices(orNone: true));
                Close("]");
            }
            else
            {
                parts.AddRange(Word(_tokens[_at++]));
            }
        }

        return parts.Count > 0 ? new TonePattern.InOrder(parts.ToImmutable()) : throw new FormatException("a part of it is empty");
    }

    private IEnumerable<TonePattern.Part> Word(string token) => token switch
    {
        "^" => [new TonePattern.Edge(IsBeginning: true)],
        "$" => [new TonePattern.Edge(IsBeginning: false)],
        "_" => [new TonePattern.Gap(1, 1)],
        ['.', '.', '.', .. var most] => [new TonePattern.Gap(0, Most(most))],
        ['<', .. var name, '>'] => [_groups.TryGetValue(name, out var group) ? group : throw new FormatException($"there is no group '{name}' under words")],
        ['=', .. var exact] => Words(exact, loose: false),
        _ => Words(token, loose: true),
    };

    private IEnumerable<TonePattern.Part> Words(string token, bool loose)
    {
        var isStem = token.EndsWith('*');
        var words = ToneText.Of(token.TrimEnd('*'), _elision);
        if (words.IsEmpty || (isStem && words[^1].Text.Length < ShortestStem))
        {
            throw new FormatException($"'{token}' is no word");
        }

        return words.Select((word, index) => new TonePattern.Word(loose ? Spellings(word.Text) : [word.Text], isStem && index == words.Length - 1));
    }

    // Whoever writes an accent in a pattern means the word also where it is typed without.
    private static ImmutableArray<string> Spellings(string word) =>
        [.. new[] { word, Letters.WithoutAccents(word), Letters.WithUmlautsWrittenOut(word) }.Distinct()];

    private static int Most(string text) => text.Length == 0 ? DefaultGap
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most <= LargestGap ? most
        : throw new FormatException($"a gap is written ... or ...N, with N up to {LargestGap}");

    private bool Take(string token)
    {
        if (_at >= _tokens.Length || _tokens[_at] != token)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Close(string token)
    {
        if (!Take(token))
        {
            throw new FormatException($"'{token}' is missing");
        }
    }
}
