using FollowUps.Messages;
using FollowUps.Privacy;
using FollowUps.State;

namespace FollowUps.Pages;

/// <summary>May the call be documented? Asked once, by a link of the first mail, at the same address as "how can I help?" (<c>/h/{token}?consent=1</c>).</summary>
internal static class ConsentPages
{
    /// <summary>True for a visit that is about consent.</summary>
    public static bool IsMeant(PageVisit visit) => visit.Context.Request.Query.ContainsKey("consent");

    /// <summary>Asks; opening it changes nothing.</summary>
    public static async Task<Page?> ShowAsync(PageVisit visit) => await visit.CallAsync() is { } call ? Ask(visit, call, again: false) : null;

    /// <summary>Records the choice.</summary>
    public static async Task<Page?> AnswerAsync(PageVisit visit)
    {
        if (await visit.CallAsync() is not { } call)
        {
            return null;
        }

        // Removing what is stored cannot be undone, and a scanner may press any button: the choice counts from a page that was read.
        var choice = visit.Page is { } page && visit.Now - page.At >= Responses.SuspectVotes.ReadingTime ? visit.Form["consent"].ToString() : "";
        var done = choice switch
        {
            "granted" => await visit.Step<GrantConsent>().RunAsync(visit.Link, visit.Now, visit.Aborted),
            "declined" => await visit.Step<DeclineConsent>().RunAsync(visit.Link, visit.Now, visit.Aborted),
            _ => false,
        };
        if (!done)
        {
            return Ask(visit, call, again: true);
        }

        var say = visit.WordsFor(call.Contact.Language, call.Queue);
        return say.Page(PageText.ThanksTitle, $"<p>{say[choice == "granted" ? PageText.ConsentThanksYes : PageText.ConsentThanksNo]}</p>");
    }

    private static Page Ask(PageVisit visit, CallRow call, bool again)
    {
        var say = visit.WordsFor(call.Contact.Language, call.Queue);
        return say.Page(PageText.ConsentTitle, $"""
            {(again ? $"<p class=\"note\" role=\"alert\">{say[PageText.ErrorsNotSent]}</p>" : "")}
            <p>{say[PageText.ConsentExplain]}</p>
            <form method="post">
            {visit.NonceField()}
            <button type="submit" name="consent" value="granted">{say[PageText.ConsentYes]}</button>
            <button type="submit" name="consent" value="declined">{say[PageText.ConsentNo]}</button>
            </form>
            """);
    }
}
