using System.Globalization;
using System.Text;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Pages;
using FollowUps.Recovery;
using FollowUps.State;
using FollowUps.Triggers;
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

    /// <summary>What nobody but a person can decide: parked and failed follow-ups. They are sent again by the API or the keyboard.</summary>
    private static async Task<(string Title, string Body)?> ParkedAsync(HttpContext context, IFollowUpStore store)
    {
        var body = new StringBuilder("<ul>");
        foreach (var division in await store.DivisionsAsync(context.RequestAborted))
        {
            var rows = await store.RangeAsync(division, Keys.EveryFollowUp, int.MaxValue, context.RequestAborted);
            foreach (var (call, followUp) in rows.Select(r => (r.Key.Split(':')[1], r.As<FollowUp>())).Where(f => f.Item2.State is FollowUpState.Parked or FollowUpState.Failed))
            {
                body.Append(CultureInfo.InvariantCulture, $"<li><a href=\"/desk/calls/{division}/{call}\">{followUp.Kind}</a>: {Page.Text(CallPage.StateOf(followUp))}</li>");
            }
        }

        return ("Waiting for a person", body.Append("</ul>").ToString());
    }

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
            foreach (var (hash, call) in rows.Select(r => (r.Key[2..], r.As<CallRow>())).OrderByDescending(c => c.Item2.ClosedAt))
            {
                body.Append(CultureInfo.InvariantCulture, $"""
                    <li><a href="/desk/calls/{division}/{hash}">{Page.Text(call.CallId)}</a>: {(call.State == "awaited" ? "not closed yet; first heard of " : "")}{Minute.Format(call.ClosedAt)} UTC, {Page.Text(call.Queue ?? "no queue")}, {call.Outcome.Word()}, {call.Mood.Word()}
                    → {Page.Text(call.EndedAs is null ? "open" : $"{call.EndedAs} ({call.EndedWhy})")}</li>
                    """);
            }
        }

        return ("Calls", body.Append("</ul>").ToString());
    }

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
                var content = letter.Showable ? $"<pre style=\"white-space:pre-wrap\">{Page.Text(Encoding.UTF8.GetString(letter.ContentBytes))}</pre>" : "<p>(Its consent could not be read, so its content is shown to nobody.)</p>";
                body.Append(CultureInfo.InvariantCulture, $"<li>{Minute.Format(letter.ReceivedAt)} UTC, queue {Page.Text(letter.Queue)}: <strong>{Page.Text(letter.Field)}</strong>: {Page.Text(letter.Reason)} <em>Fix: {Page.Text(letter.Fix)}</em>{content}</li>");
            }
        }

        return ("Dead letters", body.Append("</ul>").ToString());
    }
}
