using System.Net;
using FollowUps.Local.Verbs;
using FollowUps.Local.Web;
using FollowUps.Messages;
using FollowUps.People;

namespace FollowUps.Local.Mail;

/// <summary>Every kind of mail in every language with sample data, both parts, on a phone and on a desk, in light and dark: for whoever writes templates.</summary>
/// <param name="config">The folder that the run takes its words from; null: the shipped ones.</param>
public sealed class GalleryPages(string? config)
{
    private const int Phone = 320;
    private const int Desk = 680;

    /// <summary>Adds the pages.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/gallery", (string? division, string? queue) => List(new View(division, queue, false, false)));
        endpoints.MapGet(
            "/gallery/{language}/{name}",
            (string language, string name, string? division, string? queue, bool? sparse, bool? dark) => Show(name, language, new View(division, queue, sparse ?? false, dark ?? false)));
    }

    private IResult List(View view)
    {
        var mails = SampleMails.In(config);
        if (mails.Reading.Templates is not { } templates) return Problems(mails.Reading);
        var rows = templates.All.GroupBy(template => template.Name).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            $"""
            <tr><th scope="row">{Html(group.Key)}</th><td>{string.Join(" · ", group.Select(template =>
                $"""<a href="{Html(view.Link(template.Language, template.Name))}" lang="{template.Language}">{template.Language}</a>"""))}</td></tr>
            """);
        return LocalPage.Of("Gallery", $"""
            <header><a class="home" href="/mailbox">← Mailbox</a><h1>Gallery</h1><p>Every mail in every language, with sample data. Templates are read anew at each visit.</p></header>
            <main class="mail">{ScopesOf(mails, view, at => $"/gallery{at.Query}")}<table>{string.Concat(rows)}</table>{WarningsOf(mails.Reading)}</main>
            """);
    }

    private IResult Show(string name, string language, View view)
    {
        var mails = SampleMails.In(config);
        if (mails.Reading.Templates is not { } templates) return Problems(mails.Reading);
        if (mails.Render(name, language, view.Sparse, view.Division, view.Queue, out var reason) is not { } mail) return LocalPage.NotFound("There is no such mail", reason);
        var languages = string.Join(" · ", templates.All.Select(template => template.Language).Distinct().Order(StringComparer.Ordinal)
            .Select(other => $"""<a href="{Html(view.Link(other, name))}">{other}</a>"""));
        string[] turns =
        [
            Turn(view with { Sparse = !view.Sparse }, view.Sparse ? "with everything a mail can know" : "with as little as a mail can know"),
            Turn(view with { Dark = !view.Dark }, view.Dark ? "in light colours" : "in dark colours"),
        ];
        var html = view.Dark ? Darkened(mail.Html) : mail.Html;
        return LocalPage.Of(mail.Subject, $"""
            <header><a class="home" href="/gallery{Html(view.Query)}">← Gallery</a><h1>{Html(mail.Subject)}</h1>
            <p>{Html(name)} · {languages} · {string.Join(" · ", turns)} · {Html(mail.TemplateVersion)}</p></header>
            <main class="mail">
            {ScopesOf(mails, view, at => at.Link(language, name))}
            {string.Concat(mail.Notes.Select(note => $"<p>{Html(note)}</p>"))}
            <div style="display:flex; flex-wrap:wrap; gap:1.5rem;">
            <div><h2>On a phone, {Phone} px</h2>{Frame(html, Phone)}</div>
            <div><h2>On a desk, {Desk} px</h2>{Frame(html, Desk)}</div>
            </div>
            <h2>Text part</h2><pre>{Html(mail.Text)}</pre>
            </main>
            """);

        string Turn(View other, string text) => $"""<a href="{Html(other.Link(language, name))}">{text}</a>""";
    }

    // Only where somebody has words of their own is there anything to choose.
    private static string ScopesOf(SampleMails mails, View view, Func<View, string> link)
    {
        if (mails.Scopes.Count == 0) return "";
        var choices = mails.Scopes.Prepend(("_", "_")).Distinct().Select(scope =>
        {
            var other = view with { Division = Named(scope.Item1), Queue = Named(scope.Item2) };
            var text = scope == ("_", "_") ? "everybody" : $"division {other.Division ?? "any"}, queue {other.Queue ?? "any"}";
            return other == view ? $"<b>{Html(text)}</b>" : $"""<a href="{Html(link(other))}">{Html(text)}</a>""";
        });
        return $"<p>Own words of: {string.Join(" · ", choices)}</p>";
    }

    private static string? Named(string name) => name == "_" ? null : name;

    private static string WarningsOf(TemplateReading reading) => reading.Warnings.IsEmpty ? "" : $"<h2>What is not sent, and why</h2>{ListOf(reading.Warnings)}";

    private static IResult Problems(TemplateReading reading) => LocalPage.Of("Templates with errors", $"""
        <header><a class="home" href="/mailbox">← Mailbox</a><h1>Templates with errors</h1></header>
        <main class="mail">{ListOf(reading.Errors)}</main>
        """);

    private static string ListOf(IEnumerable<ConfigError> errors) =>
        $"<ul>{string.Concat(errors.Select(error => $"<li><b>{Html(error.Path)}</b>: {Html(error.Reason)} Fix: {Html(error.Fix)}</li>"))}</ul>";

    // A browser asks the system for its colours; here the page asks.
    private static string Darkened(string html) => html.Replace("@media (prefers-color-scheme: dark)", "@media all", StringComparison.Ordinal);

    // Scripts stay off, and a link of a sample leads nowhere.
    private static string Frame(string html, int width) =>
        $"""<iframe title="HTML part, {width} px wide" sandbox="" style="width:{width}px; max-width:100%; height:900px;" srcdoc="{Html(html)}"></iframe>""";

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private sealed record View(string? Division, string? Queue, bool Sparse, bool Dark)
    {
        public string Query
        {
            get
            {
                (string Name, string? Value)[] parts =
                    [("division", Division), ("queue", Queue), ("sparse", Sparse ? "true" : null), ("dark", Dark ? "true" : null)];
                var set = parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToArray();
                return set.Length == 0 ? "" : $"?{string.Join('&', set)}";
            }
        }

        public string Link(string language, string name) => $"/gallery/{language}/{name}{Query}";
    }
}
