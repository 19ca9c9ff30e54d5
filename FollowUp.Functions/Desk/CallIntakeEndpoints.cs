using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Platforms;
using FollowUps.State;
using FollowUps.Telemetry;
using FollowUps.Triggers;
using NodaTime;

namespace FollowUps.Desk;

/// <summary>
/// Calls and updates over HTTP, for those who have no right to write to the queues, and the table of known customers. A program that reads the answer is told what is wrong, and nothing
/// is kept; a platform that only delivers (<c>calls/{platform}</c>) gets 200, and what cannot be used becomes a dead letter, as from the queue.
/// </summary>
internal static class CallIntakeEndpoints
{
    public static void MapCallIntake(this WebApplication app)
    {
        app.MapPost("/api/v1/calls", (RequestDelegate)CallsAsync);
        app.MapPost("/api/v1/calls/{platform}", (RequestDelegate)PlatformAsync);
        app.MapPost("/api/v1/updates", (RequestDelegate)UpdatesAsync);
        app.MapPost("/api/v1/customers", (RequestDelegate)CustomersAsync);
    }

    private static async Task CallsAsync(HttpContext context)
    {
        if (await ItemsAsync(context) is not { } items)
        {
            return;
        }

        var receive = context.RequestServices.GetRequiredService<ReceiveCalls>();
        var results = new List<CallReceipt>();
        foreach (var item in items)
        {
            results.AddRange(await receive.RunAsync(item, CallDelivery.Request, Now(context), context.RequestAborted));
        }

        context.RequestServices.GetRequiredService<FollowUpMeter>().Received(results);
        await AnswerAsync(context, results);
    }

    private static async Task PlatformAsync(HttpContext context)
    {
        var mappings = context.RequestServices.GetRequiredService<Func<Installation>>()().Platforms;
        if (mappings.Find((string)context.Request.RouteValues["platform"]!) is not { } platform)
        {
            await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status404NotFound, json =>
            {
                json.WriteString("error", "There is no mapping of this name.");
                json.WriteString("field", "path");
                json.WriteString("fix", $"Name one of: {string.Join(", ", mappings.Names)}; or add one to config/platforms.");
            });
            return;
        }

        if (await RequestItems.BodyAsync(context) is not { IsEmpty: false } body)
        {
            await RequestItems.RefuseAsync(context, new InputError("The body is empty, or longer than 1 MiB.", "body", "Send the platform's event as it is."));
            return;
        }

        if (platform.Name == ZoomWebhook.Platform && context.RequestServices.GetRequiredService<FollowUpOptions>().ZoomSecret is { } secret && await AnswersZoomAsync(context, body, secret))
        {
            return;
        }

        var results = await context.RequestServices.GetRequiredService<ReceiveCalls>().RunAsync(body, new CallDelivery(platform, KeepsBad: true), Now(context), context.RequestAborted);
        context.RequestServices.GetRequiredService<FollowUpMeter>().Received(results);
        await AnswerAsync(context, results);
    }

    /// <summary>Refuses what Zoom has not signed, and answers its handshake; false: it is an event.</summary>
    private static async Task<bool> AnswersZoomAsync(HttpContext context, ReadOnlyMemory<byte> body, string secret)
    {
        var headers = context.Request.Headers;
        if (!ZoomWebhook.IsSigned(body.Span, headers["x-zm-request-timestamp"].FirstOrDefault(), headers["x-zm-signature"].FirstOrDefault(), secret))
        {
            await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status401Unauthorized, json =>
                WriteError(json, new InputError("Zoom has not signed this with the secret that is set.", "x-zm-signature", "Set Zoom__WebhookSecret to the secret token of the Zoom app that posts here.")));
            return true;
        }

        if (ZoomWebhook.HandshakeToken(body) is not { } token)
        {
            return false;
        }

        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json => ZoomWebhook.WriteAnswer(json, token, secret));
        return true;
    }

    private static async Task UpdatesAsync(HttpContext context)
    {
        if (await ItemsAsync(context) is not { } items)
        {
            return;
        }

        var apply = context.RequestServices.GetRequiredService<ApplyUpdate>();
        var results = new List<(string Word, InputError? Error)>();
        foreach (var item in items)
        {
            if (ReadCallUpdate.Of(item, Now(context)) is ReadResult<CallUpdate>.Bad bad)
            {
                results.Add(("refused", bad.Error));
                continue;
            }

            var (result, error) = await apply.ReceiveAsync(item, Now(context), context.RequestAborted);
            results.Add((JsonNamingPolicy.CamelCase.ConvertName(result.ToString()), error));
        }

        // A dead letter was taken, and waits for whoever mends it.
        var status = results.Exists(result => result.Word == "refused") ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        await DeskApiEndpoints.WriteAsync(context, status, json =>
        {
            json.WriteStartArray("results");
            for (var i = 0; i < results.Count; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("item", i + 1);
                json.WriteString("result", results[i].Word);
                WriteError(json, results[i].Error);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>One customer a line; all are used, or, with 400, none. <c>?division=…</c>; default main.</summary>
    private static async Task CustomersAsync(HttpContext context)
    {
        if (!Division.TryParse(context.Request.Query["division"].FirstOrDefault() ?? Division.Main.Value, out var division))
        {
            await RequestItems.RefuseAsync(context, new InputError("This is no division's name.", "division", "Write ?division=main."));
            return;
        }

        if (await ItemsAsync(context) is not { } items)
        {
            return;
        }

        var read = items.Select(KnownCustomer.Read).ToList();
        if (read.Exists(customer => customer.Error is not null))
        {
            await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status400BadRequest, json =>
            {
                json.WriteStartArray("results");
                foreach (var (error, number) in read.Select((customer, at) => (customer.Error, at + 1)).Where(found => found.Error is not null))
                {
                    json.WriteStartObject();
                    json.WriteNumber("item", number);
                    json.WriteString("result", "refused");
                    WriteError(json, error);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return;
        }

        await context.RequestServices.GetRequiredService<IFollowUpStore>().EnsureDivisionAsync(division, Now(context), context.RequestAborted);
        var written = await context.RequestServices.GetRequiredService<KnownCustomers>().ImportAsync(division, [.. read.Select(customer => customer.Customer!)], Now(context), context.RequestAborted);
        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteNumber("customers", read.Count);
            json.WriteNumber("written", written);
        });
    }

    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> ItemsAsync(HttpContext context)
    {
        var body = await RequestItems.BodyAsync(context);
        var items = body is { } bytes ? RequestItems.Split(bytes) : [];
        var refusal = body is null ? new InputError("The body is longer than 1 MiB.", "body", "Send it in parts.") : RequestItems.Refusal(items);
        if (refusal is null)
        {
            return items;
        }

        await RequestItems.RefuseAsync(context, refusal);
        return null;
    }

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<CallReceipt> results)
    {
        var status = results.Any(result => result.Result == CallResult.Refused) ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        return DeskApiEndpoints.WriteAsync(context, status, json =>
        {
            json.WriteStartArray("results");
            for (var i = 0; i < results.Count; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("item", i + 1);
                json.WriteString("result", results[i].Result.Word());
                Write(json, "callId", results[i].CallId);
                Write(json, "platform", results[i].Platform);
                Write(json, "reason", results[i].Reason);
                WriteError(json, results[i].Error);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static void WriteError(Utf8JsonWriter json, InputError? error)
    {
        Write(json, "error", error?.Reason);
        Write(json, "field", error?.Field);
        Write(json, "fix", error?.Fix);
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static Instant Now(HttpContext context) => context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
}
