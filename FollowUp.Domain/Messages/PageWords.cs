using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.Plans;
using FollowUps.Promises;
using NodaTime;

namespace FollowUps.Messages;

/// <summary>The public pages in one language: their texts, the questions of the surveys, and dates. Texts are plain: the page escapes them.</summary>
public sealed class PageWords
{
    private readonly Language _language;

    internal PageWords(Language language, FrozenDictionary<PageText, Pattern> texts, ImmutableArray<string> missing) =>
        (_language, Texts, Missing) = (language, texts, missing);

    /// <summary>For <c>&lt;html lang&gt;</c>.</summary>
    public string Language => _language.Tag;

    /// <summary>Texts that the file does not have and that are told in the default language, by path.</summary>
    internal ImmutableArray<string> Missing { get; }

    /// <summary>The texts by key, for languages that lack some.</summary>
    internal FrozenDictionary<PageText, Pattern> Texts { get; }

    /// <summary>A text with its gaps filled; braces in a value stay what they are.</summary>
    /// <exception cref="ArgumentException">A gap of the text has no value.</exception>
    public string Of(PageText text, params ReadOnlySpan<(string Gap, string Value)> values) => Texts[text].Fill(values);

    /// <summary>Question and labels of a scale, as the mail asked.</summary>
    public RatingWords Rating(RatingScale scale) => _language.Ratings[scale];

    /// <summary>A score as it is said: its label, else "7 of 10".</summary>
    public string Score(RatingScale scale, int score)
    {
        var words = Rating(scale);
        var index = score - words.Lowest;
        return index >= 0 && index < words.Labels.Length && words.Labels[index] is { } label
            ? label
            : _language.Patterns["outOf"].Fill(("score", Messages.Texts.Number(score)), ("highest", Messages.Texts.Number(words.Highest)));
    }

    /// <summary>"what we agreed by phone", "a call from us": said where there are no words of the promise to quote.</summary>
    public string Unquoted(PromiseSource source) => _language.Unquoted(source);

    /// <summary>"Monday, 23 November".</summary>
    public string Date(Instant at, DateTimeZone zone) => _language.Date(at, zone);

    /// <summary>"Monday, 23 November, 15:04".</summary>
    public string Moment(Instant at, DateTimeZone zone) => _language.Moment(at, zone);

    /// <summary>"Monday to Friday, 09:00–18:00", with the city where the reader's clock differs.</summary>
    public string Hours(string hours, DateTimeZone told, DateTimeZone reader, Instant at) => _language.HoursOf(hours, told, reader, at);
}
