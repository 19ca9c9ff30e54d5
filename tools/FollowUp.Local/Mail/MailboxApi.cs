using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using FollowUps.Local.Playing;
using Microsoft.AspNetCore.Http.Features;
using NodaTime;

namespace FollowUps.Local.Mail;

/// <summary>
/// The two calls of the email provider's REST interface, on the simulated clock: send, and status of an operation. What it accepts lands in
/// the outbox; it misbehaves as its faults file says.
/// </summary>
public sealed class MailboxApi(Outbox outbox, FaultPlayer faults, DeliveryReports reports, SimulatedClock clock, RunTally tally, TimeProvider process, string accessKey)
{
    private const int LargestBody = 10 * 1024 * 1024;
    private static readonly Duration BetweenReports = Duration.FromMinutes(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(4);

    /// <summary>Called for every mail that is accepted.</summary>
    public Action<SendRequest>? OnMail { get; init; }

    private readonly ConcurrentDictionary<Guid, Operation> _operations = new();

    private sealed record Operation(Instant AcceptedAt, Instant KnownFrom, string? FailureCode);

    /// <summary>Adds the endpoints.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/emails:send", SendAsync);
        endpoints.MapGet("/emails/operations/{id}", StatusAsync);
    }

    private async Task SendAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var body = buffer.ToArray();
        if (await RefusedAsync(http, body)) return;
        if (body.Length > LargestBody)
        {
            await ErrorAsync(http, 413, "RequestEntityTooLarge", "The request exceeds 10 MB.");
            return;
        }

        if (!Guid.TryParse(http.Request.Headers["Operation-Id"].ToString() is { Length: > 0 } given ? given : Guid.NewGuid().ToString(), out var id))
        {
            await ErrorAsync(http, 400, "InvalidOperationId", "Operation-Id is not a UUID.");
            return;
        }

        SendRequest mail;
        try
        {
            mail = SendRequest.Parse(body);
        }
        catch (JsonException)
        {
            await ErrorAsync(http, 422, "UnprocessableEntity", "The body is not valid JSON.");
            return;
        }
        catch (FormatException e)
        {
            await ErrorAsync(http, 400, "BadRequest", e.Message);
            return;
        }

        await PlayAsync(http, id, mail);
    }

    private async Task PlayAsync(HttpContext http, Guid id, SendRequest mail)
    {
        if (faults.SecondsUntilQuota(clock.Now) is { } wait)
        {
            await ThrottleAsync(http, wait);
            return;
        }

        var rule = faults.Next(mail);
        var fault = rule?.Do ?? Fault.None;
        if (fault.Word == Fault.Slow) await Task.Delay(TimeSpan.FromSeconds(rule!.Seconds ?? 2), http.RequestAborted);
        if (fault.Accepts && _operations.ContainsKey(id) && faults.Repeated == RepeatedOperation.Refuse)
        {
            await ErrorAsync(http, 409, "Conflict", "An operation with this id exists.");
            return;
        }

        if (fault.Accepts && !(_operations.ContainsKey(id) && faults.Repeated == RepeatedOperation.Same)) Accept(id, mail, fault, rule);
        await AnswerAsync(http, id, fault, rule);
    }

    private void Accept(Guid id, SendRequest mail, Fault fault, FaultRule? rule)
    {
        var now = clock.Now;
        var unknownFor = fault.Word == Fault.UnknownAfterAccept ? Duration.FromSeconds(rule!.Seconds ?? 600) : Duration.Zero;
        _operations[id] = new Operation(now, now + unknownFor, fault.Status == 0 ? fault.Code : null);
        tally.Mailed(outbox.Add(mail, id).Kind);
        OnMail?.Invoke(mail);
        if (fault.Report.Length == 0) return;
        foreach (var recipient in mail.Recipients)
        {
            var at = now + Duration.FromSeconds(rule?.ReportAfter ?? fault.ReportAfter);
            var report = ReportEvent.Write(id, mail.From, recipient.Address, fault.Report, at);
            for (var i = 0; i < (rule?.Reports ?? fault.Reports); i++) reports.Owe(at + (i * BetweenReports), report);
        }
    }

    private async Task AnswerAsync(HttpContext http, Guid id, Fault fault, FaultRule? rule)
    {
        switch (fault.Breakage)
        {
            case Breakage.Silence:
                try
                {
                    await Task.Delay(LongestSilence, http.RequestAborted);
                }
                catch (OperationCanceledException)
                {
                    // The client has run into its deadline, as intended.
                }

                http.Abort();
                return;
            case Breakage.Reset:
                http.Abort();
                return;
        }

        if (fault.Status == 429)
        {
            await ThrottleAsync(http, rule!.RetryAfter, rule.RetryAfterIsDate);
        }
        else if (fault.Status != 0)
        {
            await ErrorAsync(http, fault.Status, fault.Code!, "Played by the mailbox's faults file.");
        }
        else
        {
            var version = http.Request.Query["api-version"].ToString();
            http.Response.Headers["Operation-Location"] = $"{http.Request.Scheme}://{http.Request.Host}/emails/operations/{id}?api-version={version}";
            http.Response.Headers.RetryAfter = "20";
            await JsonAsync(http, 202, json => WriteOperation(json, id, "Running", null));
        }
    }

    private async Task StatusAsync(HttpContext http, string id)
    {
        if (await RefusedAsync(http, [])) return;
        if (!Guid.TryParse(id, out var operation) || !_operations.TryGetValue(operation, out var known) || known.KnownFrom > clock.Now)
        {
            await ErrorAsync(http, 404, "NotFound", "There is no operation with this id.");
            return;
        }

        var status = known.AcceptedAt == clock.Now ? "Running" : known.FailureCode is null ? "Succeeded" : "Failed";
        if (status == "Running") http.Response.Headers.RetryAfter = "20";
        await JsonAsync(http, 200, json => WriteOperation(json, operation, status, status == "Failed" ? known.FailureCode : null));
    }

    private async Task<bool> RefusedAsync(HttpContext http, byte[] body)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (Signature.Refusal(http.Request, target, body, accessKey, process.GetUtcNow()) is { } reason)
        {
            await ErrorAsync(http, 401, "Denied", $"Denied by the resource provider: {reason}.");
            return true;
        }

        if (http.Request.Query["api-version"].ToString().Length > 0) return false;
        await ErrorAsync(http, 400, "MissingApiVersionParameter", "The api-version query parameter is required.");
        return true;
    }

    // The client sets a date against its own clock, which is the real one.
    private Task ThrottleAsync(HttpContext http, int seconds, bool asDate = false)
    {
        http.Response.Headers.RetryAfter = asDate
            ? process.GetUtcNow().AddSeconds(seconds).ToString("r", CultureInfo.InvariantCulture)
            : seconds.ToString(CultureInfo.InvariantCulture);
        return ErrorAsync(http, 429, "TooManyRequests", "The quota is exceeded.");
    }

    private static Task ErrorAsync(HttpContext http, int status, string code, string message)
    {
        http.Response.Headers["x-ms-error-code"] = code;
        return JsonAsync(http, status, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteNull("innererror");
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void WriteOperation(Utf8JsonWriter json, Guid id, string status, string? failure)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("status", status);
        if (failure is null)
        {
            json.WriteNull("error");
        }
        else
        {
            json.WriteStartObject("error");
            json.WriteString("code", failure);
            json.WriteString("message", "The mail was not delivered.");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static async Task JsonAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        write(json);
    }
}
