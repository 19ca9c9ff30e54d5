using System.Collections.Frozen;
using System.Collections.Immutable;

namespace FollowUps.Messages.Tone;

/// <summary>Everything the lint knows of one language: the data file <c>templates/{language}/tone.json</c>.</summary>
internal sealed class ToneGuide
{
    /// <summary>Primary subtag ("en"); the name of the folder.</summary>
    public required string Language { get; init; }

    /// <summary>True where an apostrophe parts two words.</summary>
    public required bool Elision { get; init; }

    /// <summary>"what we agreed by phone": what stands in a mail for words that are not quoted.</summary>
    public required string Agreed { get; init; }

    /// <summary>What must not be said, and what looks like it and is harmless (<c>Excuses</c>).</summary>
    public required TonePatterns<(ToneRule Rule, bool Excuses)> Rules { get; init; }

    /// <summary>Words that count as an ingredient of a mail.</summary>
    public required FrozenDictionary<ToneIngredient, (TonePatterns<ToneIngredient> Words, ToneRule Rule)> Ingredients { get; init; }

    /// <summary>The rules in the order of the file.</summary>
    public required ImmutableArray<ToneRule> All { get; init; }

    /// <summary>What is wrong with the words of a text.</summary>
    /// <param name="file">The file it is, for the place; null: typed.</param>
    /// <param name="source">The text.</param>
    public IEnumerable<ToneFinding> FindingsIn(string? file, string source)
    {
        var words = ToneText.Of(source, Elision);
        var matches = Rules.In(words).ToArray();
        var excuses = matches.Where(match => match.Owner.Excuses).ToArray();
        var reported = new Dictionary<string, int>();
        foreach (var ((rule, _), from, to) in matches.Where(match => !match.Owner.Excuses).OrderBy(match => match.From).ThenByDescending(match => match.To))
        {
            var isExcused = excuses.Any(excuse => excuse.Owner.Rule.Id == rule.Id && excuse.From < to && from < excuse.To);
            if (isExcused || from < reported.GetValueOrDefault(rule.Id))
            {
                continue;
            }

            reported[rule.Id] = to;
            var (start, end) = (words[from].Start, words[to - 1].End);
            yield return new ToneFinding(rule.Id, rule.Category, rule.Severity, TonePlace.Of(file, source, start, end), OneLine.Of(source[start..end], 120), rule.Why, rule.Suggestion);
        }
    }

    /// <summary>True when a text holds words that count as an ingredient.</summary>
    public bool Has(ToneIngredient ingredient, string source) => Ingredients[ingredient].Words.In(ToneText.Of(source, Elision)).Any();
}
