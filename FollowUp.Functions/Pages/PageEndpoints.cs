using FollowUps.Responses;
using FollowUps.Triggers;

namespace FollowUps.Pages;

/// <summary>
/// The public pages behind the links in mails. GET and HEAD never write: mail scanners open every link. A tampered, foreign, expired or
/// spent token gets the same friendly page by the same code path.
/// </summary>
internal static class PageEndpoints
{
    public static void MapPages(this WebApplication app)
    {
        string[] read = [HttpMethods.Get, HttpMethods.Head];
        foreach (var letter in "rupbh")
        {
            app.MapMethods($"/{letter}/{{token}}", read, (RequestDelegate)(context => AnswerAsync(context, (LinkPurpose)letter, Show)));
            app.MapMethods($"/{letter}/{{token}}", [HttpMethods.Post], (RequestDelegate)(context => AnswerAsync(context, (LinkPurpose)letter, Post)));
        }
    }

    private static Task<Page?> Show(LinkPurpose purpose, PageVisit visit) => purpose switch
    {
        LinkPurpose.Rate => RatingPages.ShowAsync(visit),
        LinkPurpose.Unsubscribe => UnsubscribePages.ShowAsync(visit),
        LinkPurpose.Promise => PromisePages.ShowAsync(visit),
        LinkPurpose.Brief => BriefPages.ShowAsync(visit),
        LinkPurpose.Help => ConsentPages.IsMeant(visit) ? ConsentPages.ShowAsync(visit) : HelpPages.ShowAsync(visit),
        _ => Nowhere,
    };

    private static Task<Page?> Post(LinkPurpose purpose, PageVisit visit) => purpose switch
    {
        LinkPurpose.Rate => RatingPages.AnswerAsync(visit),
        LinkPurpose.Unsubscribe => UnsubscribePages.AnswerAsync(visit),
        LinkPurpose.Promise => PromisePages.AnswerAsync(visit),
        LinkPurpose.Brief => BriefPages.AnswerAsync(visit),
        LinkPurpose.Help => ConsentPages.IsMeant(visit) ? ConsentPages.AnswerAsync(visit) : HelpPages.AnswerAsync(visit),
        _ => Nowhere,
    };

    private static Task<Page?> Nowhere { get; } = Task.FromResult<Page?>(null);

    private static async Task AnswerAsync(HttpContext context, LinkPurpose purpose, Func<LinkPurpose, PageVisit, Task<Page?>> answer)
    {
        var token = (string?)context.Request.RouteValues["token"] ?? "";
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        var link = context.RequestServices.GetRequiredService<LinkSigner>().Open(token, purpose, now);
        var page = link is null ? null : await answer(purpose, await new PageVisit(context, token, link, now).WithFormAsync());
        if (page is null)
        {
            var settings = context.RequestServices.GetRequiredService<Func<Installation>>()();
            page = Page.NotHere(settings, VisitorLanguage.Of(context.Request, settings));
        }

        await page.WriteAsync(context);
    }
}
