using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Plans.Reading;

namespace FollowUps.Messages;

/// <summary>Reads a language's data file.</summary>
internal static class ReadLanguage
{
    /// <summary>Phrases of the layout that every language needs.</summary>
    public static readonly string[] PhraseNames = ["phone", "hours", "unsubscribe"];

    private static readonly string[] Names =
        ["days", "months", "patterns", "greetingWithoutName", "phrases", "ratings", "thanks", "apologies"];

    private static readonly (string Name, string[] Gaps)[] Patterns =
    [
        ("date", ["day", "date", "month"]),
        ("moment", ["date", "time"]),
        ("dayRange", ["from", "to"]),
        ("hours", ["days", "from", "to"]),
        ("hoursElsewhere", ["hours", "city"]),
        ("greeting", ["name"]),
        ("why", ["brand", "date"]),
    ];

    /// <summary>The language, or why the file cannot be used.</summary>
    public static (Language? Language, ImmutableArray<ConfigError> Errors) Of(string tag, string json) =>
        ConfigDocument.Read<Language>(Encoding.UTF8.GetBytes(json), root => LanguageOf(tag, root));

    private static Language? LanguageOf(string tag, ConfigNode root)
    {
        if (!root.IsObjectOf(Names))
        {
            return null;
        }

        var patterns = PatternsOf(root);
        return new Language
        {
            Tag = tag,
            Days = TextsOf(root, "days", 7, "Write the seven days, Monday first."),
            Months = TextsOf(root, "months", 12, "Write the twelve months, January first."),
            Date = patterns["date"],
            Moment = patterns["moment"],
            DayRange = patterns["dayRange"],
            Hours = patterns["hours"],
            HoursElsewhere = patterns["hoursElsewhere"],
            Greeting = patterns["greeting"],
            Why = patterns["why"],
            GreetingWithoutName = root.Require("greetingWithoutName", "Write the greeting for an unknown name: \"Hello,\".")?.Text("Write a text.") ?? "",
            Phrases = PhrasesOf(root),
            Ratings = RatingsOf(root),
            Thanks = TextsOf(root, "thanks", null, "List words that thank: [\"thank you\"]."),
            Apologies = TextsOf(root, "apologies", null, "List words that apologise: [\"sorry\"]."),
        };
    }

    private static Dictionary<string, Pattern> PatternsOf(ConfigNode root)
    {
        var node = root.Require("patterns", $"Write the patterns {string.Join(", ", Patterns.Select(pattern => pattern.Name))}.");
        node?.IsObjectOf([.. Patterns.Select(pattern => pattern.Name)]);
        return Patterns.ToDictionary(pattern => pattern.Name, pattern => PatternOf(node, pattern.Name, pattern.Gaps));
    }

    private static Pattern PatternOf(ConfigNode? parent, string name, string[] gaps)
    {
        var fix = $"Write a phrase with {string.Join(" and ", gaps.Select(gap => $"{{{gap}}}"))}.";
        var node = parent?.Require(name, fix);
        var pattern = new Pattern(node?.Text(fix) ?? "");
        if (node is not null && !pattern.Gaps.Order().SequenceEqual(gaps.Order()))
        {
            node.Error($"The pattern '{name}' needs each of its gaps once, and no other", fix);
        }

        return pattern;
    }

    private static ImmutableArray<string> TextsOf(ConfigNode parent, string name, int? count, string fix)
    {
        var node = parent.Require(name, fix);
        var texts = node?.Items().Select(item => item.Text(fix)).ToImmutableArray() ?? [];
        if (node is not null && (texts.IsEmpty || (count is not null && texts.Length != count)))
        {
            node.Error($"'{name}' has {texts.Length} items", fix);
        }

        return texts;
    }

    private static FrozenDictionary<string, string> PhrasesOf(ConfigNode root)
    {
        var node = root.Require("phrases", $"Write the phrases {string.Join(", ", PhraseNames)}.");
        node?.IsObjectOf(PhraseNames);
        return PhraseNames.ToFrozenDictionary(name => name, name => node?.Require(name, $"Write the phrase '{name}'.")?.Text("Write a text.") ?? "");
    }

    private static FrozenDictionary<RatingScale, RatingWords> RatingsOf(ConfigNode root)
    {
        var node = root.Require("ratings", "Write the question and the labels of the scale csat.");
        node?.Require("csat", "Write \"csat\": { \"question\": …, \"labels\": [five] }.");
        node?.IsObjectOf([.. RatingScales.Vocabulary.Words]);
        var words = new Dictionary<RatingScale, RatingWords>();
        foreach (var (name, value) in node?.Entries() ?? [])
        {
            if (RatingScales.Vocabulary.TryParse(name, out var scale) && value.IsObjectOf("question", "labels"))
            {
                var (lowest, highest) = RangeOf(scale);
                var labels = TextsOf(value, "labels", highest - lowest + 1, $"Write a label for each score from {lowest} to {highest}, lowest first.");
                words[scale] = new RatingWords(value.Require("question", "Write the question.")?.Text("Write the question.") ?? "", lowest, labels);
            }
        }

        return words.ToFrozenDictionary();
    }

    private static (int Lowest, int Highest) RangeOf(RatingScale scale) => scale switch
    {
        RatingScale.Csat => (1, 5),
        RatingScale.Nps => (0, 10),
        RatingScale.Ces => (1, 7),
        _ => throw new ArgumentOutOfRangeException(nameof(scale)),
    };
}
