using FollowUps.Desk;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Schedule;
using FollowUps.State;
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
    public static async Task<Page?> ShowAsync(PageVisit visit) =>
        await FoundAsync(visit) is { } found ? BriefPage.Show(found, visit.Settings, visit.BrandOf(found.Call.Queue), Actor(visit, found), visit.NonceField()) : null;

    /// <summary>Does what the form says, and shows how the case stands then.</summary>
    public static async Task<Page?> AnswerAsync(PageVisit visit)
    {
        if (await FoundAsync(visit) is not { } found)
        {
            return null;
        }

        var actor = Actor(visit, found);

        // A scanner in the supervisor's mailbox presses buttons too: nobody reads a brief and decides at once.
        return visit.Page is not { } page || visit.Now - page.At < SuspectVotes.ReadingTime ? Again("Nothing is recorded yet. Please press the button once more.")
            : visit.Form["do"] == "task" ? await TaskAsync(visit, found, actor, Again)
            : ActionOf(visit.Form, found, visit.Settings) is { } action ? await CaseAsync(visit, found, action, actor, page.Nonce, Again)
            : Again("Please choose one, and press the button.");

        Page Again(string note) => BriefPage.Show(found, visit.Settings, visit.BrandOf(found.Call.Queue), actor, visit.NonceField(), note, visit.Form);
    }

    private static async Task<Page?> TaskAsync(PageVisit visit, FoundCase found, string? actor, Func<string, Page> again)
    {
        if (found.Mail.Result is not null)
        {
            return again("What came of this call is recorded already. Nothing was changed.");
        }

        if (!CallResults.TryParse(visit.Form["result"], out var result))
        {
            return again("Please say what came of your call.");
        }

        var next = await visit.Step<RecordCallTask>().RunAsync(visit.Link.Division, visit.Link.Call, new FollowUpId(found.Mail.Id), result, actor, visit.Now, visit.Aborted);
        return next is null ? null : BriefPage.Done(visit.BrandOf(found.Call.Queue), next);
    }

    private static async Task<Page?> CaseAsync(PageVisit visit, FoundCase found, CaseAction action, string? actor, string nonce, Func<string, Page> again)
    {
        var answer = await visit.Step<WorkOnCase>().RunAsync(visit.Link.Division, visit.Link.Call, action, actor, nonce, visit.Now, visit.Aborted);
        switch (answer)
        {
            case CaseAnswer.Unknown:
                return null;
            case CaseAnswer.No no:
                return again($"{no.Reason}. {no.Fix}");
            case CaseAnswer.Done { Case.IsOpen: false }:
                return BriefPage.Done(visit.BrandOf(found.Call.Queue), "The case is closed. In two business days the customer is asked how it is now.");
            default:
                var note = answer is CaseAnswer.Told told ? $"{told.Reason}. Nothing was changed." : "It is recorded.";
                return await FoundAsync(visit) is { } stands ? BriefPage.Show(stands, visit.Settings, visit.BrandOf(found.Call.Queue), actor, visit.NonceField(), note) : null;
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
    private static string? Actor(PageVisit visit, FoundCase found) => Principal.PersonOf(visit.Context, visit.Settings.Directory)?.Id ?? found.Mail.Person;

    private static Task<FoundCase?> FoundAsync(PageVisit visit) => visit.Step<FindCase>().OfAsync(visit.Link, visit.Now, visit.Aborted);
}
