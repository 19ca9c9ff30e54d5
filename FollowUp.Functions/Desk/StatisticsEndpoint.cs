using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.State;
using FollowUps.Triggers;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>
/// <c>GET /api/v1/statistics?from=2026-11-01&amp;to=2026-11-30&amp;of=team&amp;by=month&amp;division=main</c>: the numbers people ask for. Without dates the
/// last 92 days; without a division all of them together. A share under ten has its n and no number.
/// </summary>
internal static class StatisticsEndpoint
{
    private const int DaysBack = 91;
    private const int MostDays = 731;

    public static void MapStatistics(this WebApplication app) => app.MapGet("/api/v1/statistics", (RequestDelegate)RunAsync);

    private static async Task RunAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var today = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request).InUtc().Date;
        var (to, from) = (Date(query["to"], today), default(LocalDate?));
        from = to is { } last ? Date(query["from"], last.PlusDays(-DaysBack)) : null;
        var of = query["of"].FirstOrDefault() ?? "all";
        var length = query["by"].FirstOrDefault() switch { null or "month" => CohortLength.Month, "day" => CohortLength.Day, "week" => CohortLength.Week, "all" => CohortLength.All, _ => default(CohortLength?) };
        var named = query["division"].FirstOrDefault();
        var (field, reason, fix) =
            to is null || from is null ? (to is null ? "to" : "from", "It is no date", "Write it like 2026-11-30.")
            : from > to ? ("from", "It lies after 'to'", "Name an earlier day.")
            : Period.DaysBetween(from.Value, to.Value) >= MostDays ? ("from", "More than two years are asked for", "Ask for at most 731 days at once.")
            : !ReadStatistics.Dimensions.Contains(of) ? ("of", "There are no figures by that", $"Use one of: {string.Join(", ", ReadStatistics.Dimensions)}.")
            : length is null ? ("by", "There are no such cohorts", "Use one of: day, week, month, all.")
            : named is not null && !Division.TryParse(named, out _) ? ("division", "It is no name of a division", "Use a-z, 0-9 and -, at most 40.")
            : default((string, string, string));
        if (field is not null)
        {
            await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status400BadRequest, json =>
            {
                json.WriteString("error", reason);
                json.WriteString("field", field);
                json.WriteString("fix", fix);
            });
            return;
        }

        Division? division = named is not null && Division.TryParse(named, out var one) ? one : null;
        var statistics = new ReadStatistics(context.RequestServices.GetRequiredService<IFollowUpStore>());
        var cohorts = await statistics.RunAsync(from!.Value, to!.Value, of, length!.Value, division, context.RequestAborted);
        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteString("from", Text(from.Value));
            json.WriteString("to", Text(to.Value));
            json.WriteString("of", of);
            json.WriteString("by", length.Value.ToString().ToLowerInvariant());
            json.WriteStartArray("cohorts");
            foreach (var cohort in cohorts)
            {
                json.WriteStartObject();
                json.WriteString("from", Text(cohort.From));
                json.WriteString("name", cohort.Name);
                Write(json, cohort.Figures);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter json, Figures figures)
    {
        json.WriteNumber("sent", figures.Sent);
        Write(json, "csat", figures.Csat);
        json.WriteStartObject("nps");
        json.WriteNumber("n", figures.Nps.N);
        json.WriteBoolean("tooFew", figures.Nps.TooFew);
        if (!figures.Nps.TooFew)
        {
            json.WriteNumber("score", Rounded(figures.Nps.Value));
            json.WriteNumber("low", Rounded(figures.Nps.Centre - figures.Nps.Half));
            json.WriteNumber("high", Rounded(figures.Nps.Centre + figures.Nps.Half));
        }

        json.WriteEndObject();
        Write(json, "ces", figures.Ces);
        Write(json, "solved", figures.Solved);
        Write(json, "responses", figures.Responses);
        Write(json, "responsesOfDelivered", figures.ResponsesOfDelivered);
        Write(json, "keptPromises", figures.KeptPromises);
        Write(json, "suspectVotes", figures.SuspectVotes);
        Write(json, "firstOutreach", figures.FirstOutreach);
        Write(json, "firstOutreachBusiness", figures.FirstOutreachBusiness);
        Write(json, "caseClose", figures.CaseClose);
        Write(json, "caseCloseBusiness", figures.CaseCloseBusiness);
        Write(json, "outcomes", figures.Outcomes);
        Write(json, "causes", figures.Causes);
    }

    private static void Write(Utf8JsonWriter json, string name, Share share)
    {
        json.WriteStartObject(name);
        json.WriteNumber("n", share.N);
        json.WriteBoolean("tooFew", share.TooFew);
        if (!share.TooFew)
        {
            json.WriteNumber("percent", Rounded(100 * share.Value));
            json.WriteNumber("low", Rounded(100 * share.Low));
            json.WriteNumber("high", Rounded(100 * share.High));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Spread spread)
    {
        json.WriteStartObject(name);
        json.WriteNumber("n", spread.N);
        if (spread.Median is { } median)
        {
            json.WriteNumber("medianMinutes", (long)median.TotalMinutes);
        }

        if (spread.P90 is { } p90)
        {
            json.WriteNumber("p90Minutes", (long)p90.TotalMinutes);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
        {
            json.WriteNumber(key, count);
        }

        json.WriteEndObject();
    }

    private static double Rounded(double number) => Math.Round(number, 4, MidpointRounding.AwayFromZero);

    private static string Text(LocalDate day) => LocalDatePattern.Iso.Format(day);

    private static LocalDate? Date(string? text, LocalDate otherwise) =>
        string.IsNullOrEmpty(text) ? otherwise : LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day } ? day : null;
}
