using System.Globalization;
using System.Text;
using FollowUps.Calls;
using FollowUps.Messages;
using FollowUps.Promises;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Pages;

/// <summary><c>/h</c>: how can I help? The wish in own words, whether it is solved, and a time to be called.</summary>
internal static class HelpPages
{
    /// <summary>Asks.</summary>
    public static async Task<Page?> ShowAsync(PageVisit visit) => await visit.CallAsync() is { } call ? Ask(visit, call, null) : null;

    /// <summary>Records what was posted.</summary>
    public static async Task<Page?> AnswerAsync(PageVisit visit)
    {
        if (await visit.CallAsync() is not { } call)
        {
            return null;
        }

        if (visit.Page is not { } page)
        {
            return Ask(visit, call, PageText.ErrorsAgain);
        }

        var chosen = visit.Form["callAt"].ToString();
        var at = InstantPattern.ExtendedIso.Parse(chosen);
        if (chosen.Length > 0 && !at.Success)
        {
            return Ask(visit, call, PageText.ErrorsTime);
        }

        var wish = new Wish(visit.Words("wish"), PageVisit.YesOrNo(visit.Form["solved"]), at.Success ? at.Value : null, page);
        return await visit.Step<RecordWish>().RunAsync(visit.Link, wish, visit.Now, visit.Aborted) switch
        {
            WishResult.Recorded => Done(visit, call, wish),
            WishResult.NothingSaid => Ask(visit, call, PageText.ErrorsEmpty),
            WishResult.TooFast => Ask(visit, call, PageText.ErrorsOnceMore),
            WishResult.NoSuchTime => Ask(visit, call, PageText.ErrorsTime),
            _ => null,
        };
    }

    private static Page Ask(PageVisit visit, CallRow call, PageText? problem)
    {
        var say = visit.WordsFor(call.Contact.Language, call.Queue);
        var times = CallbackTimes.Of(call, visit.Settings, visit.Now);
        var options = new StringBuilder();
        foreach (var at in times.Times)
        {
            options.Append(CultureInfo.InvariantCulture, $"<option value=\"{InstantPattern.ExtendedIso.Format(at)}\"{(InstantPattern.ExtendedIso.Format(at) == visit.Form["callAt"] ? " selected" : "")}>{say.Moment(at, Zone(visit, call))}</option>\n");
        }

        var words = call.Consent == DocumentationConsent.Declined ? $"<p>{say[PageText.HelpNoWords]}</p>" : $"""
            <label for="wish">{say[PageText.HelpWish]}</label>
            <textarea id="wish" name="wish" maxlength="{PageVisit.MaxWords}">{Page.Text(visit.Words("wish"))}</textarea>
            """;
        var choice = options.Length == 0 ? "" : $"""
            <p><label for="callAt">{say.Fill(PageText.HelpCallTime, ("name", times.Supervisor?.Name ?? visit.Settings.Directory.DefaultCard.Name))}</label><br>
            <select id="callAt" name="callAt"><option value="">{say[PageText.HelpCallTimeNone]}</option>
            {options}</select></p>
            """;
        return say.Page(PageText.HelpTitle, $"""
            {(problem is null ? Standing(visit, call, say) : $"<p class=\"note\" role=\"alert\">{say[problem.Value]}</p>")}
            <p>{say[PageText.HelpIntro]}</p>
            <form method="post">
            {visit.NonceField()}
            <fieldset><legend>{say[PageText.HelpSolvedQuestion]}</legend>
            <label class="choice"><input type="radio" name="solved" value="yes"{(visit.Form["solved"] == "yes" ? " checked" : "")}> {say[PageText.HelpSolvedYes]}</label>
            <label class="choice"><input type="radio" name="solved" value="no"{(visit.Form["solved"] == "no" ? " checked" : "")}> {say[PageText.HelpSolvedNo]}</label>
            </fieldset>
            {words}
            {choice}
            <button type="submit">{say[PageText.HelpSend]}</button>
            </form>
            """);
    }

    private static Page Done(PageVisit visit, CallRow call, Wish wish)
    {
        var say = visit.WordsFor(call.Contact.Language, call.Queue);
        var name = CallbackTimes.Of(call, visit.Settings, visit.Now).Supervisor?.Name ?? visit.Settings.Directory.DefaultCard.Name;
        var next = wish.CallAt is { } at ? say.Fill(PageText.HelpThanksCall, ("name", name), ("date", say.Words.Moment(at, Zone(visit, call))))
            : wish is { Solved: true, Asks: false } ? say[PageText.HelpThanksSolved]
            : say.Fill(PageText.HelpThanks, ("name", name), ("date", say.Words.Moment(RecordWish.AnsweredBy(call, visit.Settings, visit.Now), Zone(visit, call))));
        return say.Page(PageText.HelpThanksTitle, $"<p>{next}</p>");
    }

    /// <summary>What was agreed on this page before and lies ahead: the call, or the date of the answer.</summary>
    private static string Standing(PageVisit visit, CallRow call, PageSay say)
    {
        var name = CallbackTimes.Of(call, visit.Settings, visit.Now).Supervisor?.Name ?? visit.Settings.Directory.DefaultCard.Name;
        return call.Promises.LastOrDefault(promise => BookedCall.IsAhead(promise, visit.Now)) is { } booked
            ? $"<p><strong>{say.Fill(PageText.HelpThanksCall, ("name", booked.Owner?.Name ?? name), ("date", say.Words.Moment(call.Case?.CallAt ?? booked.DueAt, Zone(visit, call))))}</strong></p>"
            : call.Promises.LastOrDefault(promise => promise is { MadeAt: not null, State: PromiseState.Open } && promise.DueAt > visit.Now) is { } answered
            ? $"<p><strong>{say.Fill(PageText.HelpThanks, ("name", name), ("date", say.Words.Moment(answered.DueAt, Zone(visit, call))))}</strong></p>"
            : "";
    }

    private static DateTimeZone Zone(PageVisit visit, CallRow call) =>
        visit.Settings.PlanBook.ZoneOf(call.Contact.TimeZone, call.Contact.Country, call.Queue);
}
