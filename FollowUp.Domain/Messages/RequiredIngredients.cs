using System.Net;
using FollowUps.Messages.Tone;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>
/// What no mail to a customer goes without: the matter or the day of the call, empathy, thanks and an offer of more help as its kind needs them,
/// somebody to call, a next step with a date, and the footer that the law asks for. Looked for in both parts of the finished mail.
/// </summary>
internal static class RequiredIngredients
{
    /// <summary>What is missing in either part; empty for a complete mail, and for mails to the house.</summary>
    public static IEnumerable<ToneFinding> MissingIn(RenderedMail mail, MailTemplate template, MailFacts facts, ToneLint tone)
    {
        if (!facts.GoesToCustomer)
        {
            return [];
        }

        var html = WebUtility.HtmlDecode(mail.Html);
        return [.. MissingIn(html, mail.Html, template.Html.Path, template, facts, tone), .. MissingIn(mail.Text, mail.Text, template.Text.Path, template, facts, tone)];
    }

    private static IEnumerable<ToneFinding> MissingIn(
        string decoded, string source, string path, MailTemplate template, MailFacts facts, ToneLint tone)
    {
        var place = new TonePlace(path, 1, 1, 0, 0);
        var language = template.Language;
        // The footer names the day of the call in every mail; the mail itself has to say what it is about.
        var footer = language.Patterns["why"].Fill(("brand", OneLine.Of(facts.Brand.Name, 80)), ("date", language.Date(facts.CallAt, facts.Zone)));
        var shown = decoded.Replace(footer, "", StringComparison.Ordinal);
        foreach (var (what, texts, why) in Shown(facts, language))
        {
            if (!texts.Any(text => text is not null && shown.Contains(text, StringComparison.OrdinalIgnoreCase)))
            {
                yield return new ToneFinding("lacks-fact", "ingredient", ToneSeverity.Error, place, "", $"The mail lacks {what}: {why}.", "Write it in the HTML part and in the plain part.");
            }
        }

        foreach (var ingredient in ToneIngredients.Of(facts.Kind))
        {
            if (tone.GuideOf(language.Tag) is { } guide && !guide.Has(ingredient, source) && !SaysItsOwnWay(ingredient, decoded, language))
            {
                var (_, rule) = guide.Ingredients[ingredient];
                yield return new ToneFinding(rule.Id, rule.Category, rule.Severity, place, "", rule.Why, rule.Suggestion);
            }
        }
    }

    private static (string What, string?[] OneOf, string Why)[] Shown(MailFacts facts, Language language) =>
    [
        ("what it is about", [facts.Matter, language.Date(facts.CallAt, facts.Zone)], "nobody should have to guess which call is meant"),
        ("the name of the card", [facts.Card.Name], "give a name to ask for"),
        ("the phone of the card", [facts.Card.Phone], "give the phone number again"),
        ("the hours of the card", [MailVariables.HoursOf(facts, language)], "a number that nobody picks up is no help"),
        ("the date of the next step", [facts.NextStepBy is { } by ? language.Moment(by, facts.Zone) : null], "never leave a customer with ambiguity"),
        ("the legal name", [facts.Brand.LegalName], "the law asks for it"),
        ("the postal address", [facts.Brand.PostalAddress], "the law asks for it"),
        ("a link to unsubscribe", [facts.Kind.IsSurvey() ? facts.Links.Unsubscribe?.AbsoluteUri : ""], "a survey can be declined for good"),
    ];

    // The words that language.json lists count too: a language may be begun before it has rules of its own.
    private static bool SaysItsOwnWay(ToneIngredient ingredient, string part, Language language) => ingredient switch
    {
        ToneIngredient.Empathy => language.Apologies.Any(word => part.Contains(word, StringComparison.OrdinalIgnoreCase)),
        ToneIngredient.Thanks => language.Thanks.Any(word => part.Contains(word, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };
}
