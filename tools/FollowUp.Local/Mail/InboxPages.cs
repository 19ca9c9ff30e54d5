using System.Net;
using FollowUps.Local.Web;
using MimeKit;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Mail;

/// <summary>The inbox in the browser: every mail of the outbox, by recipient, with its links live.</summary>
public sealed class InboxPages(Outbox outbox)
{
    private static readonly InstantPattern Stamp = InstantPattern.CreateWithInvariantCulture("ddd dd MMM yyyy HH:mm");
    private static readonly InstantPattern Clock = InstantPattern.CreateWithInvariantCulture("HH:mm");
    private static readonly InstantPattern Day = InstantPattern.CreateWithInvariantCulture("dddd dd MMMM yyyy");

    /// <summary>Adds the pages.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/mailbox", (string? to, string? kind) => LocalPage.Of("Mailbox", List(to, kind)));
        endpoints.MapGet("/mailbox/{number:int}", (int number) => Find(number, mail => LocalPage.Of(mail.Subject, Mail(mail))));
        endpoints.MapGet("/mailbox/{number:int}/raw", (int number) => Find(number, mail => Results.Bytes(File.ReadAllBytes(mail.Path), "text/plain; charset=utf-8")));
    }

    private IResult Find(int number, Func<OutboxMail, IResult> show)
    {
        if (outbox.Find(number) is not { } mail)
            return LocalPage.NotFound($"There is no mail {number}", $"The mailbox holds {outbox.Latest.Count} mails; more may come as simulated time passes.");
        try
        {
            return show(mail);
        }
        catch (IOException)
        {
            return LocalPage.NotFound($"Mail {number} is gone", $"Its file {Path.GetFileName(mail.Path)} is no longer in the outbox folder: somebody moved or deleted it while this run was up.");
        }
    }

    private string List(string? to, string? kind)
    {
        var all = outbox.Latest;
        var shown = all.Where(m => (to is null || m.To == to) && (kind is null || m.Kind == kind)).ToList();
        var people = all.GroupBy(m => m.To).OrderByDescending(g => g.Max(m => m.At)).Select(g => Filter(
            g.FirstOrDefault(m => m.Name.Length > 0)?.Name ?? g.Key, g.Key, $"/mailbox?to={Uri.EscapeDataString(g.Key)}", g.Count(), to == g.Key));
        var kinds = all.GroupBy(m => m.Kind).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Filter(g.Key, null, $"/mailbox?kind={Uri.EscapeDataString(g.Key)}", g.Count(), kind == g.Key));
        var days = shown.GroupBy(m => m.At.InUtc().Date).Select(day =>
            $"""<h2>{Day.Format(day.Key.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant())}</h2><ol>{string.Concat(day.Select(Row))}</ol>""");
        return $"""
            <header><a class="home" href="/">FollowUp</a><h1>Mailbox</h1><p>{shown.Count} of {all.Count} mails · simulated time, UTC · <a href="/gallery">gallery of every mail with sample data</a></p></header>
            <div class="columns">
              <nav aria-label="Filter">{Filter("Everything", null, "/mailbox", all.Count, to is null && kind is null)}
                <h3>Recipients</h3>{string.Concat(people)}<h3>Kinds</h3>{string.Concat(kinds)}</nav>
              <main>{(shown.Count == 0 ? "<p class=\"empty\">No mails yet. They appear here as simulated time passes: reload to see them.</p>" : string.Concat(days))}</main>
            </div>
            """;
    }

    private static string Filter(string label, string? detail, string href, int count, bool current) =>
        $"""
        <a class="filter" href="{Html(href)}"{(current ? " aria-current=\"page\"" : "")}><span>{Html(label)}{(detail is null || detail == label ? "" : $"<small>{Html(detail)}</small>")}</span><b>{count}</b></a>
        """;

    private static string Row(OutboxMail mail) =>
        $"""
        <li><a class="row" href="/mailbox/{mail.Number}"><time>{Clock.Format(mail.At)}</time>{Chip(mail.Kind)}
        <span class="subject">{Html(mail.Subject)}</span><span class="to">{Html(mail.Name.Length > 0 ? mail.Name : mail.To)}</span></a></li>
        """;

    private static string Mail(OutboxMail mail)
    {
        using var message = MimeMessage.Load(mail.Path);
        var headers = string.Concat(message.Headers.Select(h => $"<tr><th>{Html(h.Field)}</th><td>{Html(h.Value)}</td></tr>"));
        return $"""
            <header><a class="home" href="/mailbox">← Mailbox</a><h1>{Html(mail.Subject)}</h1>
            <p>{Chip(mail.Kind)} {Stamp.Format(mail.At)} UTC · to <a href="/mailbox?to={Uri.EscapeDataString(mail.To)}">{Html(mail.Name.Length > 0 ? $"{mail.Name} <{mail.To}>" : mail.To)}</a></p></header>
            <main class="mail">
              {(message.HtmlBody is { } html ? Frame(html) : "")}
              <details{(message.HtmlBody is null ? " open" : "")}><summary>Text part</summary><pre>{Html(message.TextBody ?? "(none)")}</pre></details>
              <details><summary>Headers</summary><table>{headers}</table></details>
              <p>{OnTheDesk(message)}<a href="/mailbox/{mail.Number}/raw">Source (.eml)</a></p>
            </main>
            """;
    }

    private static string OnTheDesk(MimeMessage message) =>
        message.Headers["X-FollowUp-Call"] is { Length: > 0 } call ? $"""<a href="/desk?call={Uri.EscapeDataString(call)}">This call on the desk</a> · """ : "";

    // Scripts stay off and the mail cannot reach this page; its links open in a tab of their own, as in a mail program.
    private static string Frame(string html)
    {
        const string target = "<base target=\"_blank\">";
        var head = html.IndexOf("<head>", StringComparison.OrdinalIgnoreCase);
        var framed = head < 0 ? target + html : html.Insert(head + "<head>".Length, target);
        return $"""<iframe title="HTML part" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="{Html(framed)}"></iframe>""";
    }

    private static string Chip(string kind) => $"""<span class="chip {Html(kind)}">{Html(kind)}</span>""";

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
