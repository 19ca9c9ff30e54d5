using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.Plans;
using FollowUps.Promises;

namespace FollowUps.Messages;

/// <summary>
/// What a language brings to its templates: names of days and months, patterns, fixed texts. All of it is the data file
/// <c>templates/{language}/language.json</c>, since the product runs without cultures.
/// </summary>
internal sealed record Language
{
    /// <summary>Primary subtag ("en"); the name of the folder.</summary>
    public required string Tag { get; init; }

    /// <summary>Monday to Sunday.</summary>
    public required ImmutableArray<string> Days { get; init; }

    /// <summary>January to December, as they stand in a date.</summary>
    public required ImmutableArray<string> Months { get; init; }

    /// <summary>The first of a month where it is no plain number ("1er"); null: "1".</summary>
    public string? FirstOfMonth { get; init; }

    /// <summary>Phrases with gaps, by name (<see cref="LanguageKeys.Patterns"/>).</summary>
    public required FrozenDictionary<string, Pattern> Patterns { get; init; }

    /// <summary>"Hello,".</summary>
    public required string GreetingWithoutName { get; init; }

    /// <summary>Fixed texts by group and name (<see cref="LanguageKeys.Texts"/>).</summary>
    public required FrozenDictionary<string, FrozenDictionary<string, string>> Texts { get; init; }

    /// <summary>Question and labels by scale.</summary>
    public required FrozenDictionary<RatingScale, RatingWords> Ratings { get; init; }

    /// <summary>Words of which a customer mail holds at least one: thanks.</summary>
    public required ImmutableArray<string> Thanks { get; init; }

    /// <summary>Words of which a customer mail holds at least one: an apology.</summary>
    public required ImmutableArray<string> Apologies { get; init; }

    /// <summary>Cities by the last name of their time zone ("London"), where the language calls them otherwise ("Londres").</summary>
    public FrozenDictionary<string, string> Cities { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What the file does not have and is told in <see cref="TemplateSet.DefaultLanguage"/>, by path in the file; empty for a complete one.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>A text of a group; a name that the group does not know is shown as it is.</summary>
    public string Text(string group, string name) => Texts[group].GetValueOrDefault(name, name);

    /// <summary>What a promise is called where there are no words of its own to quote: "what we agreed by phone", "a call from us".</summary>
    public string Unquoted(PromiseSource source) => Text("phrases", source switch
    {
        PromiseSource.Callback => "callback",
        PromiseSource.Acknowledgement => "wordFromUs",
        _ => "agreedByPhone",
    });
}

/// <summary>The one question of a survey in words.</summary>
/// <param name="Question">The question.</param>
/// <param name="Lowest">The lowest score.</param>
/// <param name="Labels">A label for each score, lowest first; null: the number says it all, as between the two ends of a long scale.</param>
public sealed record RatingWords(string Question, int Lowest, ImmutableArray<string?> Labels)
{
    /// <summary>The highest score.</summary>
    public int Highest => Lowest + Labels.Length - 1;

    /// <summary>True when every score has a label.</summary>
    public bool IsLabelled => Labels.All(label => label is not null);
}
