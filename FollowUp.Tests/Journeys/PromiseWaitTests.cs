using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>Nobody is asked how it was while something promised is still to come.</summary>
public sealed class PromiseWaitTests
{
    private static readonly CallClosed Call = Given.Call() with { Promises = [Given.Promise("p-1", "2026-11-26T12:00:00Z"), Given.Promise("p-2", "2026-11-25T12:00:00Z")] };

    [Fact]
    public async Task A_check_in_waits_for_the_last_promise_and_one_business_day()
    {
        var sim = await WithCallAsync();
        Assert.Equal("2026-11-27T12:00:00Z", await WaitsUntilAsync(sim));
    }

    [Fact]
    public async Task When_the_promises_are_kept_it_goes_out_after_its_own_delay()
    {
        var sim = await WithCallAsync();
        Assert.Equal(UpdateResult.Applied, await KeptAsync(sim, "p-1"));
        Assert.Equal(["check-in: cancelled (rescheduled: promise p-1 was kept)", "check-in: scheduled"], (await sim.FollowUpsAsync("call-1")).Where(f => f.StartsWith("check-in", StringComparison.Ordinal)));
        Assert.Equal(UpdateResult.Applied, await KeptAsync(sim, "p-2"));
        await sim.PlayToTheEndAsync();
        Assert.Equal([("check-in", "2026-11-24T15:04:00Z")], sim.Sent().Where(sent => sent.Kind == "check-in"));
        Assert.Equal([0, 1, 2], (await sim.RowsAsync<FollowUp>(KeyRange.Prefix("f:"))).Where(f => f.Kind == "check-in").Select(f => f.Ordinal).Order());
    }

    [Fact]
    public async Task Kept_when_its_own_delay_is_long_over_it_goes_out_at_the_next_allowed_moment()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-25T21:00:00Z");
        await KeptAsync(sim, "p-1");
        await KeptAsync(sim, "p-2");
        await sim.PlayToTheEndAsync();
        Assert.Equal([("check-in", "2026-11-26T07:00:00Z")], sim.Sent().Where(sent => sent.Kind == "check-in"));
    }

    [Fact]
    public async Task A_new_date_moves_it_and_an_older_word_about_the_date_does_not()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-25T10:00:00Z");
        Assert.Equal(UpdateResult.Applied, await MovedAsync(sim, "m-1", "2026-11-30T12:00:00Z", "2026-11-25T09:59:00Z"));
        Assert.Equal(UpdateResult.Noted, await MovedAsync(sim, "m-0", "2026-11-28T12:00:00Z", "2026-11-25T09:00:00Z"));
        Assert.Equal("2026-12-01T12:00:00Z", await WaitsUntilAsync(sim));
    }

    [Fact]
    public async Task A_promise_that_is_kept_stays_kept()
    {
        var sim = await WithCallAsync();
        await KeptAsync(sim, "p-1");
        Assert.Equal(UpdateResult.Duplicate, await KeptAsync(sim, "p-1"));
        Assert.Equal(UpdateResult.Noted, await MovedAsync(sim, "m-1", "2026-12-20T12:00:00Z", null));
        Assert.Equal("kept", (await sim.CallAsync("call-1")).Promises[0].State);
    }

    [Fact]
    public async Task A_promise_that_nobody_made_is_a_dead_letter()
    {
        var sim = await WithCallAsync();
        Assert.Equal(UpdateResult.DeadLetter, await KeptAsync(sim, "p-9"));
        Assert.Equal("data.promiseId", Assert.Single(await sim.DeadLettersAsync()).Field);
    }

    [Fact]
    public async Task Promises_stand_when_the_call_is_closed_again()
    {
        var sim = await WithCallAsync();
        await sim.UpdateAsync(EventTypes.CallReopened, "u-1", null, ("callId", "call-1"));
        await sim.CloseAsync(Given.Call(closedAt: "2026-11-23T15:04:30Z"));
        await KeptAsync(sim, "p-2");
        Assert.Equal("2026-11-27T12:00:00Z", await WaitsUntilAsync(sim));
    }

    private static async Task<Simulation> WithCallAsync()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Call);
        return sim;
    }

    /// <summary>Until when the one check-in waits that is on its way.</summary>
    private static async Task<string> WaitsUntilAsync(Simulation sim) =>
        (await sim.RowsAsync<FollowUp>(KeyRange.Prefix("f:"))).Single(f => f.Kind == "check-in" && f.State == FollowUpState.Scheduled).DueAt!.Value.ToString();

    private static Task<UpdateResult> KeptAsync(Simulation sim, string promise) =>
        sim.UpdateAsync(EventTypes.PromiseKept, $"kept-{promise}", null, ("callId", "call-1"), ("promiseId", promise), ("keptAt", sim.Now.ToString()));

    private static Task<UpdateResult> MovedAsync(Simulation sim, string id, string dueAt, string? time) =>
        sim.UpdateAsync(EventTypes.PromiseMoved, id, time, ("callId", "call-1"), ("promiseId", "p-1"), ("dueAt", dueAt));
}
