using FollowUps.Calls;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What is not sent because a promise was kept before that: the timeline says so, and names the promise.</summary>
public sealed class KeptEarlyTests
{
    private static CallClosed Call => Given.Call() with { Promises = [Given.Promise(dueAt: "2026-11-24T16:00:00Z")] };

    [Fact]
    public async Task Kept_in_time_and_heard_of_late_the_line_says_when_it_was_kept()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        await sim.PlayUntilAsync("2026-11-24T17:00:00Z");
        await sim.UpdateAsync(EventTypes.PromiseKept, "u-1", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", "2026-11-24T15:30:00Z"));
        var lines = await sim.TimelineAsync("call-1");
        Assert.Contains(lines, line => line.Contains("and was not kept.", StringComparison.Ordinal));
        Assert.Contains("2026-11-24 17:00 promise owner: Promise p-1 was kept in time, at 2026-11-24 15:30 UTC.", lines);
    }

    [Fact]
    public async Task Kept_before_its_reminder_the_timeline_says_that_the_reminder_is_cancelled()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T11:00:00Z");
        await KeptAsync(sim);
        Assert.Contains("2026-11-24 11:00 plan: The reminder of promise p-1 is cancelled. Why: it was kept before the reminder was due.", await sim.TimelineAsync("call-1"));

        var late = await WithCallAsync();
        await late.PlayUntilAsync("2026-11-24T15:00:00Z");
        await KeptAsync(late);
        Assert.DoesNotContain(await late.TimelineAsync("call-1"), line => line.Contains("reminder of promise", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kept_before_the_call_became_known_the_timeline_says_what_is_not_sent()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.UpdateAsync(EventTypes.PromiseKept, "k", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", "2026-11-23T15:04:30Z"));
        await sim.CloseAsync(Call);
        var timeline = await sim.TimelineAsync("call-1");
        Assert.Contains("2026-11-23 15:05 plan: The reminder of promise p-1 is cancelled. Why: it was kept before the reminder was due.", timeline);
        Assert.Contains("2026-11-23 15:05 plan: The promise-confirmation is cancelled. Why: promise p-1 was kept: everything that was promised is done.", timeline);
    }

    private static async Task<Simulation> WithCallAsync()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Call);
        return sim;
    }

    private static Task<UpdateResult> KeptAsync(Simulation sim) =>
        sim.UpdateAsync(EventTypes.PromiseKept, "k", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", sim.Now.ToString()));
}
