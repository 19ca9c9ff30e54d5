using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using FollowUps.People;
using FollowUps.Plans.Reading;

namespace FollowUps.Messages;

/// <summary>Reads <c>pages.json</c>. What is missing is an error in the default language, and told in that one in any other.</summary>
internal sealed class ReadPageWords
{
    private readonly ConfigNode _root;
    private readonly FrozenDictionary<PageText, Pattern>? _fallback;
    private readonly List<string> _missing = [];

    private ReadPageWords(ConfigNode root, FrozenDictionary<PageText, Pattern>? fallback) => (_root, _fallback) = (root, fallback);

    /// <summary>The texts by key and what is missing, or why the file cannot be used.</summary>
    /// <param name="json">Text of the file; null: the folder has none.</param>
    /// <param name="fallback">The texts of the default language; null: this is it.</param>
    public static (FrozenDictionary<PageText, Pattern>? Texts, ImmutableArray<string> Missing, ImmutableArray<ConfigError> Errors) Of(
        string? json, FrozenDictionary<PageText, Pattern>? fallback)
    {
        var missing = ImmutableArray<string>.Empty;
        var (texts, errors) = ConfigDocument.Read<FrozenDictionary<PageText, Pattern>>(Encoding.UTF8.GetBytes(json ?? "{}"), root =>
        {
            if (!root.IsObjectOf(PageKeys.Pages))
            {
                return null;
            }

            var reading = new ReadPageWords(root, fallback);
            var read = reading.Read();
            missing = [.. reading._missing];
            return read;
        });
        return (texts, missing, errors);
    }

    private FrozenDictionary<PageText, Pattern> Read()
    {
        foreach (var page in PageKeys.All.GroupBy(key => key.Page))
        {
            _root.Find(page.Key)?.IsObjectOf([.. page.Select(key => key.Name)]);
        }

        return PageKeys.All.ToFrozenDictionary(key => key.Text, key => TextOf(key.Text, key.Page, key.Name, key.Gaps));
    }

    private Pattern TextOf(PageText text, string page, string name, string[] gaps)
    {
        var fix = gaps.Length == 0 ? "Write a text." : $"Write a text with {string.Join(" and ", gaps.Select(gap => $"{{{gap}}}"))}.";
        var node = _root.Find(page)?.Find(name);
        if (node is null)
        {
            if (_fallback is null)
            {
                _root.Error($"'{page}.{name}' is missing", fix);
            }

            _missing.Add($"{page}.{name}");
            return _fallback?[text] ?? new Pattern("");
        }

        var pattern = new Pattern(node.Text(fix));
        if (!pattern.Gaps.Order().SequenceEqual(gaps.Order()))
        {
            node.Error($"'{page}.{name}' needs each of its gaps once, and no other", fix);
        }

        return pattern;
    }
}
