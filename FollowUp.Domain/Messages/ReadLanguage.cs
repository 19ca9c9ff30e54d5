using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Plans.Reading;

namespace FollowUps.Messages;

/// <summary>
/// Reads a language's data file. What is missing is an error in the default language; in another it is taken from there and noted in
/// <see cref="Language.Missing"/>.
/// </summary>
internal sealed class ReadLanguage
{
    private readonly string _tag;
    private readonly ConfigNode _root;
    private readonly Language? _fallback;
    private readonly List<string> _missing = [];

    private ReadLanguage(string tag, ConfigNode root, Language? fallback) => (_tag, _root, _fallback) = (tag, root, fallback);

    /// <summary>The language, or why the file cannot be used.</summary>
    /// <param name="tag">Name of the folder.</param>
    /// <param name="json">Text of the file.</param>
    /// <param name="fallback">The default language; null: this is it, and it needs everything.</param>
    public static (Language? Language, ImmutableArray<ConfigError> Errors) Of(string tag, string json, Language? fallback) =>
        ConfigDocument.Read<Language>(Encoding.UTF8.GetBytes(json), root => root.IsObjectOf(LanguageKeys.Top) ? new ReadLanguage(tag, root, fallback).Read() : null);

    private Language Read()
    {
        var language = new Language
        {
            Tag = _tag,
            Days = TextsOf("days", 7, "Write the seven days, Monday first.", _fallback?.Days),
            Months = TextsOf("months", 12, "Write the twelve months, January first.", _fallback?.Months),
            FirstOfMonth = _root.Find("firstOfMonth")?.Text("Write the first of a month, \"1er\", or leave the line out."),
            Patterns = LanguageKeys.Patterns.ToFrozenDictionary(pattern => pattern.Name, pattern => PatternOf(pattern.Name, pattern.Gaps)),
            GreetingWithoutName = Find(_root, "greetingWithoutName", "Write the greeting for an unknown name: \"Hello,\".")?.Text("Write a text.") ?? _fallback?.GreetingWithoutName ?? "",
            Texts = LanguageKeys.Texts.ToFrozenDictionary(group => group.Group, group => GroupOf(group.Group, group.Names)),
            Ratings = RatingsOf(),
            Thanks = TextsOf("thanks", null, "List words that thank: [\"thank you\"].", _fallback?.Thanks),
            Apologies = TextsOf("apologies", null, "List words that apologise: [\"sorry\"].", _fallback?.Apologies),
            Cities = (_root.Find("cities")?.Entries() ?? []).ToFrozenDictionary(city => city.Item1, city => city.Item2.Text("Write what the language calls the city: \"Londres\".")),
        };
        // Known only when everything has been read.
        return language with { Missing = [.. _missing] };
    }

    // A missing value is an error only where nothing stands in for it.
    private ConfigNode? Find(ConfigNode? parent, string name, string fix)
    {
        if (_fallback is null)
        {
            return parent?.Require(name, fix);
        }

        var found = parent?.Find(name);
        if (found is null)
        {
            _missing.Add(parent is null || parent.Path == _root.Path ? name : $"{parent.Path}.{name}");
        }

        return found;
    }

    private Pattern PatternOf(string name, string[] gaps)
    {
        var fix = $"Write a phrase with {string.Join(" and ", gaps.Select(gap => $"{{{gap}}}"))}.";
        var parent = _root.Find("patterns");
        if (parent is null && _fallback is null)
        {
            _root.Require("patterns", $"Write the patterns {string.Join(", ", LanguageKeys.Patterns.Select(pattern => pattern.Name))}.");
        }

        parent?.IsObjectOf([.. LanguageKeys.Patterns.Select(pattern => pattern.Name)]);
        if (Find(parent, name, fix) is not { } node)
        {
            return _fallback?.Patterns[name] ?? new Pattern("");
        }

        var pattern = new Pattern(node.Text(fix));
        if (!pattern.Gaps.Select(gap => gap == "h" ? "hour" : gap).Order().SequenceEqual(gaps.Order()))
        {
            node.Error($"The pattern '{name}' needs each of its gaps once, and no other", fix);
        }

        return pattern;
    }

    private ImmutableArray<string> TextsOf(string name, int? count, string fix, ImmutableArray<string>? standIn) =>
        Find(_root, name, fix) is { } node ? TextsOf(node, name, count, fix) : standIn ?? [];

    private static ImmutableArray<string> TextsOf(ConfigNode node, string name, int? count, string fix)
    {
        var texts = node.Items().Select(item => item.Text(fix)).ToImmutableArray();
        if (texts.IsEmpty || (count is not null && texts.Length != count))
        {
            node.Error($"'{name}' has {texts.Length} items", fix);
        }

        return texts;
    }

    private FrozenDictionary<string, string> GroupOf(string group, string[] names)
    {
        var node = Find(_root, group, $"Write the texts {string.Join(", ", names)}.");
        node?.IsObjectOf(names);
        return names.ToFrozenDictionary(
            name => name,
            name => (node is null ? null : Find(node, name, $"Write the text '{name}'."))?.Text("Write a text.") ?? _fallback?.Texts[group][name] ?? "");
    }

    private FrozenDictionary<RatingScale, RatingWords> RatingsOf()
    {
        var node = Find(_root, "ratings", "Write a question and labels for the scales csat, nps and ces.");
        node?.IsObjectOf([.. RatingScales.Vocabulary.Words]);
        return Enum.GetValues<RatingScale>().ToFrozenDictionary(
            scale => scale,
            scale => (node is null ? null : Find(node, scale.Word(), "Write { \"question\": …, \"labels\": […] }.")) is { } words
                ? RatingOf(scale, words)
                : _fallback?.Ratings[scale] ?? new RatingWords("", 0, []));
    }

    private static RatingWords RatingOf(RatingScale scale, ConfigNode node)
    {
        node.IsObjectOf("question", "labels");
        var (lowest, highest) = RangeOf(scale);
        var count = highest - lowest + 1;
        var fix = $"Write a label for each score from {lowest} to {highest}, lowest first, or two labels for the two ends.";
        var labels = node.Require("labels", fix) is { } list ? list.Items().Select(item => item.Text(fix)).ToArray() : [];
        if (labels.Length != count && labels.Length != 2)
        {
            node.Error($"'labels' has {labels.Length} items", fix);
            labels = [.. Enumerable.Repeat("", count)];
        }

        return new RatingWords(
            node.Require("question", "Write the question.")?.Text("Write the question.") ?? "",
            lowest,
            labels.Length == count ? [.. labels] : [labels[0], .. Enumerable.Repeat((string?)null, count - 2), labels[1]]);
    }

    private static (int Lowest, int Highest) RangeOf(RatingScale scale) => scale switch
    {
        RatingScale.Csat => (1, 5),
        RatingScale.Nps => (0, 10),
        RatingScale.Ces => (1, 7),
        _ => throw new ArgumentOutOfRangeException(nameof(scale)),
    };
}
