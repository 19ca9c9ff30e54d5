using System.Globalization;
using System.Text.Json;

namespace FollowUps.Local.Verbs;

/// <summary>The verb <c>statistics</c>: the numbers people ask for, of an installation that runs or of the data that a runner has kept.</summary>
public static class StatisticsVerb
{
    private const int MinutesOfHour = 60;
    private const int MinutesOfDay = 1440;
    private static readonly string[] Asked = ["--from", "--to", "--of", "--by", "--division"];
    private static readonly string[] ValueOptions = [.. Asked, "--port", "--url", "--data"];

    private static readonly (string Name, string Label)[] Shares =
    [
        ("csat", "CSAT (4 and 5 of 5)"), ("ces", "CES (5 to 7 of 7)"), ("solved", "Solved, by the customer"), ("responses", "Response rate"),
        ("responsesOfDelivered", "Response rate, delivered"), ("keptPromises", "Promises kept in time"), ("suspectVotes", "Suspect answers"),
    ];

    private static readonly (string Name, string Label)[] Spreads =
    [
        ("firstOutreach", "First outreach"), ("firstOutreachBusiness", "First outreach, business"), ("caseClose", "Case closed"), ("caseCloseBusiness", "Case closed, business"),
    ];

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new(
        "statistics",
        $"statistics [--from DATE] [--to DATE] [--of all|queue|team|kind] [--by day|week|month|all] [--division D] {RunningApi.Options} [--data DIR]",
        "CSAT, NPS, CES, response rate, kept promises, times: with n and 95 % interval (docs/statistics.md)",
        (arguments, token) => RunAsync(arguments, Console.Out, token));

    /// <summary>Runs it.</summary>
    /// <returns>0; 2 when the installation says that an option is wrong.</returns>
    /// <exception cref="RunnerException">Wrong use, or nobody answers.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!ValueOptions.Contains(arguments[i])) throw new RunnerException($"Unknown option '{arguments[i]}'. Known: {string.Join(", ", ValueOptions)}.");
            options[arguments[i]] = i + 1 < arguments.Count ? arguments[++i] : throw new RunnerException($"{arguments[i]} needs a value.");
        }

        var port = options.GetValueOrDefault("--port") is not { } text ? (int?)null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new RunnerException($"--port {text}: a number is needed.");
        var query = string.Join('&', Asked.Where(options.ContainsKey).Select(name => $"{name[2..]}={Uri.EscapeDataString(options[name])}"));
        await using var api = await DeskApi.OpenAsync(port, options.GetValueOrDefault("--url"), options.GetValueOrDefault("--data"), cancellationToken);
        var (status, body) = await api.CallAsync(HttpMethod.Get, $"/api/v1/statistics?{query}", cancellationToken);
        if (status == 400)
        {
            await output.WriteLineAsync($"--{body.GetProperty("field").GetString()}: {body.GetProperty("error").GetString()}. {body.GetProperty("fix").GetString()}");
            return 2;
        }

        if (status != 200) throw new RunnerException($"The installation answers with status {status} to /api/v1/statistics.", 1);
        await WriteAsync(body, output);
        return 0;
    }

    private static async Task WriteAsync(JsonElement body, TextWriter output)
    {
        string Of(string name) => body.GetProperty(name).GetString()!;
        await output.WriteLineAsync($"{Of("from")} to {Of("to")} (UTC), of {Of("of")}, by {Of("by")}");
        var cohorts = body.GetProperty("cohorts").EnumerateArray().ToList();
        if (cohorts.Count == 0) await output.WriteLineAsync("Nothing is counted in these days.");
        foreach (var cohort in cohorts)
        {
            var name = cohort.GetProperty("name").GetString();
            await output.WriteLineAsync();
            await output.WriteLineAsync($"{(Of("by") == "all" ? "" : $"{cohort.GetProperty("from").GetString()}  ")}{(string.IsNullOrEmpty(name) ? "everything" : name)}");
            await LineAsync(output, "Mails sent", cohort.GetProperty("sent").GetInt64().ToString(CultureInfo.InvariantCulture));
            foreach (var (key, label) in Shares) await LineAsync(output, label, Share(cohort.GetProperty(key), "percent", " %"));
            await LineAsync(output, "NPS", Share(cohort.GetProperty("nps"), "score", ""));
            foreach (var (key, label) in Spreads) await LineAsync(output, label, Spread(cohort.GetProperty(key)));
            await LineAsync(output, "Outcomes", Counts(cohort.GetProperty("outcomes")));
            await LineAsync(output, "Causes", Counts(cohort.GetProperty("causes")));
        }
    }

    private static Task LineAsync(TextWriter output, string label, string value) => output.WriteLineAsync($"  {label,-26}{value}".TrimEnd());

    private static string Share(JsonElement share, string value, string unit)
    {
        var n = share.GetProperty("n").GetInt32();
        return n == 0 ? "–"
            : share.GetProperty("tooFew").GetBoolean() ? string.Create(CultureInfo.InvariantCulture, $"too few (n = {n})")
            : string.Create(CultureInfo.InvariantCulture, $"{share.GetProperty(value).GetDouble():0.0}{unit}  [{share.GetProperty("low").GetDouble():0.0}, {share.GetProperty("high").GetDouble():0.0}]  n = {n}");
    }

    private static string Spread(JsonElement spread)
    {
        var n = spread.GetProperty("n").GetInt64();
        string Within(string name) => spread.TryGetProperty(name, out var minutes) ? Words(minutes.GetInt64()) : "more than 14 d";
        return n == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"median within {Within("medianMinutes")}, p90 within {Within("p90Minutes")}  n = {n}");
    }

    private static string Words(long minutes) => minutes < MinutesOfHour ? string.Create(CultureInfo.InvariantCulture, $"{minutes} min")
        : minutes < MinutesOfDay ? string.Create(CultureInfo.InvariantCulture, $"{minutes / MinutesOfHour} h")
        : string.Create(CultureInfo.InvariantCulture, $"{minutes / MinutesOfDay} d");

    private static string Counts(JsonElement counts)
    {
        var parts = counts.EnumerateObject().Select(count => $"{count.Name} {count.Value.GetInt64().ToString(CultureInfo.InvariantCulture)}").ToList();
        return parts.Count == 0 ? "–" : string.Join(", ", parts);
    }
}
