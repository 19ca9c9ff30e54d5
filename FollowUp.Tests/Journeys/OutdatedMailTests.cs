using FollowUps.Calls;
using FollowUps.Promises;
using FollowUps.Sending;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>Nobody is told of a date that has passed when the mail goes out, and nobody is asked to excuse a silence that is over.</summary>
public sealed class OutdatedMailTests
{
    private const string Start = "2026-11-23T15:05:00Z";
    private static readonly QuotaLimits None = new(0, 0);

    [Fact]
    public async Task An_acknowledgement_that_could_not_go_out_before_its_date_does_not_go_out_and_its_date_counts_neither_way()
    {
        var sim = new Simulation(Start, Shipped);
        var quota = sim.Settings.Quota;
        sim.Settings = sim.Settings with { Quota = None };
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Equal(PromiseState.Withdrawn, Assert.Single((await sim.CallAsync("call-1")).Promises).State);
        sim.Settings = sim.Settings with { Quota = quota };
        await sim.PlayUntilAsync("2026-11-24T12:30:00Z");

        var timeline = await sim.TimelineAsync("call-1");
        Assert.Equal(["supervisor-outreach"], sim.SentToCustomers().Select(mail => mail.Kind));
        Assert.Contains(timeline, line => line.EndsWith("The acknowledgement is cancelled. Why: the date that it names, 2026-11-24 10:04 UTC, had passed before it could go out.", StringComparison.Ordinal));
        Assert.Contains("2026-11-24 11:04 sweep: The date of the acknowledgement counts neither as kept nor as missed. Why: the acknowledgement has not gone out: the customer was not told of the date.", timeline);
    }

    [Fact]
    public async Task Once_the_outreach_is_out_nobody_excuses_that_it_is_late()
    {
        var sim = new Simulation(Start, Shipped);
        var quota = sim.Settings.Quota;
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        sim.Settings = sim.Settings with { Quota = None };
        await sim.PlayUntilAsync("2026-11-24T11:30:00Z");
        await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", null, ("callId", "call-1"));
        sim.Settings = sim.Settings with { Quota = quota };
        await sim.PlayUntilAsync("2026-11-24T12:30:00Z");

        Assert.DoesNotContain("promise-overdue", sim.Sent().Select(mail => mail.Kind));
        Assert.Equal(2, (await sim.TimelineAsync("call-1")).Count(line => line.Contains("The promise-overdue is cancelled. Why: the customer was contacted at 2026-11-24 11:30 UTC.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("2026-11-20T10:00:00Z")] // before the call
    [InlineData("2026-11-24T07:00:00Z")] // in the night, before anybody may be written to
    public async Task A_confirmation_of_promises_that_are_all_due_by_then_is_not_planned(string due)
    {
        var sim = new Simulation("2026-11-23T22:05:00Z", s => s with { PlanBook = Plans.Books.Shipped });
        await sim.CloseAsync(Given.Call(closedAt: "2026-11-23T22:04:00Z") with { Promises = [Given.Promise("p-1", due)] });
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");

        Assert.DoesNotContain("promise-confirmation", sim.Sent().Select(mail => mail.Kind));
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("The promise-confirmation is not sent. Why: expired: it could not go out before", StringComparison.Ordinal));

        // They are followed up all the same: the customer hears of the new date.
        Assert.Contains("promise-overdue", sim.SentToCustomers().Select(mail => mail.Kind));
    }

    [Fact]
    public async Task A_confirmation_that_could_not_go_out_before_its_dates_does_not_go_out()
    {
        var sim = new Simulation(Start, s => Shipped(s) with { Quota = None });
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise("p-1", "2026-11-24T11:00:00Z")] });
        await sim.PlayUntilAsync("2026-11-24T10:30:00Z");
        await sim.UpdateAsync(EventTypes.PromiseMoved, "u-1", null, ("callId", "call-1"), ("promiseId", "p-1"), ("dueAt", "2026-11-24T10:40:00Z"));
        sim.Now = Simulation.At("2026-11-24T10:50:00Z");
        sim.Settings = sim.Settings with { Quota = new QuotaLimits(1, 1) };
        await sim.SweepAsync();

        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.EndsWith("The promise-confirmation is cancelled. Why: every date in it had passed before it could go out.", StringComparison.Ordinal));
    }

    private static Installation Shipped(Installation settings) => settings with { PlanBook = Plans.Books.Shipped };
}
