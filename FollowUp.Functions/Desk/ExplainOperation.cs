using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.Platforms;
using FollowUps.State;
using FollowUps.Triggers;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>
/// <c>POST api/v1/explain</c>: what the plan book would make of a call-closed message if it came in now, with this customer's earlier calls
/// as they are stored. The body is the message as the queue would carry it, ours or a call platform's, which goes through its mapping (<c>?platform=</c> names one that
/// the message does not tell); <c>?now=</c> asks about another moment. It writes nothing.
/// </summary>
public static class ExplainOperation
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxCustomerRows = 1000;

    /// <summary>Answers one request: 200 with the explanation, or 400 with what is wrong, where, and the fix. A message of several events has <c>results</c>, one for each.</summary>
    public static async Task RunAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (NowOf(context) is not { } now)
        {
            await RefuseAsync(context, new InputError("The query's now is not an instant.", "now", "Write it like 2026-11-23T15:04:05Z."));
            return;
        }

        if (await BodyAsync(context) is not { } message)
        {
            await RefuseAsync(context, new InputError("The body is longer than a queue message can be.", "body", "Send one message of at most 64 KiB."));
            return;
        }

        var installation = services.GetRequiredService<Func<Installation>>();
        var platform = context.Request.Query["platform"].FirstOrDefault() is { } name ? installation().Platforms.Find(name) : null;
        if (platform is null && context.Request.Query.ContainsKey("platform"))
        {
            await RefuseAsync(context, new InputError("There is no mapping of this name.", "platform", $"Name one of: {string.Join(", ", installation().Platforms.Names)}; or add one to config/platforms."));
            return;
        }

        var preview = new PreviewCalls(services.GetRequiredService<IFollowUpStore>(), services.GetRequiredService<Identity>(), installation);
        var results = new List<Action<Utf8JsonWriter>>();
        var previews = await preview.RunAsync(message, platform, now, context.RequestAborted);
        foreach (var one in previews)
        {
            results.Add(one.Call is { } call ? await ExplainedAsync(context, call, one, installation().PlanBook, now) : json => WriteUnplanned(json, one));
        }

        var status = previews.Any(one => one.Error is not null) ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        await DeskApiEndpoints.WriteAsync(context, status, results is [var only] ? only : json => WriteAll(json, results));
    }

    private static async Task<Action<Utf8JsonWriter>> ExplainedAsync(HttpContext context, CallClosed call, CallPreview preview, PlanBook book, Instant now)
    {
        var store = context.RequestServices.GetRequiredService<IFollowUpStore>();
        var identity = context.RequestServices.GetRequiredService<Identity>();
        var hash = identity.Call(call.Id);
        var known = (await store.FindAsync(call.Division, Keys.Call(hash), context.RequestAborted))?.As<CallRow>() is { State: not "awaited" };
        var view = identity.Customer(call.Customer) is { } customer
            ? CustomerView.From(customer, await store.RangeAsync(call.Division, Keys.CustomerView(customer), MaxCustomerRows, context.RequestAborted))
            : CustomerView.Empty;
        var explanation = Explain.Of(call, identity, view, book, now);
        return json =>
        {
            WriteOrigin(json, preview);
            ExplanationJson.Write(json, explanation, known);
        };
    }

    private static void WriteAll(Utf8JsonWriter json, List<Action<Utf8JsonWriter>> results)
    {
        json.WriteStartArray("results");
        foreach (var result in results)
        {
            json.WriteStartObject();
            result(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUnplanned(Utf8JsonWriter json, CallPreview preview)
    {
        WriteOrigin(json, preview);
        if (preview.Error is { } error)
        {
            Write(json, error);
        }
        else
        {
            json.WriteString("ignored", preview.Ignored);
        }
    }

    /// <summary>Which mapping the event went through, and what it would wait for.</summary>
    private static void WriteOrigin(Utf8JsonWriter json, CallPreview preview)
    {
        if (preview.Platform is { } platform)
        {
            json.WriteString("platform", platform);
        }

        if (preview.WaitsFor.Count > 0)
        {
            json.WriteStartArray("waitsFor");
            foreach (var part in preview.WaitsFor)
            {
                json.WriteStringValue(part);
            }

            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, InputError error)
    {
        json.WriteString("error", error.Reason);
        json.WriteString("field", error.Field);
        json.WriteString("fix", error.Fix);
    }

    private static Task RefuseAsync(HttpContext context, InputError error) => DeskApiEndpoints.WriteAsync(context, StatusCodes.Status400BadRequest, json => Write(json, error));

    private static Instant? NowOf(HttpContext context)
    {
        if (context.Request.Query["now"].FirstOrDefault() is not { } text)
        {
            return context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        }

        return OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } parsed ? parsed.Value.ToInstant() : null;
    }

    private static async Task<byte[]?> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBytes)
            {
                return null;
            }
        }

        return body.ToArray();
    }
}
