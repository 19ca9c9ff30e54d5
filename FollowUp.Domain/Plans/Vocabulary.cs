using System.Collections.Immutable;

namespace FollowUps.Plans;

/// <summary>A closed set of choices with the words the plan book writes for them; exact spelling.</summary>
internal sealed class Vocabulary<T>(params (T Value, string Word)[] entries)
    where T : struct, Enum
{
    /// <summary>Every word, in the order of the contract.</summary>
    public ImmutableArray<string> Words { get; } = [.. entries.Select(entry => entry.Word)];

    /// <summary>The word of a choice.</summary>
    public string Word(T value) => Array.Find(entries, entry => EqualityComparer<T>.Default.Equals(entry.Value, value)).Word
        ?? throw new ArgumentOutOfRangeException(nameof(value));

    /// <summary>Reads a word.</summary>
    public bool TryParse(string word, out T value)
    {
        var index = Array.FindIndex(entries, entry => entry.Word == word);
        value = index < 0 ? default : entries[index].Value;
        return index >= 0;
    }
}
