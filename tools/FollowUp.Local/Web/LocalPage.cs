using System.Net;
using FollowUps.Local.Mail;

namespace FollowUps.Local.Web;

/// <summary>The frame around every page of the runner's own, and the page for an address that leads nowhere.</summary>
internal static class LocalPage
{
    /// <summary>A page.</summary>
    /// <param name="title">Plain text.</param>
    /// <param name="body">HTML.</param>
    /// <param name="status">HTTP status.</param>
    public static IResult Of(string title, string body, int status = StatusCodes.Status200OK) => Results.Content(
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{WebUtility.HtmlEncode(title)}</title><link rel="icon" href="data:,"><style>{InboxStyle.Css}</style></head>
        <body>{body}</body></html>
        """, "text/html; charset=utf-8", statusCode: status);

    /// <summary>404 with words and a way back.</summary>
    /// <param name="title">Plain text: what is not there.</param>
    /// <param name="reason">Plain text: why, and what to do.</param>
    public static IResult NotFound(string title, string reason) => Of(
        title,
        $"""
        <header><a class="home" href="/">FollowUp</a><h1>{WebUtility.HtmlEncode(title)}</h1><p>{WebUtility.HtmlEncode(reason)}</p></header>
        <main class="start"><p><a href="/mailbox">Mailbox</a> · <a href="/desk">Desk</a> · <a href="/">Start page</a></p></main>
        """, StatusCodes.Status404NotFound);

    /// <summary>Answers what nobody else does: a person gets a page, any other method an empty 404, as from the host.</summary>
    public static void MapUnknown(IEndpointRouteBuilder endpoints) => endpoints.MapFallback("{*path}", (HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
            ? NotFound("There is no such page", $"Nothing answers at {http.Request.Path} on this machine.")
            : Results.StatusCode(StatusCodes.Status404NotFound));
}
