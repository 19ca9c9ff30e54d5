using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Triggers;
using NodaTime;
using NodaTime.Text;
using static FollowUps.Desk.DeskApiEndpoints;

namespace FollowUps.Desk;

/// <summary>
/// What an operator does when something is stuck, for machines: put dead letters back on their queue, have a mail sent again, close the provider's
/// circuit. Each is safe to repeat. <c>?by=NAME</c> says for the record who asks; without it, it is "api".
/// </summary>
internal static class RepairEndpoints
{
    private const int MaxName = 100;
    private const int HashLength = 26;

    /// <summary>Follow-ups looked at for one page: an answer takes well under a second.</summary>
    private const int PageRows = 1000;

    public static void MapRepairs(this WebApplication app)
    {
        app.MapPost("/api/v1/dead-letters/redrive", (RequestDelegate)RedriveAllAsync);
        app.MapPost("/api/v1/dead-letters/{id}/redrive", (RequestDelegate)RedriveAsync);
        app.MapPost("/api/v1/follow-ups/{call}/{id}/resend", (RequestDelegate)ResendAsync);
        app.MapGet("/api/v1/follow-ups/waiting", (RequestDelegate)WaitingAsync);
        app.MapPost("/api/v1/circuit/close", (RequestDelegate)CloseCircuitAsync);
    }

    private static async Task RedriveAllAsync(HttpContext context)
    {
        var redriven = await context.RequestServices.GetRequiredService<Redrive>().AllAsync(By(context), Now(context), context.RequestAborted);
        await WriteAsync(context, StatusCodes.Status200OK, json => json.WriteNumber("redriven", redriven));
    }

    private static async Task RedriveAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        switch (await context.RequestServices.GetRequiredService<Redrive>().OneAsync(id, By(context), Now(context), context.RequestAborted))
        {
            case RedriveResult.Unknown:
                await WriteAsync(context, StatusCodes.Status404NotFound, json => json.WriteString("error", "There is no dead letter with this id. A follow-up that failed or is parked is sent again by resend, with its call."));
                return;
            case var result:
                await WriteAsync(context, StatusCodes.Status200OK, json =>
                {
                    json.WriteString("id", id);
                    json.WriteNumber("redriven", result == RedriveResult.Redriven ? 1 : 0);
                });
                return;
        }
    }

    private static async Task ResendAsync(HttpContext context)
    {
        var followUp = new FollowUpId((string)context.Request.RouteValues["id"]!);
        if (!Division.TryParse(context.Request.Query["division"].FirstOrDefault() ?? Division.Main.Value, out var division))
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, json => json.WriteString("error", "division: letters, digits and hyphens, at most 40."));
            return;
        }

        var result = await context.RequestServices.GetRequiredService<Resend>().RunAsync(division, CallOf(context), followUp, By(context), Now(context), context.RequestAborted);
        await (result switch
        {
            ResendResult.Due(var generation) => WriteAsync(context, StatusCodes.Status200OK, json =>
            {
                json.WriteString("id", followUp.Value);
                json.WriteNumber("generation", generation);
            }),
            ResendResult.No(var reason) => WriteAsync(context, StatusCodes.Status409Conflict, json => json.WriteString("error", $"It is not sent again: {reason}.")),
            _ => WriteAsync(context, StatusCodes.Status404NotFound, json => json.WriteString("error", "This follow-up is not known in this division.")),
        });
    }

    /// <summary>
    /// What failed or is parked in a division, in no order that means anything: a page of it, with <c>next</c> where there may be more. <c>?after=NEXT</c> asks for that.
    /// </summary>
    private static async Task WaitingAsync(HttpContext context)
    {
        var after = context.Request.Query["after"].FirstOrDefault();
        if (!Division.TryParse(context.Request.Query["division"].FirstOrDefault() ?? Division.Main.Value, out var division))
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, json => json.WriteString("error", "division: letters, digits and hyphens, at most 40."));
            return;
        }

        if (after?.All(c => char.IsAsciiLetterOrDigit(c) || c == ':') == false)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, json => json.WriteString("error", "after: give what the page before said as next."));
            return;
        }

        var store = context.RequestServices.GetRequiredService<IFollowUpStore>();
        var (rows, next) = await PageAsync(store, division, after, context.RequestAborted);
        var waiting = new List<(string Call, string? CallId, FollowUp FollowUp)>();
        foreach (var (call, followUp) in rows.Where(row => row.FollowUp.WaitsForPerson()))
        {
            waiting.Add((call, (await store.FindAsync(division, Keys.Call(call), context.RequestAborted))?.As<CallRow>().CallId, followUp));
        }

        await WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("followUps");
            foreach (var (call, callId, followUp) in waiting)
            {
                json.WriteStartObject();
                json.WriteString("call", call);
                json.WriteString("callId", callId);
                json.WriteString("id", followUp.Id);
                json.WriteString("kind", followUp.Kind);
                json.WriteString("state", followUp.State.ToString().ToLowerInvariant());
                json.WriteString("reason", followUp.Reason);
                json.WriteString("dueAt", followUp.DueAt is { } at ? InstantPattern.ExtendedIso.Format(at) : null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next", next);
        });
    }

    private static async Task<(IEnumerable<(string Call, FollowUp FollowUp)> Rows, string? Next)> PageAsync(
        IFollowUpStore store, Division division, string? after, CancellationToken cancellationToken)
    {
        var range = Keys.EveryFollowUp;

        // "!" comes before every character of a key: the first key after the one named.
        var rows = await store.RangeAsync(division, after is null ? range : range with { From = $"{range.From}{after}!" }, PageRows, cancellationToken);
        return (rows.Select(row => (row.Key.Split(':')[1], row.As<FollowUp>())), rows.Count < PageRows ? null : rows[^1].Key[range.From.Length..]);
    }

    private static async Task CloseCircuitAsync(HttpContext context)
    {
        var closed = await context.RequestServices.GetRequiredService<Standstill>().CloseCircuitAsync(By(context), context.RequestAborted);
        await WriteAsync(context, StatusCodes.Status200OK, json => json.WriteBoolean("closed", closed));
    }

    /// <summary>The platform's call id, or h(call) as the desk's addresses have it.</summary>
    private static string CallOf(HttpContext context)
    {
        var call = (string)context.Request.RouteValues["call"]!;
        Span<byte> hash = stackalloc byte[16];
        return call.Length == HashLength && Base32.TryDecode(call, hash) ? call : context.RequestServices.GetRequiredService<Identity>().Call(new CallId(call));
    }

    /// <summary>Who asks, as <c>?by=</c> names them; "api" where it does not.</summary>
    internal static string By(HttpContext context) =>
        context.Request.Query["by"].FirstOrDefault() is { Length: > 0 and <= MaxName } name && !name.Any(char.IsControl) ? name : "api";

    private static Instant Now(HttpContext context) => context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
}
