using System.Buffers;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Desk;

/// <summary>What the desk shows, as JSON for machines. The host has checked the function key before a request comes here.</summary>
internal static class DeskApiEndpoints
{
    private const int MaxDeadLetters = 1000;

    private static readonly (string Method, string Path, string What)[] Operations =
    [
        ("GET", "/api/v1/calls/{callId}", "a call with its follow-ups, timeline and answers"),
        ("POST", "/api/v1/calls", "closed calls, one or many"),
        ("POST", "/api/v1/calls/{platform}", "an event as a call platform sends it"),
        ("POST", "/api/v1/updates", "what happened to calls and customers since"),
        ("POST", "/api/v1/customers", "what the CRM knows about customers"),
        ("GET", "/api/v1/agents/{agentId}/weeks/{week}", "what became of the digest of an agent's week, like 2026-W48"),
        ("GET", "/api/v1/dead-letters", "what could not be used"),
        ("POST", "/api/v1/dead-letters/{id}/redrive", "one back on its queue"),
        ("POST", "/api/v1/dead-letters/redrive", "all that wait back on their queues"),
        ("POST", "/api/v1/follow-ups/{call}/{id}/resend", "a follow-up that failed or is parked, sent again"),
        ("GET", "/api/v1/follow-ups/waiting", "follow-ups that failed or are parked, page by page"),
        ("POST", "/api/v1/circuit/close", "send again after the provider blocked the subscription"),
        ("POST", "/api/v1/suppressions", "addresses that are not to be written to, one or a CSV file"),
        ("POST", "/api/v1/suppressions/lookup", "whether an address is on the list, and why"),
        ("POST", "/api/v1/suppressions/remove", "addresses that may be written to again"),
        ("GET", "/api/v1/statistics", "satisfaction, response rate, kept promises and times, by month, queue or team"),
        ("POST", "/api/v1/explain", "what would be planned for an event, ours or a platform's"),
    ];

    public static void MapDeskApi(this WebApplication app)
    {
        app.MapGet("/api/v1", (RequestDelegate)IndexAsync);
        app.MapGet("/api/v1/calls/{callId}", (RequestDelegate)CallAsync);
        app.MapGet("/api/v1/dead-letters", (RequestDelegate)DeadLettersAsync);
        app.MapAgentWeeks();
        app.MapSuppressions();
        app.MapPromises();
        app.MapCases();
        app.MapStatistics();
        app.MapPost("/api/v1/explain", (RequestDelegate)ExplainOperation.RunAsync);
    }

    private static Task IndexAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, json =>
    {
        json.WriteStartArray("operations");
        foreach (var (method, path, what) in Operations)
        {
            json.WriteStartObject();
            json.WriteString("method", method);
            json.WriteString("path", path);
            json.WriteString("what", what);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static async Task CallAsync(HttpContext context)
    {
        var store = context.RequestServices.GetRequiredService<IFollowUpStore>();
        var hash = context.RequestServices.GetRequiredService<Identity>().Call(new CallId((string)context.Request.RouteValues["callId"]!));
        _ = Division.TryParse(context.Request.Query["division"].FirstOrDefault() ?? "main", out var division);
        if (await CallFile.ReadAsync(store, division, hash, context.RequestAborted) is not { } file)
        {
            await WriteAsync(context, StatusCodes.Status404NotFound, json => json.WriteString("error", "This call is not known in this division."));
            return;
        }

        await WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WritePropertyName("call");
            JsonSerializer.Serialize(json, file.Call, StateJson.Default.CallRow);
            json.WriteStartArray("followUps");
            foreach (var followUp in file.FollowUps)
            {
                JsonSerializer.Serialize(json, followUp, StateJson.Default.FollowUp);
            }

            json.WriteEndArray();
            json.WriteStartArray("timeline");
            foreach (var entry in file.Timeline)
            {
                JsonSerializer.Serialize(json, entry, StateJson.Default.TimelineEntry);
            }

            json.WriteEndArray();
            json.WriteStartArray("answers");
            foreach (var answer in file.Answers)
            {
                JsonSerializer.Serialize(json, answer, StateJson.Default.AnswerRow);
            }

            json.WriteEndArray();
        });
    }

    private static async Task DeadLettersAsync(HttpContext context)
    {
        var store = context.RequestServices.GetRequiredService<IFollowUpStore>();
        var letters = new List<DeadLetterRow>();
        foreach (var division in await store.DivisionsAsync(context.RequestAborted))
        {
            letters.AddRange((await store.RangeAsync(division, Keys.DeadLetters, MaxDeadLetters, context.RequestAborted)).Select(r => r.As<DeadLetterRow>()));
        }

        await WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("deadLetters");
            foreach (var letter in letters)
            {
                json.WriteStartObject();
                json.WriteString("id", letter.Id);
                json.WriteString("queue", letter.Queue);
                json.WriteString("receivedAt", NodaTime.Text.InstantPattern.ExtendedIso.Format(letter.ReceivedAt));
                json.WriteString("reason", letter.Reason);
                json.WriteString("field", letter.Field);
                json.WriteString("fix", letter.Fix);
                json.WriteNumber("dequeueCount", letter.DequeueCount);
                json.WriteString("state", letter.State);
                json.WriteNumber("failures", letter.Failures);
                json.WriteStartArray("redrives");
                foreach (var (at, by) in letter.Redrives)
                {
                    json.WriteStartObject();
                    json.WriteString("at", NodaTime.Text.InstantPattern.ExtendedIso.Format(at));
                    json.WriteString("by", by);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                if (letter.Showable)
                {
                    json.WriteString("content", System.Text.Encoding.UTF8.GetString(letter.ContentBytes));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    internal static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
