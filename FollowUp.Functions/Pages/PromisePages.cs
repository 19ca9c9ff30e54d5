using System.Globalization;
using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Promises;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Pages;

/// <summary>The pages behind <c>/p</c>: the customer says whether a promise was kept; whoever keeps it says that it was, or gives it a new date. Which one is shown depends on the mail that the link was in.</summary>
internal static class PromisePages
{
    private const string SaidBy = " (said by the link in a mail)";

    /// <summary>Shows the question.</summary>
    public static async Task<Page?> ShowAsync(PageVisit visit) =>
        await visit.Step<RecordPromise>().FindAsync(visit.Link, visit.Aborted) is not { } asked ? null
        : asked.AsksCustomer ? CustomerPage(visit, asked, await visit.WordsOfCustomerAsync(), again: false)
        : OwnerPage(visit, asked, null);

    /// <summary>Records what was posted from a page that was shown.</summary>
    public static async Task<Page?> AnswerAsync(PageVisit visit)
    {
        if (await visit.Step<RecordPromise>().FindAsync(visit.Link, visit.Aborted) is not { } asked)
        {
            return null;
        }

        return asked.AsksCustomer ? await CustomerAsync(visit, asked) : await OwnerAsync(visit, asked);
    }

    private static async Task<Page?> CustomerAsync(PageVisit visit, AskedPromise asked)
    {
        var say = await visit.WordsOfCustomerAsync();

        // A scanner that submits the form at once is asked again, and says nothing.
        if (PageVisit.YesOrNo(visit.Form["kept"]) is not { } kept || visit.Page is not { } page || visit.Now - page.At < SuspectVotes.ReadingTime)
        {
            return CustomerPage(visit, asked, say, again: true);
        }

        var stands = await visit.Step<RecordPromise>().AnswerAsync(visit.Link, kept, visit.Words("comment"), page.Nonce, visit.Now, visit.Aborted);
        return stands is { } answer ? Thanks(say, answer) : null;
    }

    private static Page CustomerPage(PageVisit visit, AskedPromise asked, PageSay say, bool again)
    {
        if (asked.Answer is { } given)
        {
            return Thanks(say, given);
        }

        var chosen = visit.Context.Request.Query["kept"].ToString();
        var comment = !asked.KeepsWords ? "" : $"""
            <label for="comment">{say[PageText.PromiseComment]}</label>
            <textarea id="comment" name="comment" maxlength="{PageVisit.MaxWords}"></textarea>
            """;
        var question = say.Fill(PageText.PromiseQuestion, ("what", asked.What ?? say.Words.Unquoted(asked.Source)), ("date", say.Words.Moment(asked.DueAt, asked.CustomerZone)));
        return say.Page(PageText.PromiseTitle, $"""
            {(again ? $"<p class=\"note\" role=\"alert\">{say[PageText.ErrorsNotSent]} {say[PageText.ErrorsChooseOne]}</p>" : "")}
            <form method="post">
            {visit.NonceField()}
            <fieldset><legend>{question}</legend>
            <label class="choice"><input type="radio" name="kept" value="yes" required{(chosen == "yes" ? " checked" : "")}> {say[PageText.PromiseYes]}</label>
            <label class="choice"><input type="radio" name="kept" value="no" required{(chosen == "no" ? " checked" : "")}> {say[PageText.PromiseNo]}</label>
            </fieldset>
            {comment}
            <button type="submit">{say[PageText.PromiseSend]}</button>
            </form>
            """);
    }

    private static Page Thanks(PageSay say, bool kept) => say.Page(PageText.ThanksTitle, $"<p>{say[kept ? PageText.PromiseThanksYes : PageText.PromiseThanksNo]}</p>");

    private static async Task<Page?> OwnerAsync(PageVisit visit, AskedPromise asked)
    {
        var promises = visit.Step<RecordPromise>();
        if (visit.Page is not { } page)
        {
            return OwnerPage(visit, asked, "Nothing is recorded yet. Please choose once more and press the button.");
        }

        var command = visit.Step<Identity>().Command("promise", page.Nonce);
        switch (visit.Form["do"].ToString())
        {
            case "kept":
                await promises.KeptAsync(visit.Link.Division, asked.CallId, asked.PromiseId, visit.Now, command, SaidBy, visit.Now, visit.Aborted);
                break;
            case "moved" when PromiseDate.Read(visit.Form["dueAt"], asked.Calendar, visit.Now, out var error) is var dueAt:
                if (dueAt is null)
                {
                    return OwnerPage(visit, asked, error);
                }

                await promises.MovedAsync(visit.Link.Division, asked.CallId, asked.PromiseId, dueAt.Value, command, SaidBy, visit.Now, visit.Aborted);
                break;
            default:
                return OwnerPage(visit, asked, "Nothing is recorded yet. Please press one of the buttons.");
        }

        return await promises.FindAsync(visit.Link, visit.Aborted) is { } stands ? OwnerPromisePage.Recorded(visit.BrandOf(stands.Queue), stands) : null;
    }

    private static Page OwnerPage(PageVisit visit, AskedPromise asked, string? problem) => asked.State == PromiseState.Open
        ? OwnerPromisePage.Ask(visit, asked, problem)
        : OwnerPromisePage.Recorded(visit.BrandOf(asked.Queue), asked);
}

/// <summary>For whoever keeps a promise: it is kept, or a new date.</summary>
internal static class OwnerPromisePage
{
    /// <summary>The two things that can be said about it; only the buttons record.</summary>
    public static Page Ask(PageVisit visit, AskedPromise asked, string? problem)
    {
        var suggested = asked.Calendar.AddDays(Instant.Max(visit.Now, asked.DueAt), 1);
        var written = visit.Form["dueAt"].ToString();
        return new Page("A promise to a customer", string.Create(CultureInfo.InvariantCulture, $"""
            {(problem is null ? "" : $"<p class=\"note\" role=\"alert\" id=\"problem\">{Page.Text(problem)}</p>")}
            <p>{(asked.What is { } what ? $"<strong>{Page.Text(what)}</strong>" : asked.Source == PromiseSource.Callback ? "A call to the customer" : "What was agreed by phone")}, due {Page.Text(PromiseDate.Written(asked.DueAt, asked.Calendar))}.</p>
            <form method="post">
            {visit.NonceField()}
            <button type="submit" name="do" value="kept">It is done</button>
            </form>
            <h2>Or give it a new date</h2>
            <form method="post">
            {visit.NonceField()}
            <p><label for="dueAt">New date and time ({Page.Text(asked.Calendar.Zone.Id)}), within business hours</label><br>
            <input type="datetime-local" id="dueAt" name="dueAt" value="{Page.Text(string.IsNullOrWhiteSpace(written) ? PromiseDate.Field(suggested, asked.Calendar) : written)}" required></p>
            <p>The customer is not written to about a new date before the old one has passed: please tell them yourself.</p>
            <button type="submit" name="do" value="moved">Set the new date</button>
            </form>
            """), visit.BrandOf(asked.Queue));
    }

    /// <summary>How it stands.</summary>
    public static Page Recorded(Brand brand, AskedPromise asked) => new("Thank you", asked.State switch
    {
        PromiseState.Open => $"<p>The promise is due <strong>{Page.Text(PromiseDate.Written(asked.DueAt, asked.Calendar))}</strong> now.</p>",
        PromiseState.Kept => "<p>It is recorded that the promise was kept. The customer is asked a business day later whether it was.</p>",
        _ => "<p>The promise was late too often: a supervisor has the matter as a recovery case.</p>",
    }, brand);
}
