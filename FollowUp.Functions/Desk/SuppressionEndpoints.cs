using System.Buffers;
using System.Globalization;
using System.Text;
using FollowUps.Calls;
using FollowUps.State;
using FollowUps.Suppressions;
using FollowUps.Triggers;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>
/// The suppression list for machines: put mailboxes on it, and look one up. Addresses travel in bodies only, never in a path or query, because those
/// end up in logs.
/// </summary>
internal static class SuppressionEndpoints
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>About what a request can write well within its time; a longer list is sent in parts.</summary>
    private const int MaxLines = 1000;
    private const int MaxErrors = 100;

    public static void MapSuppressions(this WebApplication app)
    {
        app.MapPost("/api/v1/suppressions", (RequestDelegate)AddAsync);
        app.MapPost("/api/v1/suppressions/lookup", (RequestDelegate)LookUpAsync);
    }

    /// <summary>JSON lines; <c>?division=…</c> (default main) or <c>?everywhere=true</c>. All lines are used, or, with 400, none.</summary>
    private static async Task AddAsync(HttpContext context)
    {
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        if (await PlaceAsync(context) is not { } division || await ReadAsync(context, now) is not { } reading)
        {
            return;
        }

        var written = await context.RequestServices.GetRequiredService<Suppress>().RunAsync(division, reading.Requests, now, context.RequestAborted);
        var known = division == Division.Installation
            || await context.RequestServices.GetRequiredService<IFollowUpStore>().FindAsync(Division.Installation, Keys.KnownDivision(division.Value), context.RequestAborted) is not null;
        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteNumber("lines", reading.Requests.Count);
            json.WriteNumber("written", written);
            json.WriteBoolean("divisionKnown", known);
        });
    }

    /// <summary>The same lines; answers what the list says about each address, in the division and everywhere.</summary>
    private static async Task LookUpAsync(HttpContext context)
    {
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        if (await PlaceAsync(context) is not { } division || await ReadAsync(context, now) is not { } reading)
        {
            return;
        }

        var store = context.RequestServices.GetRequiredService<IFollowUpStore>();
        var identity = context.RequestServices.GetRequiredService<Identity>();
        var found = new List<(string Where, Suppression Entry)>();
        foreach (var key in reading.Requests.Select(request => Keys.Address(identity.Address(request.Address))).Distinct())
        {
            foreach (var where in new[] { division, Division.Installation }.Distinct())
            {
                var row = (await store.FindAsync(where, key, context.RequestAborted))?.As<AddressRow>();
                found.AddRange((row?.Suppressions ?? []).Select(entry => (where == Division.Installation ? "everywhere" : where.Value, entry)));
            }
        }

        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("suppressions");
            foreach (var (where, entry) in found)
            {
                json.WriteStartObject();
                json.WriteString("where", where);
                json.WriteString("reason", entry.Reason.Word());
                json.WriteString("scope", entry.Scope.Word());
                json.WriteString("since", InstantPattern.ExtendedIso.Format(entry.Since));
                if (entry.Until is { } until)
                {
                    json.WriteString("until", InstantPattern.ExtendedIso.Format(until));
                }

                json.WriteBoolean("holds", SuppressionList.Holds(entry, now));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Where the list is kept; null when the request was refused.</summary>
    private static async Task<Division?> PlaceAsync(HttpContext context)
    {
        var everywhere = context.Request.Query["everywhere"].FirstOrDefault() is "true";
        var named = context.Request.Query["division"].FirstOrDefault();
        if (everywhere && named is null)
        {
            return Division.Installation;
        }

        if (!everywhere && Division.TryParse(named ?? "main", out var division))
        {
            return division;
        }

        await RefuseAsync(context, [new SuppressionError(0, "division", "is no division's name, or is given beside everywhere.", "Write ?division=main, or ?everywhere=true.")]);
        return null;
    }

    /// <summary>Reads the body's lines; null when it was refused.</summary>
    private static async Task<SuppressionReading?> ReadAsync(HttpContext context, Instant now)
    {
        var body = new ArrayBufferWriter<byte>();
        for (var read = 1; read > 0 && body.WrittenCount <= MaxBytes; body.Advance(read))
        {
            read = await context.Request.Body.ReadAsync(body.GetMemory(4096), context.RequestAborted);
        }

        var reading = body.WrittenCount > MaxBytes
            ? new SuppressionReading([], [new SuppressionError(0, "body", "is larger than 1 MiB.", "Send it in parts.")])
            : ReadSuppressionLines.Of(Encoding.UTF8.GetString(body.WrittenSpan), now);
        var errors = reading.Errors.Count > 0 ? reading.Errors
            : reading.Requests.Count > MaxLines ? [new SuppressionError(0, "body", "has too many lines.", string.Create(CultureInfo.InvariantCulture, $"Send at most {MaxLines} at a time."))]
            : [];
        if (errors.Count == 0)
        {
            return reading;
        }

        await RefuseAsync(context, errors);
        return null;
    }

    private static Task RefuseAsync(HttpContext context, IReadOnlyList<SuppressionError> errors) =>
        DeskApiEndpoints.WriteAsync(context, StatusCodes.Status400BadRequest, json =>
        {
            json.WriteStartArray("errors");
            foreach (var error in errors.Take(MaxErrors))
            {
                json.WriteStartObject();
                json.WriteNumber("line", error.Line);
                json.WriteString("field", error.Column);
                json.WriteString("reason", error.Reason);
                json.WriteString("fix", error.Fix);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
