using System.Net;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>
/// What no mail to a customer goes without: somebody to call, thanks and an apology, a next step with a date, and the footer that the
/// law asks for. What must not be in a mail is for the tone lint.
/// </summary>
internal static class RequiredIngredients
{
    /// <summary>What is missing in either part, each in a few words; empty for a complete mail, and for mails to the house.</summary>
    public static IReadOnlyList<string> MissingIn(RenderedMail mail, MailFacts facts, Language language)
    {
        if (!facts.GoesToCustomer)
        {
            return [];
        }

        var html = WebUtility.HtmlDecode(mail.Html);
        return [.. MissingIn(html, facts, language).Concat(MissingIn(mail.Text, facts, language)).Distinct()];
    }

    private static IEnumerable<string> MissingIn(string part, MailFacts facts, Language language)
    {
        (string What, string?[] OneOf)[] ingredients =
        [
            ("the name of the card", [facts.Card.Name]),
            ("the phone of the card", [facts.Card.Phone]),
            ("the hours of the card", [MailVariables.HoursOf(facts, language)]),
            ("thanks", [.. language.Thanks]),
            ("an apology", [.. language.Apologies]),
            ("the date of the next step", [facts.NextStepBy is { } by ? language.Moment(by, facts.Zone) : null]),
            ("the legal name", [facts.Brand.LegalName]),
            ("the postal address", [facts.Brand.PostalAddress]),
            ("a link to unsubscribe", [facts.Kind.IsSurvey() ? facts.Links.Unsubscribe?.AbsoluteUri : ""]),
        ];
        return ingredients
            .Where(ingredient => !ingredient.OneOf.Any(text => text is not null && part.Contains(text, StringComparison.OrdinalIgnoreCase)))
            .Select(ingredient => ingredient.What);
    }
}
