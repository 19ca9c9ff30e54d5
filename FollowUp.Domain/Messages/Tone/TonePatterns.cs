using System.Collections.Frozen;
using System.Collections.Immutable;

namespace FollowUps.Messages.Tone;

/// <summary>Many patterns, found by the word they begin with: a text is gone through once, however many there are.</summary>
internal sealed class TonePatterns<T>
{
    private const int StemKey = 2;

    private readonly FrozenDictionary<string, (TonePattern Pattern, T Owner)[]> _byWord;
    private readonly FrozenDictionary<string, (TonePattern Pattern, T Owner)[]> _byStem;

    /// <summary>Patterns, each with what it belongs to.</summary>
    public TonePatterns(IEnumerable<(TonePattern Pattern, T Owner)> patterns)
    {
        var entries = patterns.SelectMany(entry => entry.Pattern.First.SelectMany(word => word.Spellings.Select(spelling => (spelling, word.IsStem, entry)))).ToArray();
        _byWord = Index(entries.Where(entry => !entry.IsStem).Select(entry => (entry.spelling, entry.entry)));
        _byStem = Index(entries.Where(entry => entry.IsStem).Select(entry => (entry.spelling[..StemKey], entry.entry)));
    }

    /// <summary>Every match: whose it is, its first word and the place after its last.</summary>
    public IEnumerable<(T Owner, int From, int To)> In(ImmutableArray<ToneWord> words)
    {
        for (var at = 0; at < words.Length; at++)
        {
            var text = words[at].Text;
            var stem = text.Length < StemKey ? null : text[..StemKey];
            foreach (var (pattern, owner) in Of(_byWord, text).Concat(Of(_byStem, stem)))
            {
                if (pattern.EndFrom(words, at) is { } end)
                {
                    yield return (owner, at, end);
                }
            }
        }
    }

    private static FrozenDictionary<string, (TonePattern, T)[]> Index(IEnumerable<(string Key, (TonePattern, T) Entry)> entries) =>
        entries.GroupBy(entry => entry.Key).ToFrozenDictionary(group => group.Key, group => group.Select(entry => entry.Entry).Distinct().ToArray());

    private static (TonePattern Pattern, T Owner)[] Of(FrozenDictionary<string, (TonePattern, T)[]> index, string? key) =>
        key is not null && index.TryGetValue(key, out var found) ? found : [];
}
