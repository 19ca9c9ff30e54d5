using Fluid.Values;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>The one place where facts become the variables of a template. Everything from a call is made harmless here.</summary>
internal static class MailVariables
{
    private const int LongestMatter = 200;
    private const int LongestPhrase = 200;
    private const int LongestFooter = 500;

    /// <summary>The variables by name; <c>docs/templates.md</c> lists them for whoever writes a template.</summary>
    public static Dictionary<string, FluidValue> Of(MailFacts facts, Language language)
    {
        var name = Texts.Line(facts.CustomerName, Texts.LongestName);
        var recipient = Texts.Line(facts.RecipientName, Texts.LongestName);
        var greeted = facts.GoesToCustomer ? name : recipient;
        var callDate = language.Date(facts.CallAt, facts.Zone);
        return new Dictionary<string, FluidValue>
        {
            ["language"] = StringValue.Create(language.Tag),
            ["greeting"] = StringValue.Create(greeted is null ? language.GreetingWithoutName : language.Patterns["greeting"].Fill(("name", greeted))),
            ["customer_name"] = Texts.Optional("customer_name", name),
            ["recipient_name"] = Texts.Optional("recipient_name", recipient),
            ["matter"] = Texts.Optional("matter", Texts.Line(facts.Matter, LongestMatter)),
            ["queue"] = Texts.Optional("queue", Texts.Line(facts.QueueLabel, Texts.LongestName)),
            ["call_date"] = StringValue.Create(callDate),
            ["call_time"] = StringValue.Create(language.Time(facts.CallAt, facts.Zone)),
            ["call_at"] = StringValue.Create(language.Moment(facts.CallAt, facts.Zone)),
            ["next_step_by"] = Texts.Optional("next_step_by", facts.NextStepBy is { } by ? language.Moment(by, facts.Zone) : null),
            ["is_survey"] = BooleanValue.Create(facts.Kind.IsSurvey()),
            ["is_for_customer"] = BooleanValue.Create(facts.GoesToCustomer),
            ["card"] = new DictionaryValue(CardOf(facts, language)),
            ["brand"] = new DictionaryValue(BrandOf(facts)),
            ["links"] = new DictionaryValue(LinkVariables.Of(facts.Links)),
            ["rating"] = RatingVariables.Of(facts, language),
            ["promise"] = facts.Promise is { } promise ? new DictionaryValue(MatterVariables.Of("promise", promise, facts.Zone, language)) : new AbsentValue("promise"),
            ["promises"] = Texts.Items(facts.Promises.Select(item => new DictionaryValue(MatterVariables.Of("promise", item, facts.Zone, language)))),
            ["withheld_because"] = Texts.Lines(facts.WordsWithheldBecause),
            ["brief"] = facts.Brief is { } brief ? new DictionaryValue(MatterVariables.Of(brief, facts.Zone, language)) : new AbsentValue("brief"),
            ["digest"] = facts.Digest is { } digest ? new DictionaryValue(MatterVariables.Of(digest, facts.Zone, language)) : new AbsentValue("digest"),
            ["phrases"] = new DictionaryValue(PhrasesOf(facts, language, callDate)),
            ["labels"] = new DictionaryValue(GroupOf("labels", language)),
        };
    }

    /// <summary>The hours on the card as this mail words them.</summary>
    public static string HoursOf(MailFacts facts, Language language) =>
        OneLine.FromCall(language.HoursOf(facts.Card.Hours, facts.CardZone ?? facts.Zone, facts.Zone, facts.NextStepBy ?? facts.CallAt), LongestPhrase);

    private static Variables CardOf(MailFacts facts, Language language) => new Variables("card")
        .With("name", OneLine.FromCall(facts.Card.Name, Texts.LongestName))
        .With("phone", OneLine.FromCall(facts.Card.Phone, Texts.LongestName))
        .With("phone_link", LinkVariables.PhoneLinkOf(facts.Card.Phone))
        .With("hours", HoursOf(facts, language))
        .With("role", Texts.Line(facts.Card.Role, Texts.LongestName));

    private static Variables BrandOf(MailFacts facts) => new Variables("brand")
        .With("name", OneLine.Of(facts.Brand.Name, Texts.LongestName))
        .With("legal_name", OneLine.Of(facts.Brand.LegalName, LongestPhrase))
        .With("postal_address", OneLine.Of(facts.Brand.PostalAddress, LongestPhrase))
        .With("colour", OneLine.Of(facts.Brand.Colour, 7))
        .With("on_colour", OneLine.Of(facts.Brand.OnColour, 7))
        .With("footer", string.IsNullOrEmpty(facts.Brand.Footer) ? null : OneLine.Of(facts.Brand.Footer, LongestFooter))
        .With("logo", facts.Brand.Logo);

    private static Variables PhrasesOf(MailFacts facts, Language language, string callDate)
    {
        var brand = OneLine.Of(facts.Brand.Name, Texts.LongestName);
        return GroupOf("phrases", language).With("why", facts.GoesToCustomer
            ? language.Patterns["why"].Fill(("brand", brand), ("date", callDate))
            : language.Patterns["whyHouse"].Fill(("brand", brand)));
    }

    private static Variables GroupOf(string group, Language language)
    {
        var variables = new Variables(group);
        foreach (var (name, text) in language.Texts[group])
        {
            variables.With(Texts.Snake(name), text);
        }

        return variables;
    }
}
