using System.Globalization;
using System.Text;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Pages;
using FollowUps.State;
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
        app.MapGet("/desk/parked", (RequestDelegate)(context => AnswerAsync(context, ParkedAsync)));
        app.MapGet("/desk/dead-letters", (RequestDelegate)(context => AnswerAsync(context, DeadLettersAsync)));
        app.MapGet("/desk/calls/{division}/{call}", (RequestDelegate)(context => AnswerAsync(context, CallAsync)));
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
            ? new Page(title, $"<p><a href=\"/desk\">Calls</a> · <a href=\"/desk/parked\">Waiting for a person</a> · <a href=\"/desk/dead-letters\">Dead letters</a></p>{body}", brand)
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
                body.Append(CultureInfo.InvariantCulture, $"<li><a href=\"/desk/calls/{division}/{call}\">{followUp.Kind}</a>: {Page.Text(StateOf(followUp))}</li>");
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

        var body = new StringBuilder("<h2>Follow-ups</h2><ul>");
        foreach (var followUp in file.FollowUps)
        {
            var due = followUp.DueAt is { } at ? $", due {Minute.Format(at)} UTC" : "";
            body.Append(CultureInfo.InvariantCulture, $"<li><strong>{followUp.Kind}</strong>: {Page.Text(StateOf(followUp))}{due}</li>");
        }

        body.Append("</ul>");
        if (file.Answers.Count > 0)
        {
            body.Append("<h2>Answers</h2><ul>");
            foreach (var answer in file.Answers)
            {
                var words = answer.Comment is null ? "" : $" “{Page.Text(answer.Comment)}”";
                body.Append(CultureInfo.InvariantCulture, $"<li>{Minute.Format(answer.At)} UTC: <strong>{answer.Score}</strong>{words}</li>");
            }

            body.Append("</ul>");
        }

        body.Append("<h2>Timeline</h2><ol>");
        foreach (var entry in file.Timeline)
        {
            var reason = entry.Reason is null ? "" : $" <em>Why: {Page.Text(entry.Reason)}.</em>";
            body.Append(CultureInfo.InvariantCulture, $"<li>{Minute.Format(entry.At)} UTC, {Page.Text(entry.Actor)}: {Page.Text(entry.Sentence)}{reason}</li>");
        }

        return ($"Call {file.Call.CallId}", body.Append("</ol>").ToString());
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

    private static string StateOf(FollowUp followUp) =>
        followUp.State.ToString().ToLowerInvariant() + (followUp.Reason is null ? "" : $" ({followUp.Reason})")
        + (followUp.DeliveryFailure is { } failure ? $", not delivered ({failure})" : followUp.DeliveredAt is null ? "" : ", delivered");
}
