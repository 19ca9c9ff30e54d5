using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.Tests.Fakes;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>The provider's quota, against a mailbox that enforces it as the service does.</summary>
public sealed class QuotaTests
{
    [Fact]
    public async Task A_thousand_due_mails_drain_in_order_at_a_hundred_an_hour_without_one_429()
    {
        var sim = new Simulation("2026-11-23T05:00:00Z", s => s with { Quota = new QuotaLimits(30, 100) });
        sim.Mailbox.Limits = new QuotaLimits(30, 100);
        for (var i = 0; i < 1000; i++)
        {
            await CloseAsync(sim, i, CallOutcome.Resolved, Simulation.At("2026-11-22T08:00:00Z") + Duration.FromSeconds(i));
        }

        sim.Now = Simulation.At("2026-11-23T08:30:00Z");
        await sim.PlayUntilAsync("2026-11-24T18:00:00Z");

        Assert.Equal(0, sim.Mailbox.Throttled);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"call-{i}"), sim.Mailbox.Mails.Select(CallOf));
        // A thousand at a hundred an hour: ten hours, and not much more.
        Assert.InRange(sim.Mailbox.Accepted[^1].At - sim.Mailbox.Accepted[0].At, Duration.FromHours(9), Duration.FromHours(10) + Duration.FromMinutes(15));
    }

    [Fact]
    public async Task Urgent_lanes_overtake_what_was_due_before_them()
    {
        var sim = new Simulation("2026-11-23T06:00:00Z", s => s with { PlanBook = Given.PlanBookWithoutBrief, Quota = new QuotaLimits(5, 20) });
        sim.Mailbox.Limits = new QuotaLimits(5, 20);
        for (var i = 0; i < 30; i++)
        {
            await CloseAsync(sim, i, CallOutcome.Resolved, Simulation.At("2026-11-22T08:00:00Z") + Duration.FromSeconds(i));
        }

        await CloseAsync(sim, 100, CallOutcome.Unresolved, Simulation.At("2026-11-20T13:30:00Z"));
        sim.Now = Simulation.At("2026-11-23T09:00:00Z");
        await sim.PlayUntilAsync("2026-11-23T09:01:00Z");
        await CloseAsync(sim, 101, CallOutcome.Unresolved, Simulation.At("2026-11-20T13:31:00Z"));
        await sim.PlayUntilAsync("2026-11-23T12:00:00Z");

        var order = sim.Mailbox.Mails.Select(CallOf).ToList();
        Assert.Equal("call-100", order[0]);
        Assert.InRange(order.IndexOf("call-101"), 5, 15);
        Assert.Equal(0, sim.Mailbox.Throttled);
        Assert.Equal(32, order.Count);
    }

    [Fact]
    public async Task A_sweep_says_how_late_mails_went_out_how_long_the_oldest_waits_and_what_the_hour_still_takes()
    {
        var sim = new Simulation("2026-11-23T06:00:00Z", s => s with { Quota = new QuotaLimits(2, 5) });
        for (var i = 0; i < 3; i++)
        {
            await CloseAsync(sim, i, CallOutcome.Resolved, Simulation.At("2026-11-22T08:30:00Z") + Duration.FromMinutes(i));
        }

        sim.Now = Simulation.At("2026-11-23T08:40:00Z");
        await sim.SweepOnceAsync();
        var held = sim.Report!;
        Assert.Equal([Duration.FromMinutes(10), Duration.FromMinutes(9)], held.Lags);
        Assert.Equal((Duration.FromMinutes(8), 3), (held.OldestWaits, held.QuotaLeft));

        sim.Now = Simulation.At("2026-11-23T08:42:00Z");
        await sim.SweepOnceAsync();
        var free = sim.Report!;
        Assert.Equal([Duration.FromMinutes(10)], free.Lags);
        Assert.Equal((null, 2), (free.OldestWaits, free.QuotaLeft));
    }

    [Fact]
    public async Task Divisions_share_the_quota_by_due_instant_and_not_by_name()
    {
        var sim = new Simulation("2026-11-23T06:00:00Z", s => s with { Quota = new QuotaLimits(1, 100) });
        _ = Division.TryParse("a", out var first);
        for (var i = 0; i < 6; i++)
        {
            await CloseAsync(sim, i, CallOutcome.Resolved, Simulation.At("2026-11-22T08:00:00Z") + Duration.FromSeconds(i), i % 2 == 0 ? Division.Main : first);
        }

        sim.Now = Simulation.At("2026-11-23T09:00:00Z");
        await sim.PlayUntilAsync("2026-11-23T10:00:00Z");
        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"call-{i}"), sim.Mailbox.Mails.Select(CallOf));
    }

    [Fact]
    public async Task When_more_is_due_than_a_day_takes_the_newest_surveys_are_dropped_with_the_reason()
    {
        var sim = new Simulation("2026-11-23T05:00:00Z", s => s with { PlanBook = Given.PlanBookWithoutBrief, Quota = new QuotaLimits(1, 1) });
        for (var i = 0; i < 30; i++)
        {
            await CloseAsync(sim, i, CallOutcome.Resolved, Simulation.At("2026-11-22T08:00:00Z") + Duration.FromSeconds(i));
        }

        await CloseAsync(sim, 100, CallOutcome.Unresolved, Simulation.At("2026-11-20T13:30:00Z"));
        sim.Now = Simulation.At("2026-11-23T09:00:00Z");
        await sim.SweepAsync();

        // The outreach has gone out; of thirty check-ins the next 24 hours take 24.
        Assert.Equal("call-100", CallOf(Assert.Single(sim.Mailbox.Mails)));
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal([i < 24 ? "check-in: scheduled" : "check-in: skipped (quota)"], await sim.FollowUpsAsync($"call-{i}"));
        }

        Assert.Equal("notFollowedUp: check-in: quota", await sim.OutcomeAsync("call-29"));
        Assert.Contains(await sim.TimelineAsync("call-29"), line => line.Contains("The check-in is not sent. Why: quota: ", StringComparison.Ordinal));
        Assert.Equal(new Alert.SurveysDropped(6), Assert.Single(sim.Alerts.All));
    }

    [Fact]
    public async Task The_sweep_that_holds_mail_back_reports_the_day_ahead_and_no_more_than_every_ten_minutes()
    {
        var sim = new Simulation("2026-11-23T05:00:00Z", s => s with { Quota = new QuotaLimits(1, 1) });
        for (var i = 0; i < 5; i++)
        {
            await CloseAsync(sim, i, CallOutcome.Resolved, Simulation.At("2026-11-22T09:00:00Z") + Duration.FromHours(i));
        }

        sim.Now = Simulation.At("2026-11-23T10:30:00Z");
        await sim.SweepOnceAsync();
        Assert.Equal([2, 1, 1, 0, 0], sim.Report!.Forecast!.Due.Take(5));
        Assert.Equal([1, 1, 1, 1, 0], sim.Report.Forecast.Sent.Take(5));
        sim.Now += Duration.FromMinutes(9);
        await sim.SweepOnceAsync();
        Assert.Null(sim.Report.Forecast);
        sim.Now += Duration.FromMinutes(1);
        await sim.SweepOnceAsync();
        Assert.NotNull(sim.Report.Forecast);
    }

    [Fact]
    public async Task Over_night_nobody_loses_their_place_and_no_budget_is_spent()
    {
        var sim = new Simulation("2026-11-23T09:00:00Z", s => s with { Quota = new QuotaLimits(2, 2) });
        sim.Mailbox.Limits = new QuotaLimits(2, 2);
        for (var i = 0; i < 30; i++)
        {
            // Due in the evening: too many for it; then for eight in the morning on the second; then after that.
            var closedAt = i < 20 ? "2026-11-22T17:00:00Z" : i < 25 ? "2026-11-22T21:00:00Z" : "2026-11-23T08:30:00Z";
            await CloseAsync(sim, i, CallOutcome.Resolved, Simulation.At(closedAt) + Duration.FromSeconds(i));
        }

        await sim.PlayUntilAsync("2026-11-24T07:30:00Z");
        await sim.SweepOnceAsync();
        Assert.Equal((6, 2), (sim.Mailbox.Accepted.Count, sim.Report!.QuotaLeft));

        await sim.PlayUntilAsync("2026-11-25T12:00:00Z");
        var order = sim.Mailbox.Mails.Select(CallOf).ToList();
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"call-{i}"), [.. order[..20], .. order[20..25].Order(), .. order[25..]]);
        Assert.Equal(Simulation.At("2026-11-24T08:00:00Z"), sim.Mailbox.Accepted[6].At);
        Assert.Equal(0, sim.Mailbox.Throttled);
        Assert.Single(
            await sim.TimelineAsync("call-10"),
            line => line.Contains("The check-in waits until 2026-11-24 08:00 UTC. Why: outside the hours in which this may go out: the recipient's quiet hours 20:00–08:00 Europe/London; it was due at 2026-11-23 17:00 UTC; mails wait while the quota is used up,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_is_reopened_while_the_night_puts_its_mail_off_wins_and_the_others_keep_their_places()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = new Simulation("2026-11-23T09:00:00Z", s => s with { Quota = new QuotaLimits(5, 5) }, store);
        for (var i = 0; i < 10; i++)
        {
            await CloseAsync(sim, i, CallOutcome.Resolved, Simulation.At("2026-11-22T19:00:00Z") + Duration.FromMinutes(i));
        }

        store.Before("put-off", () => sim.UpdateAsync(EventTypes.CallReopened, "u-1", null, ("callId", "call-5")));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");

        Assert.Equal(["check-in: cancelled (the call was opened again)"], await sim.FollowUpsAsync("call-5"));
        Assert.Equal(["call-0", "call-1", "call-2", "call-3", "call-4", "call-6", "call-7", "call-8", "call-9"], sim.Mailbox.Mails.Select(CallOf));
    }

    private static string CallOf(OutgoingEmail mail) => mail.Headers.Single(h => h.Key == "X-FollowUp-Call").Value;

    private static Task<IntakeResult> CloseAsync(Simulation sim, int i, CallOutcome outcome, Instant closedAt, Division? division = null) => sim.CloseAsync(
        Given.Call($"call-{i}", outcome) with
        {
            ClosedAt = closedAt,
            StartedAt = closedAt - Duration.FromMinutes(5),
            Division = division ?? Division.Main,
            Customer = Given.Customer($"c-{i}") with { Email = Given.Address($"c{i}@example.com"), TimeZone = "Europe/London", Country = "GB" },
        });
}
