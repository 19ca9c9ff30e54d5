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
    private const int MaxComment = 8000;
    private const string SaidBy = " (said by the link in a mail)";

    /// <summary>GET and HEAD: shows the question and changes nothing.</summary>
    public static async Task ShowAsync(HttpContext context, string token, SignedLink? link, Instant now)
    {
        var asked = link is null ? null : await Promises(context).FindAsync(link, context.RequestAborted);
        await (asked is null ? NotHere(context) : PageOf(context, asked, token, now, null)).WriteAsync(context);
    }

    /// <summary>POST with the nonce of a page that was shown: records.</summary>
    public static async Task AnswerAsync(HttpContext context, string token, SignedLink link, Instant now)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var asked = await Promises(context).FindAsync(link, context.RequestAborted);
        if (asked is null)
        {
            await NotHere(context).WriteAsync(context);
            return;
        }

        var nonce = form["nonce"].ToString();
        if (!context.RequestServices.GetRequiredService<LinkSigner>().IsNonce(nonce, token, now))
        {
            await PageOf(context, asked, token, now, "Nothing is recorded yet. Please choose once more and press the button.").WriteAsync(context);
            return;
        }

        await (asked.AsksCustomer ? CustomerAsync(context, token, link, asked, form, nonce, now) : OwnerAsync(context, token, link, asked, form, nonce, now));
    }

    private static async Task CustomerAsync(HttpContext context, string token, SignedLink link, AskedPromise asked, IFormCollection form, string nonce, Instant now)
    {
        var kept = form["kept"].ToString();
        if (kept is not ("yes" or "no"))
        {
            await PageOf(context, asked, token, now, "").WriteAsync(context);
            return;
        }

        var comment = form["comment"].ToString();
        var stands = await Promises(context).AnswerAsync(link, kept == "yes", comment.Length > MaxComment ? comment[..MaxComment] : comment, nonce, now, context.RequestAborted);
        await (stands is { } answer ? CustomerPromisePage.Thanks(BrandOf(context), WordsOf(context, asked), answer) : NotHere(context)).WriteAsync(context);
    }

    private static async Task OwnerAsync(HttpContext context, string token, SignedLink link, AskedPromise asked, IFormCollection form, string nonce, Instant now)
    {
        var command = context.RequestServices.GetRequiredService<Identity>().Command("promise", nonce);
        switch (form["do"].ToString())
        {
            case "kept":
                await Promises(context).KeptAsync(link.Division, asked.CallId, asked.PromiseId, now, command, SaidBy, now, context.RequestAborted);
                break;
            case "moved" when PromiseDate.Read(form["dueAt"], asked.Calendar, now, out var error) is var dueAt:
                if (dueAt is null)
                {
                    await PageOf(context, asked, token, now, error, form["dueAt"]).WriteAsync(context);
                    return;
                }

                await Promises(context).MovedAsync(link.Division, asked.CallId, asked.PromiseId, dueAt.Value, command, SaidBy, now, context.RequestAborted);
                break;
            default:
                await PageOf(context, asked, token, now, "Nothing is recorded yet. Please press one of the buttons.").WriteAsync(context);
                return;
        }

        var stands = await Promises(context).FindAsync(link, context.RequestAborted);
        await (stands is null ? NotHere(context) : OwnerPromisePage.Recorded(BrandOf(context), stands)).WriteAsync(context);
    }

    private static Page PageOf(HttpContext context, AskedPromise asked, string token, Instant now, string? problem, string? written = null)
    {
        var nonce = context.RequestServices.GetRequiredService<LinkSigner>().Nonce(token, now);
        var brand = BrandOf(context);
        return asked.AsksCustomer
            ? asked.Answer is { } given ? CustomerPromisePage.Thanks(brand, WordsOf(context, asked), given)
                : CustomerPromisePage.Ask(brand, WordsOf(context, asked), asked, nonce, context.Request.Query["kept"], problem is not null)
            : asked.State == PromiseState.Open ? OwnerPromisePage.Ask(brand, asked, nonce, now, problem, written) : OwnerPromisePage.Recorded(brand, asked);
    }

    private static RecordPromise Promises(HttpContext context) => context.RequestServices.GetRequiredService<RecordPromise>();

    private static PageWords WordsOf(HttpContext context, AskedPromise asked) =>
        context.RequestServices.GetRequiredService<Func<Installation>>()().Render.PagesIn(asked.Language);

    private static Page NotHere(HttpContext context) => Page.NotHere(BrandOf(context));

    private static Brand BrandOf(HttpContext context) => context.RequestServices.GetRequiredService<Func<Installation>>()().Directory.Brand;
}

