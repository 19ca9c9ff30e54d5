using FollowUps.Responses;
using FollowUps.Suppressions;
using FollowUps.Triggers;
using NodaTime;

namespace FollowUps.Pages;

/// <summary>
/// The public pages behind the links in mails. GET and HEAD never write: mail scanners open every link. A tampered, foreign, expired or
/// spent token gets the same friendly page by the same code path.
/// </summary>
internal static class PageEndpoints
{
    private const int MaxComment = 8000;

    public static void MapPages(this WebApplication app)
    {
        string[] read = [HttpMethods.Get, HttpMethods.Head];
        foreach (var letter in "rupbh")
        {
            app.MapMethods($"/{letter}/{{token}}", read, (RequestDelegate)(context => ShowAsync(context, (LinkPurpose)letter)));
            app.MapMethods($"/{letter}/{{token}}", [HttpMethods.Post], (RequestDelegate)(context => AnswerAsync(context, (LinkPurpose)letter)));
        }
    }

    private static async Task ShowAsync(HttpContext context, LinkPurpose purpose)
    {
        var (token, link, now) = Open(context, purpose);
        var brand = context.RequestServices.GetRequiredService<Func<Installation>>()().Directory.Brand;
        var signer = context.RequestServices.GetRequiredService<LinkSigner>();
        switch (purpose)
        {
            case LinkPurpose.Rate when link is not null && await Ratings(context).FindAsync(link, context.RequestAborted) is { } asked:
                var page = asked.Score is { } given
                    ? RatingPage.Thanks(brand, given)
                    : RatingPage.Ask(brand, signer.Nonce(token, now), Preselected(context.Request), asked.KeepsWords);
                await page.WriteAsync(context);
                return;
            case LinkPurpose.Brief:
                await BriefPages.ShowAsync(context, token, link, now);
                return;
            case LinkPurpose.Unsubscribe when link is not null:
                await UnsubscribePage.Ask(brand).WriteAsync(context);
                return;
            default:
                await Page.NotHere(brand).WriteAsync(context);
                return;
        }
    }

    private static async Task AnswerAsync(HttpContext context, LinkPurpose purpose)
    {
        var (token, link, now) = Open(context, purpose);
        var brand = context.RequestServices.GetRequiredService<Func<Installation>>()().Directory.Brand;
        if (link is null)
        {
            await Page.NotHere(brand).WriteAsync(context);
            return;
        }

        switch (purpose)
        {
            case LinkPurpose.Unsubscribe:
                // RFC 8058: the POST itself is the will, whatever its body; the token is in the path.
                var done = await context.RequestServices.GetRequiredService<Unsubscribe>().RunAsync(link, now, context.RequestAborted);
                await (done ? UnsubscribePage.Done(brand) : Page.NotHere(brand)).WriteAsync(context);
                return;
            case LinkPurpose.Brief:
                await BriefPages.ActAsync(context, token, link, now);
                return;
            case LinkPurpose.Rate:
                await RateAsync(context, token, link, now);
                return;
            default:
                await Page.NotHere(brand).WriteAsync(context);
                return;
        }
    }

    private static async Task RateAsync(HttpContext context, string token, SignedLink link, Instant now)
    {
        var brand = context.RequestServices.GetRequiredService<Func<Installation>>()().Directory.Brand;
        var signer = context.RequestServices.GetRequiredService<LinkSigner>();
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var nonce = form["nonce"].ToString();
        if (!signer.IsNonce(nonce, token, now) || !int.TryParse(form["score"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var score))
        {
            var asked = await Ratings(context).FindAsync(link, context.RequestAborted);
            var chosen = int.TryParse(form["score"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var before) ? before : Preselected(context.Request);
            await (asked is null ? Page.NotHere(brand) : RatingPage.Ask(brand, signer.Nonce(token, now), chosen, asked.KeepsWords, again: true)).WriteAsync(context);
            return;
        }

        var comment = form["comment"].ToString();
        var result = await Ratings(context).RunAsync(link, score, comment.Length > MaxComment ? comment[..MaxComment] : comment, nonce, now, context.RequestAborted);
        var page = result switch
        {
            RatingResult.Recorded => RatingPage.Thanks(brand, score),
            RatingResult.AlreadyAnswered => RatingPage.Thanks(brand, (await Ratings(context).FindAsync(link, context.RequestAborted))?.Score ?? score),
            RatingResult.NotAScore => RatingPage.Ask(brand, signer.Nonce(token, now), null, keepsWords: false, again: true),
            _ => Page.NotHere(brand),
        };
        await page.WriteAsync(context);
    }

    private static (string Token, SignedLink? Link, Instant Now) Open(HttpContext context, LinkPurpose purpose)
    {
        var token = (string?)context.Request.RouteValues["token"] ?? "";
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        return (token, context.RequestServices.GetRequiredService<LinkSigner>().Open(token, purpose, now), now);
    }

    private static RecordRating Ratings(HttpContext context) => context.RequestServices.GetRequiredService<RecordRating>();

    private static int? Preselected(HttpRequest request) =>
        int.TryParse(request.Query["score"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var score) && score is >= 1 and <= 5 ? score : null;
}
