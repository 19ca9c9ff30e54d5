using FollowUps.Desk;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Pages;

/// <summary>
/// <c>/b/{token}</c>: the supervisor's page of a case, and of a call task. GET and HEAD never write; a POST with the page's nonce does one thing. Whoever has the
/// link acts as the person it was sent to, unless a sign-in says who they are.
/// </summary>
internal static class BriefPages
{
    private static readonly LocalDateTimePattern LocalMinute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    /// <summary>Shows what the link leads to.</summary>
    public static async Task ShowAsync(HttpContext context, string token, SignedLink? link, Instant now)
    {
        var settings = Settings(context);
        if (link is null || await Find(context).OfAsync(link, now, context.RequestAborted) is not { } found)
        {
            await Page.NotHere(settings.Directory.Brand).WriteAsync(context);
            return;
        }

        await BriefPage.Show(found, settings, Actor(context, found, settings), Signer(context).Nonce(token, now)).WriteAsync(context);
    }

    /// <summary>Does what the form says, and shows how the case stands then.</summary>
    public static async Task ActAsync(HttpContext context, string token, SignedLink link, Instant now)
    {
        var settings = Settings(context);
        if (await Find(context).OfAsync(link, now, context.RequestAborted) is not { } found)
        {
            await Page.NotHere(settings.Directory.Brand).WriteAsync(context);
            return;
        }

        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var nonce = form["nonce"].ToString();
        var actor = Actor(context, found, settings);
        var page = !Signer(context).IsNonce(nonce, token, now)
            ? Again("Nothing is recorded yet. Please press the button once more.")
            : form["do"] == "task" ? await TaskAsync(context, link, found, form, actor, now, Again)
            : ActionOf(form, found, settings) is { } action ? await CaseAsync(context, link, action, actor, nonce, now, Again)
            : Again("Please choose one, and press the button.");
        await page.WriteAsync(context);

        Page Again(string note) => BriefPage.Show(found, settings, actor, Signer(context).Nonce(token, now), note);
    }

    private static async Task<Page> TaskAsync(
        HttpContext context, SignedLink link, FoundCase found, IFormCollection form, string? actor, Instant now, Func<string, Page> again)
    {
        if (!CallResults.TryParse(form["result"], out var result))
        {
            return again("Please say what came of your call.");
        }

        var next = await context.RequestServices.GetRequiredService<RecordCallTask>().RunAsync(
            link.Division, link.Call, new FollowUpId(found.Mail.Id), result, actor, now, context.RequestAborted);
        return next is null ? Page.NotHere(Settings(context).Directory.Brand) : BriefPage.Done(Settings(context), next);
    }

    private static async Task<Page> CaseAsync(HttpContext context, SignedLink link, CaseAction action, string? actor, string nonce, Instant now, Func<string, Page> again)
    {
        var settings = Settings(context);
        var answer = await context.RequestServices.GetRequiredService<WorkOnCase>().RunAsync(link.Division, link.Call, action, actor, nonce, now, context.RequestAborted);
        switch (answer)
        {
            case CaseAnswer.Unknown:
                return Page.NotHere(settings.Directory.Brand);
            case CaseAnswer.No no:
                return again($"{no.Reason}. {no.Fix}");
            case CaseAnswer.Done { Case.IsOpen: false }:
                return BriefPage.Done(settings, "The case is closed. In two business days the customer is asked how it is now.");
            default:
                var note = answer is CaseAnswer.Told told ? $"{told.Reason}. Nothing was changed." : "It is recorded.";
                var found = await Find(context).OfAsync(link, now, context.RequestAborted);
                return found is null
                    ? Page.NotHere(settings.Directory.Brand)
                    : BriefPage.Show(found, settings, actor, Signer(context).Nonce((string)context.Request.RouteValues["token"]!, now), note);
        }
    }

    private static CaseAction? ActionOf(IFormCollection form, FoundCase found, Installation settings) => form["do"].ToString() switch
    {
        "take" => new CaseAction.Take(),
        "contacted" => CallResults.TryParse(form["result"], out var result) ? new CaseAction.Call(result) : null,
        "hand-over" => form["to"].ToString() is { Length: > 0 } to ? new CaseAction.HandOver(to) : null,
        "call-at" => LocalMinute.Parse(form["at"].ToString()) is { Success: true } at
            ? new CaseAction.CallAt(at.Value.InZone(settings.PlanBook.CalendarOf(found.Call.Queue).Zone, LocalTimeRule.Resolver).ToInstant())
            : null,
        "approve" => new CaseAction.Approve(),
        "hold" => new CaseAction.Hold(),
        "close" => new CaseAction.Close(form["cause"], form["action"], form["prevention"], form["goodwill"]),
        _ => null,
    };

    /// <summary>Who acts: the person that the platform's sign-in names, else the one the mail was sent to, else whoever is on duty.</summary>
    private static string? Actor(HttpContext context, FoundCase found, Installation settings) =>
        Principal.PersonOf(context, settings.Directory)?.Id ?? found.Mail.Person;

    private static FindCase Find(HttpContext context) => context.RequestServices.GetRequiredService<FindCase>();

    private static LinkSigner Signer(HttpContext context) => context.RequestServices.GetRequiredService<LinkSigner>();

    private static Installation Settings(HttpContext context) => context.RequestServices.GetRequiredService<Func<Installation>>()();
}
