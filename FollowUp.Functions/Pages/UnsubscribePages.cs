using FollowUps.Messages;
using FollowUps.Responses;
using FollowUps.Suppressions;

namespace FollowUps.Pages;

/// <summary><c>/u</c>: the way out, of surveys or of everything that is not about a promise or an open case. Opening it changes nothing.</summary>
internal static class UnsubscribePages
{
    /// <summary>Asks which.</summary>
    public static async Task<Page?> ShowAsync(PageVisit visit)
    {
        var say = await visit.WordsOfCustomerAsync();
        var done = await visit.Step<Unsubscribe>().IsDoneAsync(visit.Link, visit.Aborted);
        return say.Page(PageText.UnsubscribeTitle, $"""
            {(done ? $"<p><strong>{say[PageText.UnsubscribeAlready]}</strong></p>" : "")}
            <form method="post">
            <fieldset><legend>{say[PageText.UnsubscribeExplain]}</legend>
            <label class="choice"><input type="radio" name="scope" value="surveys" checked> {say[PageText.UnsubscribeChoiceSurveys]}</label>
            <label class="choice"><input type="radio" name="scope" value="optional"> {say[PageText.UnsubscribeChoiceAll]}</label>
            </fieldset>
            <p>{say[PageText.UnsubscribeService]}</p>
            <button type="submit">{say[PageText.UnsubscribeSend]}</button>
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

        var say = await visit.WordsOfCustomerAsync();
        return say.Page(PageText.UnsubscribeDoneTitle, $"<p>{say[scope == SuppressionScope.Surveys ? PageText.UnsubscribeDone : PageText.UnsubscribeDoneAll]}</p>");
    }
}
