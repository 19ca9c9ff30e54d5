using System.Net;
using FollowUps.Local.Verbs;
using FollowUps.Local.Web;
using FollowUps.Messages;

namespace FollowUps.Local.Mail;

/// <summary>Every kind of mail in every language with sample data, both parts, on a phone and on a desk: for whoever writes templates.</summary>
internal static class GalleryPages
{
    private const int Phone = 320;
    private const int Desk = 680;

    /// <summary>Adds the pages.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/gallery", () => List(ShippedTemplates.Read()));
        endpoints.MapGet("/gallery/{language}/{name}", (string language, string name, bool? sparse) => Show(ShippedTemplates.Read(), name, language, sparse ?? false));
    }

    private static IResult List(TemplateReading reading)
    {
        if (reading.Templates is not { } templates) return Problems(reading);
        var rows = templates.All.GroupBy(template => template.Name).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            $"""
            <tr><th scope="row">{Html(group.Key)}</th><td>{string.Join(" · ", group.Select(template =>
                $"""<a href="/gallery/{template.Language}/{Html(template.Name)}" lang="{template.Language}">{template.Language}</a>"""))}</td></tr>
            """);
        return LocalPage.Of("Gallery", $"""
            <header><a class="home" href="/">FollowUp</a><h1>Gallery</h1><p>Every mail in every language, with sample data. Templates are read anew at each visit.</p></header>
            <main class="mail"><table>{string.Concat(rows)}</table></main>
            """);
    }

    private static IResult Show(TemplateReading reading, string name, string language, bool sparse)
    {
        if (reading.Templates is not { } templates) return Problems(reading);
        if (ShippedTemplates.Render(templates, name, language, sparse, out var reason) is not { } mail) return LocalPage.NotFound("There is no such mail", reason);
        var languages = string.Join(" · ", templates.All.Select(template => template.Language).Distinct().Order(StringComparer.Ordinal)
            .Select(other => $"""<a href="/gallery/{other}/{Html(name)}{(sparse ? "?sparse=true" : "")}">{other}</a>"""));
        return LocalPage.Of(mail.Subject, $"""
            <header><a class="home" href="/gallery">← Gallery</a><h1>{Html(mail.Subject)}</h1>
            <p>{Html(name)} · {languages} · <a href="/gallery/{Html(language)}/{Html(name)}{(sparse ? "" : "?sparse=true")}">{(sparse ? "with everything a mail can know" : "with as little as a mail can know")}</a> · {Html(mail.TemplateVersion)}</p></header>
            <main class="mail">
            {string.Concat(mail.Notes.Select(note => $"<p>{Html(note)}</p>"))}
            <h2>On a phone, {Phone} px</h2>{Frame(mail.Html, Phone)}
            <h2>On a desk, {Desk} px</h2>{Frame(mail.Html, Desk)}
            <h2>Text part</h2><pre>{Html(mail.Text)}</pre>
            </main>
            """);
    }

    private static IResult Problems(TemplateReading reading) => LocalPage.Of("Templates with errors", $"""
        <header><a class="home" href="/">FollowUp</a><h1>Templates with errors</h1></header>
        <main class="mail"><ul>{string.Concat(reading.Errors.Select(error => $"<li><b>{Html(error.Path)}</b>: {Html(error.Reason)} Fix: {Html(error.Fix)}</li>"))}</ul></main>
        """);

    // Scripts stay off, and a link of a sample leads nowhere.
    private static string Frame(string html, int width) =>
        $"""<iframe title="HTML part, {width} px wide" sandbox="" style="width:{width}px; max-width:100%; height:900px;" srcdoc="{Html(html)}"></iframe>""";

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
