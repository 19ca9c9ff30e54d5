using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUps.Local.Functions;
using Xunit;

namespace FollowUps.Tests.Infra;

/// <summary>An alert on a name that nobody writes never fires, and one that nobody can look up wakes somebody for nothing.</summary>
[Collection(Deployments.Once)]
public sealed partial class AlertTests(Deployments deployments)
{
    /// <summary>Instruments of the meter <c>FollowUp</c>.</summary>
    private static readonly HashSet<string> Metrics = [.. MetricName().Matches(Repo.Read("FollowUp.Functions/Telemetry/FollowUpMeter.cs")).Select(m => m.Groups[1].Value)];

    private static readonly FunctionApp App = ReadFunctionApp.From(HandlerCommand.Find(null).Folder, new Dictionary<string, string>());

    /// <summary>Log lines that alerts may stand on: class, event id, level.</summary>
    private static readonly IReadOnlyList<(string Source, string Id, string Level)> LoggedEvents =
    [
        .. from file in new[] { "Telemetry/LogAlerts.cs", "Configuration/CurrentInstallation.cs" }
           from Match line in LoggedEvent().Matches(Repo.Read($"FollowUp.Functions/{file}"))
           select (Path.GetFileNameWithoutExtension(file), line.Groups[1].Value, line.Groups[2].Value),
    ];

    private IReadOnlyList<JsonElement> LogRules => [.. deployments.Prod.OfType("Microsoft.Insights/scheduledQueryRules").Select(r => r.GetProperty("properties"))];

    [Fact]
    public void Each_alert_watches_a_function_a_metric_or_a_logged_event_that_exists()
    {
        var events = LoggedEvents.Select(e => e.Id).ToHashSet();
        Assert.All(LogRules, rule =>
        {
            var query = Query(rule);
            var functions = FunctionName().Matches(query).Select(m => m.Groups[1].Value).ToList();
            var metrics = MetricName().Matches(query).Select(m => m.Groups[1].Value).ToList();
            var ids = EventId().Matches(query).Select(m => m.Groups[1].Value).ToList();
            Assert.Empty(functions.Except(App.Queues.Select(q => q.Name).Concat(App.Timers.Select(t => t.Name))));
            Assert.Empty(metrics.Except(Metrics));
            Assert.Empty(ids.Except(events));
            Assert.NotEmpty(functions.Concat(metrics).Concat(ids));
        });
    }

    [Fact]
    public void Each_event_that_wants_a_person_is_watched_under_its_id_and_under_its_name_in_the_log()
    {
        var queries = LogRules.Select(Query).ToList();
        Assert.All(LoggedEvents.Where(e => e.Level is "Error" or "Critical"), e =>
            Assert.Contains(queries, query => query.Contains($"\"{e.Id}\"", StringComparison.Ordinal) && query.Contains($"\"{e.Source}[{e.Id}]\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_workbook_shows_every_metric_and_no_other()
    {
        var shown = MetricName().Matches(Repo.Read("infra/modules/workbook.json").Replace("\\\"", "\"", StringComparison.Ordinal)).Select(m => m.Groups[1].Value);
        Assert.Equal(Metrics.Order(StringComparer.Ordinal), shown.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_alert_has_its_section_in_the_operations_guide_and_each_section_its_alert()
    {
        var alerts = LogRules.Select(rule => rule.GetProperty("displayName").GetString()!["FollowUp: ".Length..]).Append("storage-is-unavailable").Order(StringComparer.Ordinal);
        Assert.Equal(alerts, Heading().Matches(Repo.Read("docs/operations.md")).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_alert_tells_somebody()
    {
        Assert.NotEmpty(LogRules);
        Assert.All(LogRules, rule => Assert.Single(rule.GetProperty("actions").GetProperty("actionGroups").EnumerateArray()));
        Assert.Equal("on-call@example.com", deployments.Prod.Properties("Microsoft.Insights/actionGroups").GetProperty("emailReceivers")[0].GetProperty("emailAddress").GetString());
    }

    private static string Query(JsonElement rule) => rule.GetProperty("criteria").GetProperty("allOf")[0].GetProperty("query").GetString()!;

    [GeneratedRegex("^requests\\n\\| where name == \"([^\"]+)\"")]
    private static partial Regex FunctionName();

    [GeneratedRegex("\"(followup\\.[a-z._]+)\"")]
    private static partial Regex MetricName();

    [GeneratedRegex("\"(3[0-9]{3})\"")]
    private static partial Regex EventId();

    [GeneratedRegex(@"LoggerMessage\((\d+), LogLevel\.(\w+),")]
    private static partial Regex LoggedEvent();

    [GeneratedRegex("^### ([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
