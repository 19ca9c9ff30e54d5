using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FollowUps.Messages.Tone;

/// <summary>A word as the rules see it.</summary>
/// <param name="Text">Lower case, accents kept, no apostrophe, ß as ss.</param>
/// <param name="Start">Its first character in the source.</param>
/// <param name="End">The place after its last.</param>
/// <param name="Sentence">Which sentence it stands in, from 0.</param>
internal readonly record struct ToneWord(string Text, int Start, int End, int Sentence);

/// <summary>Cuts a text into words and sentences, so that case, spacing, kinds of apostrophes and invisible characters make no difference.</summary>
internal static class ToneText
{
    /// <summary>The words a reader sees.</summary>
    /// <param name="source">The text, with or without markup.</param>
    /// <param name="elision">True where an apostrophe parts two words ("c'est"), false where it is inside one ("don't").</param>
    public static ImmutableArray<ToneWord> Of(string source, bool elision)
    {
        var words = ImmutableArray.CreateBuilder<ToneWord>();
        var word = new StringBuilder();
        var seen = VisibleText.Of(source);
        var (start, end, sentence) = (0, 0, 0);
        void Close(bool endsSentence)
        {
            if (word.Length > 0)
            {
                words.Add(new ToneWord(word.ToString(), start, end, sentence));
                word.Clear();
            }

            sentence = endsSentence && words.Count > 0 && words[^1].Sentence == sentence ? sentence + 1 : sentence;
        }

        for (var i = 0; i < seen.Count; i++)
        {
            var (letter, at) = seen[i];
            if (Letters.IsInvisible(letter) || (Letters.IsApostrophe(letter) && !elision && word.Length > 0))
            {
                continue;
            }

            if (char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
            {
                Accent(word, letter);
            }
            else if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || letter == VisibleText.Blank)
            {
                start = word.Length == 0 ? at : start;
                end = at + 1;
                Add(word, char.ToLowerInvariant(letter));
            }
            else
            {
                Close(EndsSentence(seen, i));
            }
        }

        Close(endsSentence: true);
        return words.ToImmutable();
    }

    private static void Add(StringBuilder word, char letter)
    {
        if (letter == 'ß')
        {
            word.Append("ss");
        }
        else if (letter == 'œ')
        {
            word.Append("oe");
        }
        else
        {
            word.Append(letter);
        }
    }

    private static void Accent(StringBuilder word, char mark)
    {
        if (word.Length > 0)
        {
            word[^1] = Letters.With(word[^1], mark);
        }
    }

    private static bool EndsSentence(List<(char Letter, int At)> seen, int i)
    {
        var next = i + 1 < seen.Count ? seen[i + 1].Letter : '\n';
        return seen[i].Letter switch
        {
            VisibleText.Break or '!' or '?' or '…' or ';' => true,
            '.' => !char.IsLetterOrDigit(next), // not in 10.30 or example.com
            '\n' => next is '\n' or '\r' or VisibleText.Break,
            _ => false,
        };
    }
}
