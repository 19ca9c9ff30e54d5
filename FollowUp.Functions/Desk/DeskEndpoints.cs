using System.Globalization;
using System.Text;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Pages;
using FollowUps.Recovery;
using FollowUps.State;
using FollowUps.Triggers;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>
/// The operators' desk: what came in, what went out, what did not and why. It answers only a person whom the platform's sign-in names, and only
/// where the installation says that this sign-in stands before it.
/// </summary>
internal static class DeskEndpoints
{
    private const int MaxCalls = 500;
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    public static void MapDesk(this WebApplication app)
    {
        app.MapGet("/desk", (RequestDelegate)(context => AnswerAsync(context, CallsAsync)));
        app.MapGet("/desk/cases", (RequestDelegate)(context => AnswerAsync(context, CasesAsync)));
        app.MapGet("/desk/parked", (RequestDelegate)(context => AnswerAsync(context, ParkedAsync)));
        app.MapGet("/desk/dead-letters", (RequestDelegate)(context => AnswerAsync(context, DeadLettersAsync)));
        app.MapGet("/desk/calls/{division}/{call}", (RequestDelegate)(context => AnswerAsync(context, CallAsync)));
        app.MapGet("/desk/mails/{division}/{operation}", (RequestDelegate)(context => AnswerAsync(context, MailPage.ReadAsync)));
    }

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, IFollowUpStore, Task<(string Title, string Body)?>> page)
    {
        var brand = context.RequestServices.GetRequiredService<Func<Installation>>()().Directory.Brand;
        if (!context.RequestServices.GetRequiredService<FollowUpOptions>().TrustPrincipal || !context.Request.Headers.ContainsKey("X-MS-CLIENT-PRINCIPAL"))
        {
            await new Page("Please sign in", "<p>The desk answers only people who are signed in.</p>", brand, StatusCodes.Status401Unauthorized).WriteAsync(context);
            return;
        }

        var content = await page(context, context.RequestServices.GetRequiredService<IFollowUpStore>());
        await (content is var (title, body)
            ? new Page(title, $"<p><a href=\"/desk\">Calls</a> · <a href=\"/desk/cases\">Open cases</a> · <a href=\"/desk/parked\">Waiting for a person</a> · <a href=\"/desk/dead-letters\">Dead letters</a></p>{body}", brand)
            : new Page("Not found", "<p>Nothing is stored under this name.</p>", brand, StatusCodes.Status404NotFound)).WriteAsync(context);
    }

    /// <summary>What nobody but a person can decide: parked and failed follow-ups, the oldest first. They are sent again by the API or the keyboard.</summary>
    private static async Task<(string Title, string Body)?> ParkedAsync(HttpContext context, IFollowUpStore store)
    {
        var lines = new List<(Instant At, string Line)>();
        foreach (var division in await store.DivisionsAsync(context.RequestAborted))
        {
            foreach (var (hash, waiting) in await WaitingAsync(store, division, Keys.EveryFollowUp, context.RequestAborted))
            {
                var call = (await store.FindAsync(division, Keys.Call(hash), context.RequestAborted))?.As<CallRow>();
                lines.AddRange(waiting.Select(followUp => (followUp.DueAt ?? call?.ClosedAt ?? Instant.MaxValue, WaitingLine(division, hash, call, followUp))));
            }
        }

        return ("Waiting for a person", lines.Count == 0 ? "<p>Nothing waits.</p>" : $"""
            <p>{lines.Count} in all, the oldest first. The page of a call says what happened. Send one again with <code>resend CALL</code>, all with <code>resend all</code>.</p>
            <ul>
            {string.Concat(lines.OrderBy(line => line.At).Select(line => $"<li>{line.Line}</li>\n"))}</ul>
            """);
    }

    private static string WaitingLine(Division division, string hash, CallRow? call, FollowUp followUp)
    {
        // A test and an agent's week are about no call.
        var about = call is null ? "no call" : $"<a href=\"/desk/calls/{division}/{hash}\">{Page.Text(call.CallId)}</a>";
        var closed = call is null ? "" : $", {Page.Text(call.Queue ?? "no queue")}, closed {CallPage.Time(call.ClosedAt)}";
        var where = division == Division.Main ? "" : $" (division {division})";
        var due = followUp.DueAt is { } at ? $"; it was due {CallPage.Time(at)}" : "";
        return $"{about}{where}{closed}: <strong>{followUp.Kind}</strong>, {Page.Text(CallPage.StateOf(followUp))}{due}";
    }

    /// <summary>Failed and parked follow-ups by h(call).</summary>
    private static async Task<IReadOnlyDictionary<string, List<FollowUp>>> WaitingAsync(
        IFollowUpStore store, Division division, KeyRange range, CancellationToken cancellationToken) =>
        (await store.RangeAsync(division, range, int.MaxValue, cancellationToken)).Select(row => (Call: row.Key.Split(':')[1], FollowUp: row.As<FollowUp>()))
            .Where(f => f.FollowUp.WaitsForPerson())
            .GroupBy(f => f.Call, f => f.FollowUp, StringComparer.Ordinal)
            .ToDictionary(call => call.Key, call => call.OrderBy(f => f.DueAt ?? Instant.MaxValue).ToList(), StringComparer.Ordinal);

    private static async Task<(string Title, string Body)?> CallsAsync(HttpContext context, IFollowUpStore store)
    {
        if (context.Request.Query["call"].FirstOrDefault() is { Length: > 0 } named)
        {
            context.Request.RouteValues["call"] = context.RequestServices.GetRequiredService<Identity>().Call(new CallId(named));
            context.Request.RouteValues["division"] = context.Request.Query["division"].FirstOrDefault() ?? Division.Main.Value;
            return await CallAsync(context, store);
        }

        var body = new StringBuilder("<ul>");
        foreach (var division in await store.DivisionsAsync(context.RequestAborted))
        {
            var rows = await store.RangeAsync(division, Keys.Calls, MaxCalls, context.RequestAborted);
            var waiting = rows.Count == 0 ? new Dictionary<string, List<FollowUp>>()
                : await WaitingAsync(store, division, new KeyRange(Keys.FollowUps(rows[0].Key[2..]).From, Keys.FollowUps(rows[^1].Key[2..]).To), context.RequestAborted);
            foreach (var (hash, call) in rows.Select(r => (r.Key[2..], r.As<CallRow>())).OrderByDescending(c => c.Item2.ClosedAt))
            {
                body.Append(CultureInfo.InvariantCulture, $"""
                    <li><a href="/desk/calls/{division}/{hash}">{Page.Text(call.CallId)}</a>: {(call.State == "awaited" ? "not closed yet; first heard of " : "")}{Minute.Format(call.ClosedAt)} UTC, {Page.Text(call.Queue ?? "no queue")}, {call.Outcome.Word()}, {call.Mood.Word()}
                    → {Page.Text(call.EndedAs is null ? "open" : $"{call.EndedAs} ({call.EndedWhy})")}{MarkOf(waiting.GetValueOrDefault(hash))}</li>
                    """);
            }
        }

        return ("Calls", body.Append("</ul>").ToString());
    }

    private static string MarkOf(List<FollowUp>? waiting) => waiting is null
        ? ""
        : $"; <strong class=\"note\">waits for a person: {string.Join(", ", waiting.Select(f => $"{f.Kind} {f.State.ToString().ToLowerInvariant()}"))}</strong>";

    private static async Task<(string Title, string Body)?> CallAsync(HttpContext context, IFollowUpStore store)
    {
        _ = Division.TryParse((string?)context.Request.RouteValues["division"], out var division);
        if (await CallFile.ReadAsync(store, division, (string)context.Request.RouteValues["call"]!, context.RequestAborted) is not { } file)
        {
            return null;
        }

        var settings = context.RequestServices.GetRequiredService<Func<Installation>>()();
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        return ($"Call {file.Call.CallId}", CallPage.Body(file, division, settings.Directory, now));
    }

    /// <summary>The cases that somebody has to put right: those that nobody has come first, then the oldest.</summary>
    private static async Task<(string Title, string Body)?> CasesAsync(HttpContext context, IFollowUpStore store)
    {
        var directory = context.RequestServices.GetRequiredService<Func<Installation>>()().Directory;
        var identity = context.RequestServices.GetRequiredService<Identity>();
        var body = new StringBuilder();
        foreach (var division in await store.DivisionsAsync(context.RequestAborted))
        {
            var cases = await context.RequestServices.GetRequiredService<FindCase>().OpenAsync(division, context.RequestAborted);
            foreach (var call in cases.OrderByDescending(c => c.Case!.IsUntaken).ThenBy(c => c.Case!.OpenedAt))
            {
                body.Append(CultureInfo.InvariantCulture, $"""
                    <li><a href="/desk/calls/{division}/{identity.Call(new CallId(call.CallId))}">{Page.Text(call.CallId)}</a>, {Page.Text(call.Queue ?? "no queue")}: {Page.Text(CallPage.Standing(call.Case!, directory))}; open since {CallPage.Time(call.Case!.OpenedAt)}</li>

                    """);
            }
        }

        return ("Open cases", body.Length == 0 ? "<p>No case is open.</p>" : $"<ul>{body}</ul>");
    }

    private static async Task<(string Title, string Body)?> DeadLettersAsync(HttpContext context, IFollowUpStore store)
    {
        var body = new StringBuilder("<ul>");
        foreach (var division in await store.DivisionsAsync(context.RequestAborted))
        {
            foreach (var letter in (await store.RangeAsync(division, Keys.DeadLetters, MaxCalls, context.RequestAborted)).Select(r => r.As<DeadLetterRow>()))
            {
                var content = letter.Showable ? $"<pre style=\"white-space:pre-wrap\">{Page.Text(DeadLetterContent.Readable(letter.ContentBytes))}</pre>" : "<p>(Its consent could not be read, so its content is shown to nobody.)</p>";
                body.Append(CultureInfo.InvariantCulture, $"<li>{Minute.Format(letter.ReceivedAt)} UTC, queue {Page.Text(letter.Queue)}: <strong>{Page.Text(letter.Field)}</strong>: {Page.Text(letter.Reason)} <em>Fix: {Page.Text(letter.Fix)}</em>{content}</li>");
            }
        }

        return ("Dead letters", body.Append("</ul>").ToString());
    }
}
