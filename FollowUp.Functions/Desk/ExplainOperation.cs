using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.State;
using FollowUps.Triggers;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>
/// <c>POST api/v1/explain</c>: what the plan book would make of a call-closed message if it came in now, with this customer's earlier calls
/// as they are stored. The body is the message as the queue would carry it; <c>?now=</c> asks about another moment. It writes nothing.
/// </summary>
public static class ExplainOperation
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxCustomerRows = 1000;

    /// <summary>Answers one request: 200 with the explanation, or 400 with what is wrong, where, and the fix.</summary>
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

        var book = services.GetRequiredService<Func<Installation>>()().PlanBook;
        switch (ReadCallClosed.Of(message, book.CodeMaps, now))
        {
            case ReadResult<CallClosed>.Bad bad:
                await RefuseAsync(context, bad.Error);
                return;
            case ReadResult<CallClosed>.Read { Value: var call }:
                await ExplainAsync(context, call, book, now);
                return;
        }
    }

    private static async Task ExplainAsync(HttpContext context, CallClosed call, PlanBook book, Instant now)
    {
        var store = context.RequestServices.GetRequiredService<IFollowUpStore>();
        var identity = context.RequestServices.GetRequiredService<Identity>();
        var hash = identity.Call(call.Id);
        var known = (await store.FindAsync(call.Division, Keys.Call(hash), context.RequestAborted))?.As<CallRow>() is { State: not "awaited" };
        var view = identity.Customer(call.Customer) is { } customer
            ? CustomerView.From(customer, await store.RangeAsync(call.Division, Keys.CustomerView(customer), MaxCustomerRows, context.RequestAborted))
            : CustomerView.Empty;
        var explanation = Explain.Of(call, [.. view.Calls.Where(other => other.Key != hash).Select(other => other.Value.ClosedAt)], book, now);
        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json => ExplanationJson.Write(json, explanation, known));
    }

    private static Task RefuseAsync(HttpContext context, InputError error) => DeskApiEndpoints.WriteAsync(context, StatusCodes.Status400BadRequest, json =>
    {
        json.WriteString("error", error.Reason);
        json.WriteString("field", error.Field);
        json.WriteString("fix", error.Fix);
    });

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
