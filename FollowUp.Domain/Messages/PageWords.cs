using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Plans.Reading;
using NodaTime;

namespace FollowUps.Messages;

/// <summary>The words of the public pages in one language: the data file <c>templates/{language}/pages.json</c>. What it lacks is said in the default language.</summary>
public sealed class PageWords
{
    /// <summary>Every phrase that a page asks for; the default language has them all.</summary>
    public static readonly ImmutableArray<string> Names =
    [
        "yes", "no",
        "rating.title", "rating.again", "rating.solved", "rating.comment", "rating.commentOpen", "rating.send", "rating.somethingElse", "rating.thanksTitle",
        "rating.recorded", "rating.saidSolved", "rating.saidNotSolved", "rating.thanks", "rating.thanksLow", "rating.change", "rating.doubted",
        "unsubscribe.title", "unsubscribe.question", "unsubscribe.surveys", "unsubscribe.optional", "unsubscribe.note", "unsubscribe.send", "unsubscribe.doneTitle",
        "unsubscribe.doneSurveys", "unsubscribe.doneOptional",
        "help.title", "help.intro", "help.wish", "help.noWords", "help.callAt", "help.noCall", "help.send", "help.again", "help.nothingSaid", "help.noSuchTime",
        "help.doneTitle", "help.done", "help.willCall", "help.willRead",
        "consent.title", "consent.question", "consent.yes", "consent.no", "consent.again", "consent.doneTitle", "consent.granted", "consent.declined",
        "promise.title", "promise.question", "promise.kept", "promise.notKept", "promise.send", "promise.again", "promise.doneTitle", "promise.doneKept", "promise.doneNotKept",
        "gone.title", "gone.text", "trouble.title", "trouble.text",
    ];

    private readonly Language _language;
    private readonly Language _fallback;

    internal PageWords(Language language, Language fallback) => (_language, _fallback) = (language, fallback);

    /// <summary>Primary language subtag.</summary>
    public string Tag => _language.Tag;

    /// <summary>A phrase by its name; one that no language has is a mistake of ours.</summary>
    public string this[string name] => _language.Pages.TryGetValue(name, out var own) ? own : _fallback.Pages[name];

    /// <summary>A phrase with its gaps filled.</summary>
    public string Fill(string name, params ReadOnlySpan<(string Gap, string Value)> values) => new Pattern(this[name]).Fill(values);

    /// <summary>An instant as the mails spell it: "Tuesday, 24 November, 10:00".</summary>
    public string Moment(Instant at, DateTimeZone zone) => _language.Moment(at, zone);

    /// <summary>The question of a scale and a label for each score, lowest first.</summary>
    public (string Question, ImmutableArray<string> Labels) Rating(RatingScale scale)
    {
        var words = _language.Ratings.TryGetValue(scale, out var own) ? own : _fallback.Ratings[scale];
        return (words.Question, words.Labels);
    }

    /// <summary>Reads a file of phrases; an unknown name is an error, a missing one is not.</summary>
    internal static (FrozenDictionary<string, string>? Phrases, ImmutableArray<ConfigError> Errors) Read(string json) =>
        ConfigDocument.Read<FrozenDictionary<string, string>>(Encoding.UTF8.GetBytes(json), root =>
        {
            root.IsObjectOf([.. Names]);
            return root.Entries().ToFrozenDictionary(entry => entry.Name, entry => entry.Value.Text("Write a phrase in quotes."));
        });
}
