using System.Text.Json;
using FollowUps.Calls;
using FollowUps.State;
using FollowUps.Suppressions;
using FollowUps.Triggers;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>
/// The suppression list for machines: put mailboxes on it, take them off, and look one up. Addresses travel in bodies only, never in a path or query, because those
/// end up in logs.
/// </summary>
internal static class SuppressionEndpoints
{
    /// <summary>About what a request can write well within its time; a longer list is sent in parts.</summary>
    private const int MaxLines = 1000;

    /// <summary>Each is looked for in every division.</summary>
    private const int MaxRemovals = 100;

    public static void MapSuppressions(this WebApplication app)
    {
        app.MapPost("/api/v1/suppressions", (RequestDelegate)AddAsync);
        app.MapPost("/api/v1/suppressions/lookup", (RequestDelegate)LookUpAsync);
        app.MapPost("/api/v1/suppressions/remove", (RequestDelegate)RemoveAsync);
    }

    /// <summary>JSON lines; <c>?division=…</c> (default main) or <c>?everywhere=true</c>. All lines are used, or, with 400, none.</summary>
    private static async Task AddAsync(HttpContext context)
    {
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        if (await SuppressionBody.PlaceAsync(context) is not { } division || await ReadAsync(context, now) is not { } reading)
        {
            return;
        }

        var written = await context.RequestServices.GetRequiredService<Suppress>().RunAsync(division, reading.Requests, now, context.RequestAborted);
        var known = await IsKnownAsync(context, division);
        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteNumber("lines", reading.Requests.Count);
            json.WriteNumber("written", written);
            json.WriteBoolean("divisionKnown", known);
        });
    }

    /// <summary>
    /// Lines with an address and perhaps a reason. With <c>?everywhere=true</c> off the installation's list and every division's. An unsubscribe stays, unless
    /// <c>&amp;althoughUnsubscribed=true</c>. <c>&amp;by=NAME</c> is kept for the record.
    /// </summary>
    private static async Task RemoveAsync(HttpContext context)
    {
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        if (await SuppressionBody.PlaceAsync(context) is not { } division || await SuppressionBody.FlagAsync(context, "althoughUnsubscribed") is not { } although || await SuppressionBody.TextAsync(context) is not { } body)
        {
            return;
        }

        var reading = ReadSuppressionLines.Removals(body, although);
        if (!await SuppressionBody.IsUsableAsync(context, reading.Errors, reading.Requests.Count, MaxRemovals))
        {
            return;
        }

        var (removed, left) = (new List<ListedSuppression>(), new List<(ListedSuppression Listed, string Because)>());
        foreach (var request in reading.Requests)
        {
            var result = await context.RequestServices.GetRequiredService<Unsuppress>().RunAsync(division, request, RepairEndpoints.By(context), now, context.RequestAborted);
            removed.AddRange(result.Removed);
            left.AddRange(result.Left.Select(listed => (listed, WhyLeft(request, listed, division))));
        }

        var known = await IsKnownAsync(context, division);
        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteNumber("lines", reading.Requests.Count);
            json.WriteBoolean("divisionKnown", known);
            json.WriteStartArray("removed");
            removed.ForEach(listed => WriteEntry(json, listed.Where, listed.Entry, now));
            json.WriteEndArray();
            json.WriteStartArray("left");
            left.ForEach(entry => WriteEntry(json, entry.Listed.Where, entry.Listed.Entry, now, ("because", entry.Because)));
            json.WriteEndArray();
        });
    }

    /// <summary><c>not named</c>, <c>everywhere</c> (it is on the installation's list, and a division was named) or <c>unsubscribed</c> (the recipient asked for it).</summary>
    private static string WhyLeft(UnsuppressRequest request, ListedSuppression listed, Division division) =>
        !request.Asks(listed.Entry) ? "not named" : listed.Where == Division.Installation && division != Division.Installation ? "everywhere" : "unsubscribed";

    /// <summary>The same lines; answers what the list says about each address, in the division and everywhere.</summary>
    private static async Task LookUpAsync(HttpContext context)
    {
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        if (await SuppressionBody.PlaceAsync(context) is not { } division || await ReadAsync(context, now) is not { } reading)
        {
            return;
        }

        var store = context.RequestServices.GetRequiredService<IFollowUpStore>();
        var identity = context.RequestServices.GetRequiredService<Identity>();
        var found = new List<(Division Where, AddressRow Row)>();
        foreach (var key in reading.Requests.Select(request => Keys.Address(identity.Address(request.Address))).Distinct())
        {
            foreach (var where in new[] { division, Division.Installation }.Distinct())
            {
                found.Add((where, (await store.FindAsync(where, key, context.RequestAborted))?.As<AddressRow>() ?? new AddressRow()));
            }
        }

        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("suppressions");
            foreach (var (where, entry) in found.SelectMany(f => f.Row.Suppressions.Select(entry => (f.Where, entry))))
            {
                WriteEntry(json, where, entry, now);
            }

            json.WriteEndArray();
            json.WriteStartArray("removed");
            foreach (var (where, removal) in found.SelectMany(f => f.Row.Removed.Select(removal => (f.Where, removal))))
            {
                json.WriteStartObject();
                json.WriteString("where", NameOf(where));
                json.WriteString("reason", removal.Reason.Word());
                json.WriteString("at", InstantPattern.ExtendedIso.Format(removal.At));
                json.WriteString("by", removal.By);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static void WriteEntry(Utf8JsonWriter json, Division where, Suppression entry, Instant now, params ReadOnlySpan<(string Name, string Value)> more)
    {
        json.WriteStartObject();
        json.WriteString("where", NameOf(where));
        json.WriteString("reason", entry.Reason.Word());
        json.WriteString("scope", entry.Scope.Word());
        json.WriteString("since", InstantPattern.ExtendedIso.Format(entry.Since));
        if (entry.Until is { } until)
        {
            json.WriteString("until", InstantPattern.ExtendedIso.Format(until));
        }

        json.WriteBoolean("holds", SuppressionList.Holds(entry, now));
        foreach (var (name, value) in more)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static string NameOf(Division where) => where == Division.Installation ? "everywhere" : where.Value;

    private static async Task<bool> IsKnownAsync(HttpContext context, Division division) => division == Division.Installation
        || await context.RequestServices.GetRequiredService<IFollowUpStore>().FindAsync(Division.Installation, Keys.KnownDivision(division.Value), context.RequestAborted) is not null;

    /// <summary>Reads the body's lines; null when it was refused.</summary>
    private static async Task<SuppressionReading?> ReadAsync(HttpContext context, Instant now) =>
        await SuppressionBody.TextAsync(context) is { } body && ReadSuppressionLines.Of(body, now) is var reading && await SuppressionBody.IsUsableAsync(context, reading.Errors, reading.Requests.Count, MaxLines)
            ? reading
            : null;
}
