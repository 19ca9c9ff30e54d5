using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Platforms;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Storage;
using FollowUps.Telemetry;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Triggers;

/// <summary>
/// One endpoint per queue and timer function: parse, run the step, answer. The answer is always 200 with a JSON body, or 500 when the queue should
/// try again; nothing else means anything to the host (an empty 200 would even hang it).
/// </summary>
internal static partial class TriggerEndpoints
{
    private const string Done = """{"Outputs":{},"Logs":[],"ReturnValue":null}""";

    /// <summary>Every queue and timer function by name. A test holds this list against the function.json files.</summary>
    public static readonly IReadOnlyDictionary<string, Step> All = new Dictionary<string, Step>(StringComparer.Ordinal)
    {
        ["CallClosed"] = new(TimeSpan.FromSeconds(60), CallClosedAsync),
        ["CallClosedPoison"] = new(TimeSpan.FromSeconds(60), (context, message, now, ct) => PoisonAsync(context, message, "call-closed", now, ct)),
        ["CallUpdates"] = new(TimeSpan.FromSeconds(60), CallUpdatesAsync),
        ["CallUpdatesPoison"] = new(TimeSpan.FromSeconds(60), (context, message, now, ct) => PoisonAsync(context, message, "call-updates", now, ct)),
        ["Send"] = new(TimeSpan.FromSeconds(180), SendAsync),
        ["SendPoison"] = new(TimeSpan.FromSeconds(60), (context, message, now, ct) => PoisonAsync(context, message, "send", now, ct)),
        ["DeliveryReports"] = new(TimeSpan.FromSeconds(60), DeliveryReportsAsync),
        ["DeliveryReportsPoison"] = new(TimeSpan.FromSeconds(60), (context, message, now, ct) => PoisonAsync(context, message, RecordDeliveryReport.Queue, now, ct)),
        ["DueSweep"] = new(TimeSpan.FromSeconds(50), DueSweepAsync, Timer: true),
        ["Upkeep"] = new(TimeSpan.FromSeconds(240), UpkeepAsync, Timer: true),
    };

    /// <summary>Maps <c>POST /{function}</c> for all of them.</summary>
    public static void MapTriggers(this WebApplication app, OnlyFromHost host)
    {
        foreach (var (name, step) in All)
        {
            app.MapPost($"/{name}", (RequestDelegate)(context => RunAsync(context, name, step, host)));
        }
    }

    private static async Task RunAsync(HttpContext context, string name, Step step, OnlyFromHost host)
    {
        if (!host.Admits(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("FollowUps.Triggers");
        var tally = CountRequests.Begin();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(step.Deadline);
        var answer = Done;
        try
        {
            var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
            var message = step.Timer ? [] : await Invocation.ReadMessageAsync(context.Request, deadline.Token);
            var cause = Spans.AreTaken ? TraceParent.Of(message) : null;
            answer = await Spans.RunAsync(
                name, step.Timer ? ActivityKind.Internal : ActivityKind.Consumer, cause, context.Request.Headers.TraceParent, _ => step.RunAsync(context, message, now, deadline.Token)) ?? Done;
        }
#pragma warning disable CA1031 // The one place where a failure becomes the queue's retry.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailure(log, name, failure.GetType().Name, failure);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            answer = $$"""{"error":"{{failure.GetType().Name}}"}""";
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers["X-FollowUp-Storage-Requests"] = tally.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers["X-FollowUp-Queues"] = string.Join(',', tally.Queues.DefaultIfEmpty("-"));
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer), CancellationToken.None);
    }

    private static async Task<string?> CallClosedAsync(HttpContext context, byte[] message, Instant now, CancellationToken cancellationToken)
    {
        MeterOf(context).Received(await context.RequestServices.GetRequiredService<ReceiveCalls>().RunAsync(message, CallDelivery.Queue, now, cancellationToken));
        return null;
    }

    private static async Task<string?> CallUpdatesAsync(HttpContext context, byte[] message, Instant now, CancellationToken cancellationToken)
    {
        if (await context.RequestServices.GetRequiredService<ApplyUpdate>().RunAsync(message, now, cancellationToken) == UpdateResult.DeadLetter)
        {
            MeterOf(context).DeadLetter("call-updates");
        }

        return null;
    }

    private static async Task<string?> SendAsync(HttpContext context, byte[] message, Instant now, CancellationToken cancellationToken)
    {
        var chunk = JsonSerializer.Deserialize(message, StateJson.Default.SendChunk) ?? throw new InvalidDataException("An empty send chunk.");
        await context.RequestServices.GetRequiredService<Send>().RunAsync(chunk, now, cancellationToken);
        return null;
    }

    private static async Task<string?> DeliveryReportsAsync(HttpContext context, byte[] message, Instant now, CancellationToken cancellationToken)
    {
        foreach (var result in await context.RequestServices.GetRequiredService<RecordDeliveryReport>().RunAsync(message, now, cancellationToken))
        {
            if (result == ReportResult.DeadLetter)
            {
                MeterOf(context).DeadLetter(RecordDeliveryReport.Queue);
            }
        }

        return null;
    }

    private static async Task<string?> DueSweepAsync(HttpContext context, byte[] message, Instant now, CancellationToken cancellationToken)
    {
        var report = await MeterOf(context).SweepAsync(() => context.RequestServices.GetRequiredService<DueSweep>().RunAsync(now, cancellationToken));
        SweepTelemetry.Log(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("FollowUps.Due.DueSweep"), report);
        var value = report.Next is { } at ? $"\"{InstantPattern.ExtendedIso.Format(at)}\"" : "null";
        return $$$"""{"Outputs":{},"Logs":[],"ReturnValue":{"next":{{{value}}}}}""";
    }

    private static async Task<string?> UpkeepAsync(HttpContext context, byte[] message, Instant now, CancellationToken cancellationToken)
    {
        await context.RequestServices.GetRequiredService<Upkeep>().RunAsync(now, cancellationToken);
        return null;
    }

    private static async Task<string?> PoisonAsync(HttpContext context, byte[] message, string queue, Instant now, CancellationToken cancellationToken)
    {
        var error = new InputError("The message failed again and again and was moved to the poison queue.", "message", "Look into the log at that time, mend the cause, then redrive it.");
        await context.RequestServices.GetRequiredService<DeadLetters>().KeepAsync(queue, message, error, Division.Main, now, cancellationToken, dequeueCount: 5);
        MeterOf(context).DeadLetter(queue);
        return null;
    }

    private static FollowUpMeter MeterOf(HttpContext context) => context.RequestServices.GetRequiredService<FollowUpMeter>();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed with {Failure}; the queue tries again.")]
    private static partial void LogFailure(ILogger logger, string function, string failure, Exception exception);

    /// <summary>What a function does, and how long it may take: well below the host's functionTimeout, which would kill the process.</summary>
    internal sealed record Step(TimeSpan Deadline, Func<HttpContext, byte[], Instant, CancellationToken, Task<string?>> RunAsync, bool Timer = false);
}