/// <summary>"Was it kept?", in the customer's language.</summary>
internal static class CustomerPromisePage
{
    /// <summary>The question with the choice of the link in the mail; only the button records.</summary>
    public static Page Ask(Brand brand, PageWords words, AskedPromise asked, string nonce, string? chosen, bool again)
    {
        string Choice(string value, PageText label) =>
            $"""<label class="choice"><input type="radio" name="kept" value="{value}" required{(chosen == value ? " checked" : "")}> {Page.Text(words.Of(label))}</label>""";
        return new Page(words.Of(PageText.PromiseTitle), $"""
            {(again ? $"<p class=\"note\" role=\"alert\">{Page.Text(words.Of(PageText.ErrorsAgain))}</p>" : "")}
            <p>{Page.Text(words.Of(PageText.PromiseQuestion, ("what", asked.What ?? words.AgreedByPhone), ("date", words.Moment(asked.DueAt, asked.CustomerZone))))}</p>
            <form method="post">
            <input type="hidden" name="nonce" value="{Page.Text(nonce)}">
            <fieldset><legend>{Page.Text(words.Of(PageText.PromiseTitle))}</legend>
            {Choice("yes", PageText.PromiseYes)}
            {Choice("no", PageText.PromiseNo)}
            </fieldset>
            {(asked.KeepsWords ? $"<label for=\"comment\">{Page.Text(words.Of(PageText.PromiseComment))}</label><textarea id=\"comment\" name=\"comment\" maxlength=\"8000\"></textarea>" : "")}
            <button type="submit">{Page.Text(words.Of(PageText.PromiseSend))}</button>
            </form>
            """, brand);
    }

    /// <summary>The answer stands.</summary>
    public static Page Thanks(Brand brand, PageWords words, bool kept) =>
        new(words.Of(PageText.ThanksTitle), $"<p>{Page.Text(words.Of(kept ? PageText.PromiseThanksYes : PageText.PromiseThanksNo))}</p>", brand);
}

/// <summary>For whoever keeps a promise: it is kept, or a new date.</summary>
internal static class OwnerPromisePage
{
    /// <summary>The two things that can be said about it; only the buttons record.</summary>
    public static Page Ask(Brand brand, AskedPromise asked, string nonce, Instant now, string? problem, string? written)
    {
        var suggested = asked.Calendar.AddDays(Instant.Max(now, asked.DueAt), 1);
        return new Page("A promise to a customer", string.Create(CultureInfo.InvariantCulture, $"""
            {(problem is null ? "" : $"<p class=\"note\" role=\"alert\" id=\"problem\">{Page.Text(problem)}</p>")}
            <p>{(asked.What is { } what ? $"<strong>{Page.Text(what)}</strong>" : "What was agreed by phone")}, due {Page.Text(PromiseDate.Written(asked.DueAt, asked.Calendar))}.</p>
            <form method="post">
            <input type="hidden" name="nonce" value="{Page.Text(nonce)}">
            <button type="submit" name="do" value="kept">It is done</button>
            </form>
            <h2>Or give it a new date</h2>
            <form method="post">
            <input type="hidden" name="nonce" value="{Page.Text(nonce)}">
            <p><label for="dueAt">New date and time ({Page.Text(asked.Calendar.Zone.Id)}), within business hours</label><br>
            <input type="datetime-local" id="dueAt" name="dueAt" value="{Page.Text(string.IsNullOrWhiteSpace(written) ? PromiseDate.Field(suggested, asked.Calendar) : written)}" required></p>
            <p>The customer is not written to about a new date before the old one has passed: please tell them yourself.</p>
            <button type="submit" name="do" value="moved">Set the new date</button>
            </form>
            """), brand);
    }

    /// <summary>How it stands.</summary>
    public static Page Recorded(Brand brand, AskedPromise asked) => new("Thank you", asked.State switch
    {
        PromiseState.Open => $"<p>The promise is due <strong>{Page.Text(PromiseDate.Written(asked.DueAt, asked.Calendar))}</strong> now.</p>",
        PromiseState.Kept => "<p>It is recorded that the promise was kept. The customer is asked a business day later whether it was.</p>",
        _ => "<p>The promise was late too often: a supervisor has the matter as a recovery case.</p>",
    }, brand);
}
