using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Plans.Reading;

namespace FollowUps.Messages.Tone;

/// <summary>Reads the rules of a language.</summary>
internal sealed class ReadTone
{
    private const string RuleFix = "Write { \"id\", \"category\", \"severity\", \"patterns\", \"exceptions\", \"why\", \"suggestion\" }.";

    private static readonly string[] Categories =
        ["policy", "refusal", "blame-customer", "blame-colleague", "blame-company", "dismissal", "stock-phrase", "self-praise", "ambiguity", "no-reply"];

    private static readonly Vocabulary<ToneSeverity> Severities = new((ToneSeverity.Error, "error"), (ToneSeverity.Warning, "warning"));

    private readonly Dictionary<string, TonePattern.Part> _groups = [];
    private FrozenDictionary<string, TonePattern.Part> _known = FrozenDictionary<string, TonePattern.Part>.Empty;
    private bool _elision;

    private ReadTone()
    {
    }

    /// <summary>The guide, or why the file cannot be used.</summary>
    public static (ToneGuide? Guide, ImmutableArray<ConfigError> Errors) Of(string language, string json) =>
        ConfigDocument.Read<ToneGuide>(Encoding.UTF8.GetBytes(json), root => new ReadTone().GuideOf(language, root));

    private ToneGuide? GuideOf(string language, ConfigNode root)
    {
        if (!root.IsObjectOf("elision", "agreed", "words", "rules", "ingredients"))
        {
            return null;
        }

        _elision = root.Find("elision")?.Flag() ?? false;
        foreach (var (name, value) in root.Find("words")?.Entries() ?? [])
        {
            if (Try(value, text => ReadTonePattern.PartOf(text, _known, _elision)) is { } part)
            {
                _groups[name] = part;
                _known = _groups.ToFrozenDictionary();
            }
        }

        var rules = (root.Require("rules", "List the rules.")?.Items() ?? []).Select(RuleOf).ToArray();
        return new ToneGuide
        {
            Language = language,
            Elision = _elision,
            Agreed = root.Require("agreed", "Write what stands for words that are not quoted: \"what we agreed by phone\".")?.Text("Write a text.") ?? "",
            Rules = new TonePatterns<(ToneRule, bool)>(rules.SelectMany(rule => rule.Patterns)),
            All = [.. rules.Select(rule => rule.Rule)],
            Ingredients = IngredientsOf(root),
        };
    }

    private (ToneRule Rule, (TonePattern, (ToneRule, bool))[] Patterns) RuleOf(ConfigNode node)
    {
        node.IsObjectOf("id", "category", "severity", "patterns", "exceptions", "why", "suggestion");
        string Of(string name) => node.Require(name, RuleFix)?.Text(RuleFix) ?? "";
        var (category, severity) = (Of("category"), Of("severity"));
        if (!Categories.Contains(category))
        {
            node.Error($"'{category}' is no category", Spelling.Suggest(category, Categories));
        }

        if (!Severities.TryParse(severity, out var level))
        {
            node.Error($"'{severity}' is no severity", Spelling.Suggest(severity, [.. Severities.Words]));
        }

        var rule = new ToneRule(Of("id"), category, level, Of("why"), Of("suggestion"));
        var forbidden = Patterns(node.Require("patterns", RuleFix)).Select(pattern => (pattern, (rule, false)));
        return (rule, [.. forbidden.Concat(Patterns(node.Find("exceptions")).Select(pattern => (pattern, (rule, true))))]);
    }

    private FrozenDictionary<ToneIngredient, (TonePatterns<ToneIngredient>, ToneRule)> IngredientsOf(ConfigNode root)
    {
        const string fix = "Write \"empathy\", \"thanks\" and \"offer\", each { \"patterns\", \"why\", \"suggestion\" }.";
        var all = root.Require("ingredients", fix);
        all?.IsObjectOf([.. ToneIngredients.All.Select(known => known.Word)]);
        return ToneIngredients.All.ToFrozenDictionary(known => known.Ingredient, known =>
        {
            var node = all?.Require(known.Word, fix);
            node?.IsObjectOf("patterns", "why", "suggestion");
            string Of(string name) => node?.Require(name, fix)?.Text(fix) ?? "";
            var rule = new ToneRule($"lacks-{known.Word}", "ingredient", ToneSeverity.Error, Of("why"), Of("suggestion"));
            return (new TonePatterns<ToneIngredient>(Patterns(node?.Require("patterns", fix)).Select(pattern => (pattern, known.Ingredient))), rule);
        });
    }

    private TonePattern[] Patterns(ConfigNode? list) =>
        [.. (list?.Items() ?? []).Select(item => Try(item, text => ReadTonePattern.Of(text, _known, _elision))).OfType<TonePattern>()];

    private static T? Try<T>(ConfigNode node, Func<string, T> read)
        where T : class
    {
        var text = node.Text("Write a pattern.");
        try
        {
            return text.Length == 0 ? null : read(text);
        }
        catch (FormatException problem)
        {
            node.Error($"The pattern “{text}” cannot be read: {problem.Message}", "See docs/tone.md for how patterns are written.");
            return null;
        }
    }
}
