using FollowUps.Responses;
using FollowUps.Suppressions;

namespace FollowUps.Pages;

/// <summary><c>/u</c>: the way out, of surveys or of everything that is not about a promise or an open case. Opening it changes nothing.</summary>
internal static class UnsubscribePages
{
    /// <summary>Asks which.</summary>
    public static async Task<Page?> ShowAsync(PageVisit visit)
    {
        var say = visit.WordsFor(await LanguageAsync(visit));
        return say.Page("unsubscribe.title", $"""
            <form method="post">
            <fieldset><legend>{say["unsubscribe.question"]}</legend>
            <label class="choice"><input type="radio" name="scope" value="surveys" checked> {say["unsubscribe.surveys"]}</label>
            <label class="choice"><input type="radio" name="scope" value="optional"> {say["unsubscribe.optional"]}</label>
            </fieldset>
            <p>{say["unsubscribe.note"]}</p>
            <button type="submit">{say["unsubscribe.send"]}</button>
            </form>
            """);
    }

    /// <summary>RFC 8058: the POST itself is the will, whatever its body; the token is in the path. The page's own form may say more.</summary>
    public static async Task<Page?> AnswerAsync(PageVisit visit)
    {
        var scope = visit.Form["scope"] == SuppressionScope.Optional.Word() ? SuppressionScope.Optional : SuppressionScope.Surveys;
        if (!await visit.Step<Unsubscribe>().RunAsync(visit.Link, visit.Now, visit.Aborted, scope))
        {
            return null;
        }

        var say = visit.WordsFor(await LanguageAsync(visit));
        return say.Page("unsubscribe.doneTitle", $"<p>{say[scope == SuppressionScope.Surveys ? "unsubscribe.doneSurveys" : "unsubscribe.doneOptional"]}</p>");
    }

    private static async Task<string?> LanguageAsync(PageVisit visit) => (await visit.CallAsync())?.Contact.Language;
}
