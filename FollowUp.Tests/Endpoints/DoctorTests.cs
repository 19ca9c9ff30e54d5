using System.Text.Json;
using Azure.Storage.Queues;
using FollowUps.Calls;
using FollowUps.State;
using FollowUps.Suppressions;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>What an installation says about itself, on the real handler and the emulator.</summary>
public sealed class DoctorTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_installation_stands_on_is_tried_out_without_a_trace_and_what_is_missing_is_named_with_its_role()
    {
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString);
        var well = await FindingsAsync(stage);
        Assert.Equal(["configuration", "directory", "email", "plan book", "quota", "storage", "templates"], well.Select(f => f.Check).Distinct().Order());
        Assert.All(well, finding => Assert.NotEqual("error", finding.Level));
        Assert.Contains(well, f => f is { Check: "storage", Level: "ok" });
        Assert.Contains(well, f => f is { Check: "email", Level: "ok" });
        Assert.Contains(well, f => f.Check == "quota" && f.What.Contains("planned 0", StringComparison.Ordinal));
        Assert.Empty(await stage.TextsAsync("Queues__Send"));
        Assert.Empty(await stage.TextsAsync("Queues__Outcomes"));
        Assert.Null(await stage.Store.FindAsync(Division.Installation, "zz:doctor", Token));

        var mailbox = Keys.Address(stage.Identity.Address(Shipped.Directory.PersonOf("p-nair")!.Email));
        await stage.Store.CommitAsync(Division.Installation, new Changes("given").Insert(mailbox, SuppressionList.With(new AddressRow(), SuppressionList.Bounced(Given.Now, soft: false))), Token);
        var silenced = Assert.Single(await FindingsAsync(stage), f => f.Check == "directory" && f.Level == "warning");
        Assert.Equal("people.p-nair.email: Nothing is sent to this address: it is on the suppression list (everywhere: bounced).", silenced.What);
        Assert.DoesNotContain("@", silenced.Fix!, StringComparison.Ordinal);

        await new QueueClient(azurite.ConnectionString, stage.Settings["Queues__Outcomes"]).DeleteAsync(Token);
        var ill = await FindingsAsync(stage);
        var missing = Assert.Single(ill, f => f.Level == "error");
        Assert.Equal($"The queue {stage.Settings["Queues__Outcomes"]} cannot be used: QueueNotFound.", missing.What);
        Assert.Contains("Storage Queue Data Contributor", missing.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_the_configuration_stands_can_be_asked()
    {
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString);
        using var answer = JsonDocument.Parse(await GetAsync(stage, "/api/v1/configuration"));
        Assert.Equal("Live", answer.RootElement.GetProperty("mailMode").GetString());
        Assert.False(answer.RootElement.GetProperty("fromLastGood").GetBoolean());
        Assert.Empty(answer.RootElement.GetProperty("errors").EnumerateArray());
    }

    private static async Task<List<(string Check, string Level, string What, string? Fix)>> FindingsAsync(HandlerStage stage)
    {
        using var answer = JsonDocument.Parse(await GetAsync(stage, "/api/v1/doctor"));
        return [.. answer.RootElement.GetProperty("findings").EnumerateArray().Select(f => (
            f.GetProperty("check").GetString()!, f.GetProperty("level").GetString()!, f.GetProperty("what").GetString()!, f.TryGetProperty("fix", out var fix) ? fix.GetString() : null))];
    }

    private static async Task<string> GetAsync(HandlerStage stage, string path)
    {
        using var client = new HttpClient { BaseAddress = await stage.Handler.ReadyAsync(Token) };
        client.DefaultRequestHeaders.Add("X-FollowUp-Now", "2026-11-23T15:05:00Z");
        return await client.GetStringAsync(new Uri(path, UriKind.Relative), Token);
    }
}
