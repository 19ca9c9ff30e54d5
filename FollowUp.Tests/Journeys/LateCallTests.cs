using FollowUps.Calls;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>A call that is heard of only after a later one of the same customer.</summary>
public sealed class LateCallTests
{
    [Fact]
    public async Task A_call_heard_of_after_a_later_one_of_the_same_customer_is_not_asked_about()
    {
        var sim = new Simulation("2026-11-24T16:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T15:19:00Z"));
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();

        Assert.Equal([("check-in", "2026-11-25T15:19:00Z")], sim.Sent());
        Assert.Equal("notFollowedUp: check-in: the customer called again (that call ended at 2026-11-24 15:19 UTC)", await sim.OutcomeAsync("call-1"));
    }

    [Theory]
    [InlineData(CallOutcome.Unresolved, CallOutcome.Resolved, "refund-1", "refund-1")]
    [InlineData(CallOutcome.Unresolved, CallOutcome.Resolved, "refund-1", "refund-2")]
    [InlineData(CallOutcome.Escalated, CallOutcome.Resolved, null, null)]
    [InlineData(CallOutcome.Unresolved, CallOutcome.Unresolved, "refund-1", "refund-1")]
    [InlineData(CallOutcome.Abandoned, CallOutcome.Escalated, null, null)]
    [InlineData(CallOutcome.Abandoned, CallOutcome.Abandoned, null, null)]
    [InlineData(CallOutcome.Abandoned, CallOutcome.Resolved, null, null)]
    [InlineData(CallOutcome.Resolved, CallOutcome.Abandoned, null, null)]
    public async Task Two_calls_end_up_the_same_in_whatever_order_they_are_heard_of(CallOutcome earlier, CallOutcome later, string? earlierCase, string? laterCase)
    {
        var first = Given.Call(outcome: earlier) with { CaseId = earlierCase };
        var second = Given.Call("call-2", outcome: later, closedAt: "2026-11-23T15:04:30Z") with { CaseId = laterCase };
        async Task<string[]> PlayAsync(params CallClosed[] calls)
        {
            var sim = new Simulation("2026-11-23T15:05:00Z");
            foreach (var call in calls)
            {
                await sim.CloseAsync(call);
            }

            await sim.PlayToTheEndAsync();
            string[] told = [.. await sim.FollowUpsAsync("call-1"), $"outcome: {await sim.OutcomeAsync("call-1")}", .. await sim.FollowUpsAsync("call-2"), $"outcome: {await sim.OutcomeAsync("call-2")}", .. sim.Sent().Select(sent => sent.ToString())];

            // The reasons tell the order.
            return [.. told.Select(line => string.Join(':', line.Split(':', '(').Take(2)))];
        }

        Assert.Equal(await PlayAsync(first, second), await PlayAsync(second, first));
    }

    [Fact]
    public async Task A_call_that_is_too_old_has_no_case_that_a_later_one_could_have_settled()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call("call-2") with { CaseId = "refund-1" });
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, closedAt: "2025-11-20T10:00:00Z") with { CaseId = "refund-1" });

        Assert.StartsWith("notFollowedUp: ", await sim.OutcomeAsync("call-1"), StringComparison.Ordinal);
        Assert.All(await sim.FollowUpsAsync("call-1"), line => Assert.EndsWith("skipped (too old)", line, StringComparison.Ordinal));
        Assert.Null((await sim.CallAsync("call-1")).Case);
    }
}
