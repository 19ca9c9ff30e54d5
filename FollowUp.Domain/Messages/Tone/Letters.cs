using System.Collections.Frozen;
using System.Globalization;

namespace FollowUps.Messages.Tone;

/// <summary>Letters with and without their accents. It is a table, since normalisation does nothing where the product runs without cultures.</summary>
internal static class Letters
{
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuuyy";

    // Accent marks that a keyboard may send after the letter, each with its row of letters.
    private static readonly (char Mark, string Base, string Composed)[] Marks =
    [
        ('\u0300', "aeiou", "àèìòù"),
        ('\u0301', "aeiouy", "áéíóúý"),
        ('\u0302', "aeiou", "âêîôû"),
        ('\u0303', "ano", "ãñõ"),
        ('\u0308', "aeiouy", "äëïöüÿ"),
        ('\u030A', "a", "å"),
        ('\u0327', "c", "ç"),
    ];

    private static readonly FrozenDictionary<char, char> Bare = Accented.Zip(Plain).ToFrozenDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>The letter with an accent that follows it; the letter alone for an accent that is not known.</summary>
    public static char With(char letter, char mark)
    {
        foreach (var (known, letters, composed) in Marks)
        {
            if (known == mark && letters.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at)
            {
                return composed[at];
            }
        }

        return letter;
    }

    /// <summary>The word without accents ("für" → "fur"): how it is typed where the key is missing.</summary>
    public static string WithoutAccents(string word) => string.Concat(word.Select(letter => Bare.GetValueOrDefault(letter, letter)));

    /// <summary>The word with its umlauts written out ("für" → "fuer").</summary>
    public static string WithUmlautsWrittenOut(string word) =>
        word.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal);

    /// <summary>True for what nobody sees: soft hyphens, zero-width and direction characters.</summary>
    public static bool IsInvisible(char letter) => char.GetUnicodeCategory(letter) == UnicodeCategory.Format;

    /// <summary>True for every character that is used as an apostrophe.</summary>
    public static bool IsApostrophe(char letter) => letter is '\'' or '’' or '‘' or 'ʼ' or '`' or '´' or '′' or '＇';
}
