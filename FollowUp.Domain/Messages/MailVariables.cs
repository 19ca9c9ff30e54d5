using System.Globalization;
using Fluid.Values;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>The one place where facts become the variables of a template. Everything from a call is made harmless here.</summary>
internal static class MailVariables
{
    private const int LongestName = 80;
    private const int LongestMatter = 200;
    private const int LongestPhrase = 200;

    /// <summary>The variables by name; <c>docs/templates.md</c> lists them for whoever writes a template.</summary>
    public static Dictionary<string, FluidValue> Of(MailFacts facts, Language language)
    {
        var name = Line(facts.CustomerName, LongestName);
        var callDate = language.Date(facts.CallAt, facts.Zone);
        return new Dictionary<string, FluidValue>
        {
            ["language"] = StringValue.Create(language.Tag),
            ["greeting"] = StringValue.Create(name is null ? language.GreetingWithoutName : language.Greeting.Fill(("name", name))),
            ["customer_name"] = Optional("customer_name", name),
            ["matter"] = Optional("matter", Line(facts.Matter, LongestMatter)),
            ["queue"] = Optional("queue", Line(facts.QueueLabel, LongestName)),
            ["call_date"] = StringValue.Create(callDate),
            ["call_time"] = StringValue.Create(DateWords.Time(facts.CallAt, facts.Zone)),
            ["next_step_by"] = Optional("next_step_by", facts.NextStepBy is { } by ? language.Moment(by, facts.Zone) : null),
            ["is_survey"] = BooleanValue.Create(facts.Kind.IsSurvey()),
            ["card"] = new DictionaryValue(CardOf(facts, language)),
            ["brand"] = new DictionaryValue(BrandOf(facts)),
            ["links"] = new DictionaryValue(LinksOf(facts)),
            ["rating"] = RatingOf(facts, language),
            ["phrases"] = new DictionaryValue(PhrasesOf(facts, language, callDate)),
        };
    }

    /// <summary>The hours on the card as this mail words them.</summary>
    public static string HoursOf(MailFacts facts, Language language) =>
        OneLine.FromCall(language.HoursOf(facts.Card.Hours, facts.CardZone ?? facts.Zone, facts.Zone, facts.NextStepBy ?? facts.CallAt), LongestPhrase);

    private static Variables CardOf(MailFacts facts, Language language) => new Variables("card")
        .With("name", OneLine.FromCall(facts.Card.Name, LongestName))
        .With("phone", OneLine.FromCall(facts.Card.Phone, LongestName))
        .With("phone_link", PhoneLinkOf(facts.Card.Phone))
        .With("hours", HoursOf(facts, language))
        .With("role", Line(facts.Card.Role, LongestName));

    private static Variables BrandOf(MailFacts facts) => new Variables("brand")
        .With("name", OneLine.Of(facts.Brand.Name, LongestName))
        .With("legal_name", OneLine.Of(facts.Brand.LegalName, LongestPhrase))
        .With("postal_address", OneLine.Of(facts.Brand.PostalAddress, LongestPhrase))
        .With("colour", OneLine.Of(facts.Brand.Colour, 7))
        .With("on_colour", OneLine.Of(facts.Brand.OnColour, 7))
        .With("logo", facts.Brand.Logo);

    private static Variables LinksOf(MailFacts facts) => new Variables("links")
        .With("help", facts.Links.Help?.AbsoluteUri)
        .With("unsubscribe", facts.Links.Unsubscribe?.AbsoluteUri);

    private static FluidValue RatingOf(MailFacts facts, Language language)
    {
        if (facts.Links.Rate is not { } page || !language.Ratings.TryGetValue(facts.Scale, out var words))
        {
            return new AbsentValue("rating");
        }

        var choices = words.Labels.Select((label, index) => new DictionaryValue(ChoiceOf(page, words.Lowest + index, label)));
        return new DictionaryValue(new Variables("rating").With("question", words.Question).With("choices", new ArrayValue([.. choices])));
    }

    private static Variables ChoiceOf(Uri page, int score, string label)
    {
        var number = score.ToString(CultureInfo.InvariantCulture);
        return new Variables("choice")
            .With("score", number)
            .With("label", label)
            .With("url", $"{page.AbsoluteUri}{(page.Query.Length == 0 ? '?' : '&')}score={number}");
    }

    private static Variables PhrasesOf(MailFacts facts, Language language, string callDate)
    {
        var phrases = new Variables("phrases")
            .With("why", language.Why.Fill(("brand", OneLine.Of(facts.Brand.Name, LongestName)), ("date", callDate)));
        foreach (var (name, phrase) in language.Phrases)
        {
            phrases.With(name, phrase);
        }

        return phrases;
    }

    // Digits and a leading plus only: whatever else a platform sends as a phone cannot become another kind of link.
    private static string? PhoneLinkOf(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit).Take(20));
        return digits.Length < 3 ? null : $"tel:{(phone.TrimStart().StartsWith('+') ? "+" : "")}{digits}";
    }

    private static string? Line(string? text, int most) => OneLine.FromCall(text, most) is { Length: > 0 } line ? line : null;

    private static FluidValue Optional(string name, string? text) => text is null ? new AbsentValue(name) : StringValue.Create(text);
}
