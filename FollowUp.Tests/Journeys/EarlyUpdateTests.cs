using FollowUps.Calls;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>Queues keep no order: an update may come before the call it speaks of.</summary>
public sealed class EarlyUpdateTests
{
    [Fact]
    public async Task An_update_before_its_call_waits_and_applies_with_the_call()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        Assert.Equal(UpdateResult.Waiting, await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", null, ("callId", "call-1")));
        Assert.Equal(UpdateResult.Duplicate, await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", null, ("callId", "call-1")));
        await sim.PlayUntilAsync("2026-11-23T15:10:00Z");
        Assert.Equal(IntakeResult.Recorded, await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved)));
        Assert.Equal(UpdateResult.Duplicate, await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", null, ("callId", "call-1")));
        await sim.PlayToTheEndAsync();

        Assert.Equal(["supervisor-outreach: cancelled (a supervisor spoke with the customer)"], await sim.CustomerFollowUpsAsync("call-1"));
        Assert.Empty(sim.Mailbox.Accepted);
        Assert.Equal(Simulation.At("2026-11-23T15:10:00Z"), sim.Now);
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("waits until 2026-11-30 15:05 UTC", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Early_updates_apply_in_the_order_they_happened()
    {
        var sim = new Simulation("2026-11-23T15:20:00Z");
        await sim.UpdateAsync(EventTypes.PromiseMoved, "u-2", "2026-11-23T15:12:00Z", ("callId", "call-1"), ("promiseId", "p-1"), ("dueAt", "2026-11-27T16:00:00Z"));
        await sim.UpdateAsync(EventTypes.PromiseMoved, "u-1", "2026-11-23T15:11:00Z", ("callId", "call-1"), ("promiseId", "p-1"), ("dueAt", "2026-11-26T16:00:00Z"));
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });

        Assert.Equal(Simulation.At("2026-11-27T16:00:00Z"), (await sim.CallAsync("call-1")).Promises.Single().DueAt);
        await sim.PlayUntilAsync("2026-11-27T15:59:00Z");
        Assert.Equal([("promise-confirmation", "2026-11-23T15:20:00Z"), ("promise-nudge", "2026-11-27T14:00:00Z")], sim.Sent());
    }

    [Theory]
    [InlineData("2026-11-23T15:10:00Z", 1, "notFollowedUp: reopened", 0)]
    [InlineData("2026-11-23T15:00:00Z", 1, "unanswered: no answer within the answer window", 1)] // it was opened again before this close
    public async Task A_reopening_before_its_call_counts_by_when_it_happened(string reopenedAt, int episode, string outcome, int mails)
    {
        var sim = new Simulation("2026-11-23T15:20:00Z");
        await sim.UpdateAsync(EventTypes.CallReopened, "u-1", reopenedAt, ("callId", "call-1"));
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();

        Assert.Equal(outcome, await sim.OutcomeAsync("call-1"));
        Assert.Equal((mails, episode), (sim.Mailbox.Accepted.Count, (await sim.CallAsync("call-1")).Episode));
    }

    [Fact]
    public async Task Opened_again_and_closed_again_in_any_order_a_call_ends_up_the_same()
    {
        Func<Simulation, Task>[] events =
        [
            sim => sim.CloseAsync(Given.Call()),
            sim => sim.UpdateAsync(EventTypes.CallReopened, "u-1", "2026-11-23T15:30:00Z", ("callId", "call-1")),
            sim => sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, closedAt: "2026-11-23T15:50:00Z")),
        ];
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [0, 0, 2, 2, 1, 1], [1, 1, 0, 2, 0, 2]];
        foreach (var order in orders)
        {
            var sim = new Simulation("2026-11-23T15:55:00Z");
            foreach (var index in order)
            {
                await events[index](sim);
            }

            await sim.PlayToTheEndAsync();
            Assert.Equal([("supervisor-outreach", "2026-11-24T10:50:00Z")], sim.SentToCustomers());
            Assert.Equal(2, (await sim.CallAsync("call-1")).Episode);
        }
    }

    [Fact]
    public async Task An_update_whose_call_never_comes_expires_after_seven_days_with_a_reason()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.UpdateAsync(EventTypes.CaseClosed, "u-1", null, ("callId", "call-1"), ("cause", "double debit"), ("action", "none"));
        await sim.PlayToTheEndAsync();

        Assert.Equal(Simulation.At("2026-11-30T15:05:00Z"), sim.Now);
        Assert.Contains("call platform: An update that waited for this call has expired. Why: no such call was closed within 7 days.", (await sim.TimelineAsync("call-1"))[^1], StringComparison.Ordinal);
        Assert.Equal("awaited", (await sim.CallAsync("call-1")).State);

        // Then the call comes after all, and is a call like any other.
        await sim.CloseAsync(Given.Call(closedAt: "2026-11-30T15:00:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task So_many_updates_wait_for_one_call_and_further_ones_are_kept_as_dead_letters()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        for (var i = 0; i < 11; i++)
        {
            Assert.Equal(i < 10 ? UpdateResult.Waiting : UpdateResult.DeadLetter, await sim.UpdateAsync(EventTypes.CustomerReplied, $"u-{i}", null, ("callId", "call-1")));
        }

        await sim.CloseAsync(Given.Call());
        Assert.Equal(["check-in: cancelled (the customer replied)"], await sim.FollowUpsAsync("call-1"));
        Assert.Empty(await sim.RowsAsync<DueItem>(Keys.Lane(0)));
        Assert.Equal("data.callId", Assert.Single(await sim.DeadLettersAsync()).Field);
    }
}
