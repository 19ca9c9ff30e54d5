using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Promises;
using FollowUps.State;
using FollowUps.Triggers;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>
/// What can be said about a promise, for machines: it was kept (body <c>{"keptAt": instant}</c> or none: now), or it has a new date (body <c>{"dueAt": instant}</c>). Each is
/// safe to repeat. <c>?division=</c> and <c>?by=NAME</c> as everywhere.
/// </summary>
internal static class PromiseEndpoints
{
    private const int MaxName = 100;

    public static void MapPromises(this WebApplication app)
    {
        app.MapPost("/api/v1/calls/{callId}/promises/{promiseId}/kept", (RequestDelegate)(context => RunAsync(context, "keptAt", KeptAsync)));
        app.MapPost("/api/v1/calls/{callId}/promises/{promiseId}/moved", (RequestDelegate)(context => RunAsync(context, "dueAt", MovedAsync)));
    }

    private static async Task RunAsync(HttpContext context, string field, Func<Said, Instant?, Task<(UpdateResult? Result, string? Error)>> act)
    {
        if (!Division.TryParse(context.Request.Query["division"].FirstOrDefault() ?? Division.Main.Value, out var division))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "division: letters, digits and hyphens, at most 40.");
            return;
        }

        if (await ReadAsync(context, field) is var (at, problem) && problem is not null)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        var store = context.RequestServices.GetRequiredService<IFollowUpStore>();
        var callId = new CallId((string)context.Request.RouteValues["callId"]!);
        var promiseId = (string)context.Request.RouteValues["promiseId"]!;
        var hash = context.RequestServices.GetRequiredService<Identity>().Call(callId);
        var call = (await store.FindAsync(division, Keys.Call(hash), context.RequestAborted))?.As<CallRow>();
        if (call?.PromiseOf(promiseId) is not { } promise)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, call is null ? "This call is not known in this division." : "The call has no promise of this id.");
            return;
        }

        var (result, error) = await act(new Said(context, division, callId, hash, call, promise), at);
        if (error is not null)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, error);
            return;
        }

        var after = (await store.FindAsync(division, Keys.Call(hash), context.RequestAborted))?.As<CallRow>().PromiseOf(promiseId) ?? promise;
        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteString("result", result == UpdateResult.Applied ? "applied" : "unchanged");
            json.WriteString("promiseId", after.Id);
            json.WriteString("state", after.State);
            json.WriteString("dueAt", InstantPattern.ExtendedIso.Format(after.DueAt));
        });
    }

    private static async Task<(UpdateResult? Result, string? Error)> KeptAsync(Said said, Instant? keptAt)
    {
        if (keptAt > said.Now + ReadCallClosed.ClockTolerance)
        {
            return (null, "keptAt lies in the future. Send it when the promise has been kept.");
        }

        // A promise that was opened again has another ordinal: then it is another fact.
        return (await said.Promises.KeptAsync(said.Division, said.CallId, said.Promise.Id, keptAt ?? said.Now, said.Command("kept", ""), said.By, said.Now, said.Context.RequestAborted), null);
    }

    private static async Task<(UpdateResult? Result, string? Error)> MovedAsync(Said said, Instant? dueAt)
    {
        if (dueAt is not { } at)
        {
            return (null, "dueAt is missing. Send {\"dueAt\": \"2026-11-25T14:30:00Z\"}.");
        }

        if (at != said.Promise.DueAt && PromiseDate.Check(at, said.Settings.PlanBook.CalendarOf(said.Call.Queue), said.Now, out var error) is null)
        {
            return (null, $"dueAt: {error}");
        }

        return (await said.Promises.MovedAsync(said.Division, said.CallId, said.Promise.Id, at, said.Command("moved", InstantPattern.ExtendedIso.Format(at)), said.By, said.Now, said.Context.RequestAborted), null);
    }

    private static async Task<(Instant? At, string? Problem)> ReadAsync(HttpContext context, string field)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length == 0)
        {
            return (null, null);
        }

        try
        {
            using var json = JsonDocument.Parse(body.ToArray());
            return json.RootElement.ValueKind != JsonValueKind.Object ? (null, $"Send an object, such as {{\"{field}\": \"2026-11-25T14:30:00Z\"}}.")
                : !json.RootElement.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? (null, null)
                : value.ValueKind == JsonValueKind.String && OffsetDateTimePattern.ExtendedIso.Parse(value.GetString()!) is { Success: true } parsed ? (parsed.Value.ToInstant(), null)
                : (null, $"{field} is not an instant. Write RFC 3339, such as \"2026-11-25T14:30:00Z\".");
        }
        catch (JsonException)
        {
            return (null, "The body is no JSON.");
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string error) => DeskApiEndpoints.WriteAsync(context, status, json => json.WriteString("error", error));

    /// <summary>A request about one promise.</summary>
    private sealed record Said(HttpContext Context, Division Division, CallId CallId, string Hash, CallRow Call, PromiseFacts Promise)
    {
        public RecordPromise Promises => Context.RequestServices.GetRequiredService<RecordPromise>();

        public Installation Settings => Context.RequestServices.GetRequiredService<Func<Installation>>()();

        public Instant Now { get; } = Context.RequestServices.GetRequiredService<InvocationClock>().Now(Context.Request);

        public string By => $" (said by {(Context.Request.Query["by"].FirstOrDefault() is { Length: > 0 and <= MaxName } name && !name.Any(char.IsControl) ? name : "api")})";

        public string Command(string what, string detail) => Context.RequestServices.GetRequiredService<Identity>().Command(
            "promise", what, Hash, Promise.Id, detail, Promise.Timers.ToString(System.Globalization.CultureInfo.InvariantCulture), Promise.State);
    }
}
