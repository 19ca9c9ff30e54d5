using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Local.Functions;
using FollowUps.State;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>An agent's week on the running handler: the nightly function plans the digest, the sweep sends it, and the API says what became of it.</summary>
public sealed class AgentWeekTests(AzuriteFixture azurite) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agent-week-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_digest_is_planned_at_night_and_sent_in_the_morning_and_the_api_says_so()
    {
        CopyShipped("config");
        CopyShipped("templates");
        var book = Path.Combine(_folder.FullName, "config", "plan-book.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(book))!;
        json["agentFigures"] = true;
        await File.WriteAllTextAsync(book, json.ToJsonString());
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString, "2026-11-30T02:00:00Z", change: settings => settings["FollowUp__ConfigDirectory"] = _folder.FullName);
        await stage.Store.CommitAsync(Division.Installation, new Changes("division").Insert(Keys.KnownDivision("main"), new DivisionRow("main", stage.Clock.Now)), CancellationToken.None);
        var week = new AgentWeek(new LocalDate(2026, 11, 23));
        var fact = new AgentFactRow { Agent = new PersonFacts { Id = "a-1", Name = "Sam", Email = "sam@example.com", Team = "billing-1" }, Queue = "billing", Call = "call", At = Given.At("2026-11-25T12:00:00Z"), PromisesDue = 1, PromisesKept = 1 };
        await stage.Store.CommitAsync(Division.Main, new Changes("fact").Insert(Keys.AgentFact(week, stage.Identity.Hash("agent:a-1"), "fact"), fact), CancellationToken.None);

        Assert.Equal((404, "No digest is planned: nothing of that week counts for this agent, or the nightly upkeep has not run since it ended."), await RefusedAsync(stage, "a-1/weeks/2026-W48"));
        await stage.UpkeepAsync();
        await stage.UpkeepAsync();
        var (status, answer) = await GetAsync(stage, "a-1/weeks/2026-W48");
        Assert.Equal((200, "scheduled", "2026-11-30T09:00:00Z"), (status, Text(answer, "state"), Text(answer, "dueAt")));
        Assert.Equal((404, "No digest is planned: the week is not over."), await RefusedAsync(stage, "a-1/weeks/2026-W49"));
        Assert.Equal(400, (await RefusedAsync(stage, "a-1/weeks/48")).Status);

        stage.Clock.AdvanceTo(Given.At("2026-11-30T09:00:00Z"));
        await stage.SweepAsync();
        (_, answer) = await GetAsync(stage, "a-1/weeks/2026-W48");
        Assert.Equal(("sent", "2026-11-30T09:00:00Z"), (Text(answer, "state"), Text(answer, "sentAt")));
        Assert.Equal("Your week, Monday, 23 November to Sunday, 29 November", Assert.Single(stage.Mails).Subject);
    }

    [Fact]
    public async Task As_shipped_there_is_none_and_the_api_says_why()
    {
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString, "2026-11-30T02:00:00Z");
        Assert.Equal((404, "No digest is planned: figures about single agents are switched off (agentFigures in the plan book)."), await RefusedAsync(stage, "a-1/weeks/2026-W48"));
    }

    private static async Task<(int Status, string? Error)> RefusedAsync(HandlerStage stage, string path)
    {
        var (status, answer) = await GetAsync(stage, path);
        return (status, answer.GetProperty("error").GetString());
    }

    private static async Task<(int Status, JsonElement Answer)> GetAsync(HandlerStage stage, string path)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await stage.Handler.ReadyAsync(CancellationToken.None), $"/api/v1/agents/{path}"));
        request.Headers.Add(HandlerFleet.NowHeader, InstantPattern.ExtendedIso.Format(stage.Clock.Now));
        using var response = await client.SendAsync(request);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, document.RootElement.Clone());
    }

    private static string? Text(JsonElement answer, string name) => Assert.Single(answer.GetProperty("followUps").EnumerateArray()).GetProperty(name).GetString();

    private void CopyShipped(string name)
    {
        var from = Path.Combine(HandlerCommand.Find(null).Folder, name);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_folder.FullName, name, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }
}
