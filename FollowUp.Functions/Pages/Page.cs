using System.Net;
using System.Security.Cryptography;
using System.Text;
using FollowUps.Messages;
using FollowUps.People;

namespace FollowUps.Pages;

/// <summary>One small page: no script, no foreign asset, readable at 320 px and by keyboard, never cached, never indexed.</summary>
/// <param name="Title">Shown in the tab and as the heading.</param>
/// <param name="Body">HTML whose variable parts are encoded already.</param>
/// <param name="Brand">Whose page it is.</param>
/// <param name="Status">HTTP status; default 200.</param>
internal sealed record Page(string Title, string Body, Brand Brand, int Status = StatusCodes.Status200OK)
{
    /// <summary>The language of its words (primary subtag).</summary>
    public string Language { get; init; } = TemplateSet.DefaultLanguage;

    /// <summary>The same page for every link that leads nowhere (any more), whatever the reason: nothing can be learnt from it.</summary>
    public static Page NotHere(Installation settings, string? language) => Plain(settings, language, PageText.GoneTitle, PageText.GoneText, StatusCodes.Status404NotFound);

    /// <summary>Something broke on our side: nothing is lost by trying again.</summary>
    public static Page Trouble(Installation settings, string? language) => Plain(settings, language, PageText.TroubleTitle, PageText.TroubleText, StatusCodes.Status503ServiceUnavailable);

    private static Page Plain(Installation settings, string? language, PageText title, PageText text, int status)
    {
        var say = new PageSay(settings.Render.PagesIn(language), settings.Directory.Brand);
        return say.Page(title, $"<p>{say[text]}</p>", status);
    }

    /// <summary>Text for HTML.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'sha256-" + StyleHash() + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        var bytes = Encoding.UTF8.GetBytes(Html());
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private string Html() => $$"""
        <!doctype html>
        <html lang="{{Language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{{Text(Title)}} – {{Text(Brand.Name)}}</title>
        <style>{{Style()}}</style>
        </head>
        <body>
        <header><p>{{Text(Brand.Name)}}</p></header>
        <main>
        <h1>{{Text(Title)}}</h1>
        {{Body}}
        </main>
        <footer>{{Text(Brand.LegalName)}}, {{Text(Brand.PostalAddress)}}</footer>
        </body>
        </html>
        """;

    /// <summary>The one style block that the page may have: its hash stands in the content security policy, so that nothing else is obeyed.</summary>
    private string StyleHash() => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style())));

    private string Style() => $$"""
        :root{color-scheme:light dark;--accent:{{Brand.Colour}};--on:{{Brand.OnColour}}}
        *{box-sizing:border-box}body{margin:0;font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:#f3f4f6;color:#1b1f24}
        main{max-width:36rem;margin:0 auto;padding:1.5rem 1.25rem;background:#fff;min-height:60vh}
        header{background:var(--accent);color:var(--on);padding:1rem 1.25rem}header p{max-width:33.5rem;margin:0 auto;font-weight:600}
        h1{font-size:1.5rem;line-height:1.25}fieldset{border:0;padding:0;margin:1.25rem 0}legend{padding:0;font-weight:600;margin-bottom:.5rem}
        label.choice{display:flex;gap:.75rem;align-items:center;padding:.75rem;border:1px solid #8a929c;border-radius:.5rem;margin-bottom:.5rem}
        label.choice:has(input:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
        .row{display:grid;grid-template-columns:repeat(auto-fit,minmax(2.5rem,1fr));gap:.375rem}.row label.choice{flex-direction:column;gap:.25rem;padding:.5rem 0;margin:0}
        .ends{display:flex;justify-content:space-between;gap:1rem;margin:.25rem 0 .5rem;font-size:.9375rem}.ends span:last-child{text-align:right}
        .heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}label.choice{position:relative}
        input[type=radio]{width:1.25rem;height:1.25rem;flex:none}
        textarea,select,input:not([type=radio],[type=hidden]){width:100%;font:inherit;padding:.625rem;border:1px solid #8a929c;border-radius:.5rem;background:inherit;color:inherit}
        button{font:inherit;font-weight:600;background:var(--accent);color:var(--on);border:0;border-radius:.5rem;padding:.75rem 1.5rem;cursor:pointer;margin-top:1rem}
        textarea{min-height:6rem;margin-top:.25rem}h2{font-size:1.1875rem;margin:2rem 0 .75rem;padding-top:1.5rem;border-top:1px solid #c9ced6}
        dl{margin:1.25rem 0}dt{font-size:.875rem;font-weight:600}dd{margin:0 0 .75rem;white-space:pre-line;overflow-wrap:anywhere}
        li{margin-bottom:.5rem;overflow-wrap:anywhere}form+form{margin-top:.5rem}a{color:inherit}:focus-visible{outline:3px solid #b45309;outline-offset:2px}.note{color:#9a3412;font-weight:600}
        footer{max-width:36rem;margin:0 auto;padding:1rem 1.25rem;font-size:.875rem;color:#4b5563}
        @media (prefers-color-scheme:dark){body{background:#111418;color:#e7eaee}main{background:#1b2026}footer{color:#aab2bd}.note{color:#fdba74} }
        """;
}
