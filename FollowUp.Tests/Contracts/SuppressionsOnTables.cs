using Azure.Data.Tables;
using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.State;
using FollowUps.Storage;
using FollowUps.Suppressions;
using FollowUps.Tests.Fakes;
using FollowUps.Tests.Journeys;
using Xunit;

namespace FollowUps.Tests.Contracts;

/// <summary>The races of reports, suppressions and sends where they are decided in the end: in Table Storage. A table per test.</summary>
public sealed class SuppressionsOnTables(AzuriteFixture azurite)
{
    private static int _next;

    [Fact]
    public async Task Eight_deliveries_of_one_bounce_at_once_are_one_bounce()
    {
        var (sim, _) = await SimulationAsync();
        await sim.PlayUntilAsync("2026-11-24T15:05:00Z");
        var bounce = Given.Report(sim.Mailbox.Mails.Single(), "Bounced", "550 5.1.1 unknown");
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => sim.ReportAsync(bounce))));

        Assert.Single(results.SelectMany(r => r), r => r == ReportResult.Recorded);
        Assert.Equal(7, results.SelectMany(r => r).Count(r => r == ReportResult.Duplicate));
        await sim.PlayToTheEndAsync();
        Assert.Equal("unreachable: the check-in could not be delivered", await sim.OutcomeAsync("call-1"));
        Assert.Equal("bounced everything for ever", await sim.SuppressionsAsync("ada@example.com"));
        Assert.Equal("bounced everything for ever", await sim.SuppressionsAsync("ada@example.com", Division.Installation));
        Assert.Single(sim.Outcomes.Events, e => e.Type == "followup.undeliverable.v1");
        Assert.Empty(await sim.RowsAsync<DueItem>(KeyRange.Prefix("d:")));
    }

    [Theory]
    [InlineData("Delivered")]
    [InlineData("Bounced")]
    public async Task A_report_before_the_send_is_recorded_wins_and_the_send_writes_nothing(string status)
    {
        var (sim, store) = await SimulationAsync();
        store.Before("outcome", () => sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), status)));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal(1, sim.Mailbox.Posts);
        Assert.Single(sim.Outcomes.Events, e => e.Type == "followup.sent.v1");
        Assert.StartsWith(status == "Delivered" ? "unanswered" : "unreachable", await sim.OutcomeAsync("call-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suppression_before_the_fence_wins_and_one_after_it_comes_too_late()
    {
        var (before, first) = await SimulationAsync();
        first.Before("fence", () => SuppressAsync(before));
        await before.PlayToTheEndAsync();
        Assert.Equal((0, "check-in: skipped (suppressed)"), (before.Mailbox.Posts, Assert.Single(await before.FollowUpsAsync("call-1"))));

        var (after, second) = await SimulationAsync();
        second.After("fence", () => SuppressAsync(after));
        await after.PlayToTheEndAsync();
        Assert.Equal((1, "check-in: sent"), (after.Mailbox.Posts, Assert.Single(await after.FollowUpsAsync("call-1"))));
        Assert.Contains(await after.TimelineAsync("call-1"), line => line.Contains("already on its way", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Writers_of_one_mailbox_at_once_lose_no_entry()
    {
        var (sim, _) = await SimulationAsync();
        await Task.WhenAll(Enum.GetValues<SuppressionReason>().Select(reason => Task.Run(() => SuppressAsync(sim, reason))));
        Assert.Equal(4, (await sim.SuppressionsAsync("ada@example.com")).Split(", ").Length);
    }

    private static Task<int> SuppressAsync(Simulation sim, SuppressionReason reason = SuppressionReason.Manual) => sim.Suppressions.RunAsync(
        Division.Main, [new(Given.Address("ada@example.com"), new Suppression(reason, SuppressionScope.Everything, Given.Now, null))], sim.Now, CancellationToken.None);

    private async Task<(Simulation Sim, InterleavingStore Store)> SimulationAsync()
    {
        var table = new TableClient(azurite.ConnectionString, $"suppressions{Environment.ProcessId}x{Interlocked.Increment(ref _next)}");
        await table.CreateIfNotExistsAsync();
        var store = new InterleavingStore(new TableFollowUpStore(table));
        var sim = new Simulation("2026-11-23T15:05:00Z", store: store);
        await sim.CloseAsync(Given.Call());
        return (sim, store);
    }
}
