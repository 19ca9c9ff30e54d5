using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Lifecycle;
using FollowUps.State;
using FollowUps.Triggers;

namespace FollowUps.Desk;

/// <summary>
/// <c>GET api/v1/agents/{agentId}/weeks/{week}</c>: what became of the digest of an agent's week ("2026-W48"), or why there is none. It holds no figure: those are
/// for the agent alone.
/// </summary>
internal static class AgentWeekEndpoint
{
    private const int MaxRows = 1000;

    public static void MapAgentWeeks(this WebApplication app) => app.MapGet("/api/v1/agents/{agentId}/weeks/{week}", (RequestDelegate)ReadAsync);

    private static async Task ReadAsync(HttpContext context)
    {
        var agent = (string)context.Request.RouteValues["agentId"]!;
        if (AgentWeek.OfName((string)context.Request.RouteValues["week"]!) is not { } week)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "week: it is no week. Write the ISO week, like 2026-W48.");
            return;
        }

        var store = context.RequestServices.GetRequiredService<IFollowUpStore>();
        var hash = PlanDigests.HashOf(context.RequestServices.GetRequiredService<Identity>(), agent, week);
        if (!Division.TryParse(context.Request.Query["division"].FirstOrDefault() ?? Division.Main.Value, out var division))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "division: it is no division. Letters, digits and hyphens, at most 40.");
            return;
        }

        var followUps = (await store.RangeAsync(division, Keys.FollowUps(hash), MaxRows, context.RequestAborted)).Select(row => row.As<FollowUp>()).ToList();
        var timeline = (await store.RangeAsync(division, Keys.Timelines(hash), MaxRows, context.RequestAborted)).Select(row => row.As<TimelineEntry>());
        if (followUps.Count == 0)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"No digest is planned: {WhyNone(context, week)}.");
            return;
        }

        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteString("agent", agent);
            json.WriteString("week", week.Name);
            json.WriteStartArray("followUps");
            followUps.ForEach(followUp => JsonSerializer.Serialize(json, followUp, StateJson.Default.FollowUp));
            json.WriteEndArray();
            json.WriteStartArray("timeline");
            foreach (var entry in timeline.OrderBy(entry => entry.At).ThenBy(entry => entry.Sequence))
            {
                JsonSerializer.Serialize(json, entry, StateJson.Default.TimelineEntry);
            }

            json.WriteEndArray();
        });
    }

    private static string WhyNone(HttpContext context, AgentWeek week)
    {
        var book = context.RequestServices.GetRequiredService<Func<Installation>>()().PlanBook;
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        return !book.AgentFigures ? $"{GatherDigest.SwitchedOff} (agentFigures in the plan book)"
            : now < week.End(book.DefaultCalendar.Zone) ? "the week is not over"
            : "nothing of that week counts for this agent, or the nightly upkeep has not run since it ended";
    }

    private static Task RefuseAsync(HttpContext context, int status, string error) => DeskApiEndpoints.WriteAsync(context, status, json => json.WriteString("error", error));
}
