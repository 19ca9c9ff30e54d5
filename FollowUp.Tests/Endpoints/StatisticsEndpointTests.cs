using System.Net;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Local.Verbs;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>The numbers people ask for, as machines and the runner's verb read them, on the real handler and the emulator.</summary>
public sealed class StatisticsEndpointTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_come_by_cohort_with_n_and_interval_and_what_is_too_few_has_no_number()
    {
        await using var stage = await StageAsync();
        using var answer = JsonDocument.Parse((await GetAsync(stage, "?of=team&by=month&division=main")).Body);
        Assert.Equal(("2026-08-25", "2026-11-24"), (answer.RootElement.GetProperty("from").GetString(), answer.RootElement.GetProperty("to").GetString()));
        var cohort = Assert.Single(answer.RootElement.GetProperty("cohorts").EnumerateArray());
        Assert.Equal(("2026-11-01", "billing-1"), (cohort.GetProperty("from").GetString(), cohort.GetProperty("name").GetString()));
        var csat = cohort.GetProperty("csat");
        Assert.Equal((80, 49.0162, 94.3318, 10), (csat.GetProperty("percent").GetDouble(), csat.GetProperty("low").GetDouble(), csat.GetProperty("high").GetDouble(), csat.GetProperty("n").GetInt32()));
        Assert.True(cohort.GetProperty("nps").GetProperty("tooFew").GetBoolean());
        Assert.False(cohort.GetProperty("nps").TryGetProperty("score", out _));
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=2026-12-01&to=2026-11-01", "from")]
    [InlineData("?from=2020-01-01", "from")]
    [InlineData("?of=agent", "of")]
    [InlineData("?by=hour", "by")]
    [InlineData("?division=Not%20one", "division")]
    public async Task What_cannot_be_asked_is_refused_with_its_field_and_the_fix(string query, string field)
    {
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString);
        var (status, body) = await GetAsync(stage, query);
        using var answer = JsonDocument.Parse(body);
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, answer.RootElement.GetProperty("field").GetString()));
        Assert.NotEmpty(answer.RootElement.GetProperty("fix").GetString()!);
    }

    [Fact]
    public async Task An_option_of_the_verb_that_is_not_known_is_named() =>
        Assert.Contains("--frm", (await Assert.ThrowsAsync<FollowUps.Local.RunnerException>(() => StatisticsVerb.RunAsync(["--frm", "x"], TextWriter.Null, Token))).Message, StringComparison.Ordinal);

    private async Task<HandlerStage> StageAsync()
    {
        var stage = await HandlerStage.StartAsync(azurite.ConnectionString);
        var changes = new Changes("given");
        foreach (var (day, five) in new[] { (21, 5), (23, 3) })
        {
            var at = Instant.FromUtc(2026, 11, day, 0, 0);
            changes.Insert(Keys.Statistic(at, "team"), new StatisticRow { Day = at, Dimension = "team", Name = "billing-1", Counts = new Dictionary<string, long> { ["csat.5"] = five, ["csat.1"] = 1 } });
        }

        Assert.True(await stage.Store.CommitAsync(Division.Main, changes, Token));
        return stage;
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(HandlerStage stage, string query)
    {
        using var client = new HttpClient { BaseAddress = await stage.Handler.ReadyAsync(Token) };
        client.DefaultRequestHeaders.Add("X-FollowUp-Now", "2026-11-24T15:05:00Z");
        using var response = await client.GetAsync(new Uri($"/api/v1/statistics{query}", UriKind.Relative), Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
