using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Recovery;
using FollowUps.State;
using FollowUps.Triggers;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>
/// Recovery cases for machines: the open ones, and what the page of a brief does. The body is a JSON object with <c>person</c> (an id of the directory) and
/// what the operation needs, or the same stands in the query; an answer that says no names the field and the fix. <c>?division=</c> as everywhere.
/// </summary>
internal static class CaseEndpoints
{
    private const int MaxBody = 64 * 1024;

    public static void MapCases(this WebApplication app)
    {
        app.MapGet("/api/v1/cases", (RequestDelegate)OpenAsync);
        foreach (var operation in new[] { "take", "contacted", "hand-over", "call-at", "approve", "hold", "close" })
        {
            app.MapPost($"/api/v1/cases/{{callId}}/{operation}", (RequestDelegate)(context => ActAsync(context, operation)));
        }
    }

    private static async Task OpenAsync(HttpContext context)
    {
        if (await DivisionAsync(context) is not { } division)
        {
            return;
        }

        var cases = await context.RequestServices.GetRequiredService<FindCase>().OpenAsync(division, context.RequestAborted);
        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("cases");
            foreach (var call in cases)
            {
                json.WriteStartObject();
                Write(json, call.CallId, call.Case!);
                json.WriteString("queue", call.Queue);
                json.WriteString("outcome", call.Outcome.Word());
                json.WriteString("mood", call.Mood.Word());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async Task ActAsync(HttpContext context, string operation)
    {
        if (await DivisionAsync(context) is not { } division)
        {
            return;
        }

        if (await BodyAsync(context) is not { } body)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "", "The body is no JSON object", "Send {\"person\": \"an id of the directory\", …}.");
            return;
        }

        var (action, field, fix) = ActionOf(operation, body);
        if (action is null)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, field!, $"'{field}' is missing or cannot be read", fix!);
            return;
        }

        var callId = (string)context.Request.RouteValues["callId"]!;
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        var hash = context.RequestServices.GetRequiredService<Identity>().Call(new CallId(callId));
        var cause = body.Text("requestId") ?? $"{operation}|{body.Text("person")}|{action}|{now}";
        var answer = await context.RequestServices.GetRequiredService<WorkOnCase>().RunAsync(division, hash, action, body.Text("person"), cause, now, context.RequestAborted);
        await (answer switch
        {
            CaseAnswer.Done(var matter) => DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json => Write(json, callId, matter)),
            CaseAnswer.Told(var matter, var reason) => DeskApiEndpoints.WriteAsync(context, StatusCodes.Status409Conflict, json =>
            {
                json.WriteString("error", $"{reason}.");
                Write(json, callId, matter);
            }),
            CaseAnswer.No(var wrong, var reason, var how) => RefuseAsync(context, wrong == "case" ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest, wrong, reason, how),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound, "callId", "This call has no recovery case in this division", "Look the open ones up with GET /api/v1/cases."),
        });
    }

    private static (CaseAction? Action, string? Field, string? Fix) ActionOf(string operation, Fields body) => operation switch
    {
        "take" => (new CaseAction.Take(), null, null),
        "contacted" when body.Text("result") is null => (new CaseAction.Call(CallResult.Reached), null, null),
        "contacted" => CallResults.TryParse(body.Text("result"), out var result)
            ? (new CaseAction.Call(result), null, null)
            : (null, "result", $"Use one of: {string.Join(", ", CallResults.Words)}."),
        "hand-over" => body.Text("to") is { Length: > 0 } to ? (new CaseAction.HandOver(to), null, null) : (null, "to", "Name the id of a person of the directory."),
        "call-at" => OffsetDateTimePattern.ExtendedIso.Parse(body.Text("at") ?? "") is { Success: true } at
            ? (new CaseAction.CallAt(at.Value.ToInstant()), null, null)
            : (null, "at", "Write an instant with its offset, such as \"2026-11-24T15:00:00Z\"."),
        "approve" => (new CaseAction.Approve(), null, null),
        "hold" => (new CaseAction.Hold(), null, null),
        _ => (new CaseAction.Close(body.Text("cause"), body.Text("action"), body.Text("prevention"), body.Text("goodwill")), null, null),
    };

    private static void Write(Utf8JsonWriter json, string callId, RecoveryCase matter)
    {
        json.WriteString("callId", callId);
        json.WriteString("state", JsonNamingPolicy.CamelCase.ConvertName(matter.State.ToString()));
        json.WriteString("because", matter.Because.Word());
        json.WriteString("openedAt", Text(matter.OpenedAt));
        json.WriteString("owner", matter.Owner);
        foreach (var (name, at) in new[] { ("acknowledgedAt", matter.AcknowledgedAt), ("firstOutreachAt", matter.FirstOutreachAt), ("contactedAt", matter.ContactedAt), ("callAt", matter.CallAt), ("closedAt", matter.ClosedAt) })
        {
            if (at is { } instant)
            {
                json.WriteString(name, Text(instant));
            }
        }
    }

    private static string Text(Instant at) => InstantPattern.ExtendedIso.Format(at);

    private static async Task<Division?> DivisionAsync(HttpContext context)
    {
        if (Division.TryParse(context.Request.Query["division"].FirstOrDefault() ?? Division.Main.Value, out var division))
        {
            return division;
        }

        await RefuseAsync(context, StatusCodes.Status400BadRequest, "division", "The division cannot be read", "Use small letters, digits and hyphens, at most 40.");
        return null;
    }

    private static async Task<Fields?> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is > MaxBody)
        {
            return null;
        }

        if (context.Request.ContentLength is null or 0)
        {
            return new Fields(null, context.Request.Query);
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new Fields(document.RootElement.Clone(), context.Request.Query) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string field, string reason, string fix) =>
        DeskApiEndpoints.WriteAsync(context, status, json =>
        {
            json.WriteString("error", $"{reason}.");
            json.WriteString("field", field);
            json.WriteString("fix", fix);
        });

    /// <summary>The texts of a JSON object, or of the query where there is no body.</summary>
    private readonly record struct Fields(JsonElement? Body, IQueryCollection Query)
    {
        public string? Text(string name) => Body is not { } body ? Query[name].FirstOrDefault()
            : body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()
            : null;
    }
}
