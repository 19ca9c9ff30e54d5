using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>
/// What a language brings to its templates: names of days and months, patterns, fixed phrases. All of it is the data file
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

    /// <summary>{day}, {date}, {month}: "Monday, 23 November".</summary>
    public required Pattern Date { get; init; }

    /// <summary>{date}, {time}: "Monday, 23 November, 15:04".</summary>
    public required Pattern Moment { get; init; }

    /// <summary>{from}, {to}: "Monday to Friday".</summary>
    public required Pattern DayRange { get; init; }

    /// <summary>{days}, {from}, {to}: "Monday to Friday, 09:00–18:00".</summary>
    public required Pattern Hours { get; init; }

    /// <summary>{hours}, {city}: "Monday to Friday, 09:00–18:00 (London time)".</summary>
    public required Pattern HoursElsewhere { get; init; }

    /// <summary>{name}: "Hello Ada,".</summary>
    public required Pattern Greeting { get; init; }

    /// <summary>"Hello,".</summary>
    public required string GreetingWithoutName { get; init; }

    /// <summary>{brand}, {date}: why the recipient gets this mail.</summary>
    public required Pattern Why { get; init; }

    /// <summary>Further phrases of the layout, by name (<see cref="ReadLanguage.PhraseNames"/>).</summary>
    public required FrozenDictionary<string, string> Phrases { get; init; }

    /// <summary>Question and labels by scale.</summary>
    public required FrozenDictionary<RatingScale, RatingWords> Ratings { get; init; }

    /// <summary>Phrases of the public pages, by name (<see cref="PageWords.Names"/>).</summary>
    public FrozenDictionary<string, string> Pages { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Words of which a customer mail holds at least one: thanks.</summary>
    public required ImmutableArray<string> Thanks { get; init; }

    /// <summary>Words of which a customer mail holds at least one: an apology.</summary>
    public required ImmutableArray<string> Apologies { get; init; }
}

/// <summary>The one question of a survey in words.</summary>
/// <param name="Question">The question.</param>
/// <param name="Lowest">The score of the first label.</param>
/// <param name="Labels">A label for each score, lowest first.</param>
internal sealed record RatingWords(string Question, int Lowest, ImmutableArray<string> Labels);
