using FollowUps.Calls;
using FollowUps.Promises;
using FollowUps.State;
using Xunit;
using PromiseOwner = FollowUps.Calls.PromiseOwner;

namespace FollowUps.Tests.Journeys;

/// <summary>Promises as no one should make them: each has a behaviour that the timeline tells.</summary>
public sealed class OddPromiseTests
{
    private const string Start = "2026-11-23T15:05:00Z";

    [Fact]
    public async Task Due_already_when_the_call_became_known_its_owner_is_asked_at_once_and_has_one_business_hour()
    {
        var sim = await WithPromiseAsync(Given.Promise(dueAt: "2026-11-23T15:00:00Z"));
        await sim.PlayUntilAsync("2026-11-23T16:04:00Z");
        Assert.Contains(("promise-nudge", Start), sim.Sent());
        Assert.DoesNotContain(sim.Sent(), sent => sent.Kind == "promise-overdue");
        await sim.PlayUntilAsync("2026-11-23T16:05:00Z");
        Assert.Contains(("promise-overdue", "2026-11-23T16:05:00Z"), sim.Sent());
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("it is due already when the call became known: whoever keeps it is asked at once, and has until 2026-11-23 16:05 UTC", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Due_before_the_office_opens_again_nobody_is_reminded_and_the_timeline_says_so()
    {
        var sim = new Simulation("2026-11-23T18:30:00Z");
        await sim.CloseAsync(Given.Call(closedAt: "2026-11-23T18:29:00Z") with { Promises = [Given.Promise(dueAt: "2026-11-23T20:00:00Z")] });
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("it is due before calendar default opens again: nobody is reminded of it", StringComparison.Ordinal));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.DoesNotContain(sim.Sent(), sent => sent.Kind == "promise-nudge");
        Assert.Contains(sim.Sent(), sent => sent.Kind == "promise-overdue");
    }

    [Fact]
    public async Task Due_on_a_Sunday_the_date_stands_and_its_owner_is_reminded_on_Friday()
    {
        var sim = await WithPromiseAsync(Given.Promise(dueAt: "2026-11-29T10:00:00Z"));
        await sim.PlayUntilAsync("2026-11-30T08:59:00Z");
        Assert.Equal([("promise-confirmation", Start), ("promise-nudge", "2026-11-27T16:00:00Z"), ("promise-overdue", "2026-11-29T10:00:00Z")], sim.Sent());
        await sim.PlayUntilAsync("2026-11-30T09:00:00Z");
        Assert.Equal(2, sim.Sent().Count(sent => sent.Kind == "promise-overdue"));
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("it is due outside the hours of calendar default: the date stands as it was told", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no owner", "sam.agent@example.com", "sam.agent@example.com")]
    [InlineData("owner without address", "sam.agent@example.com", "sam.agent@example.com")]
    [InlineData("no owner", null, "sam.adeyemi@quillmere.example")] // the directory knows the agent by id
    [InlineData("no owner, no agent", null, "priya.nair@quillmere.example")]
    [InlineData("owner without address, unknown agent", null, "priya.nair@quillmere.example")]
    public async Task Whoever_can_be_asked_next_is_reminded(string who, string? agentEmail, string expected)
    {
        var owner = who.StartsWith("owner", StringComparison.Ordinal) ? new PromiseOwner("Mia", null, "+44 20 7946 0109") : null;
        var agent = who.EndsWith("no agent", StringComparison.Ordinal) ? null
            : Given.Agent() with { Id = who.EndsWith("unknown agent", StringComparison.Ordinal) ? "a-9" : "a-1", Email = agentEmail is null ? null : Given.Address(agentEmail) };
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call() with { Agent = agent, Promises = [Given.Promise() with { Owner = owner }] });
        await sim.PlayUntilAsync("2026-11-24T15:00:00Z");
        Assert.Equal(expected, sim.Mailbox.Accepted.Single(a => a.Mail.Headers.Any(h => h.Value == "promise-nudge")).Mail.To.Address.Value);
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("is followed up; the first is due at", StringComparison.Ordinal) && line.Contains("it is without an", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_owner_who_is_away_is_not_asked_in_vain()
    {
        // Tomasz begins at 10:00 on Thursdays and Fridays; the promise is due at 09:30.
        var owner = new PromiseOwner("Tomasz Zielinski", Given.Address("tomasz.zielinski@quillmere.example"), "+44 20 7946 0122");
        var sim = new Simulation("2026-11-26T09:00:00Z");
        await sim.CloseAsync(Given.Call(closedAt: "2026-11-26T08:59:00Z") with { Agent = null, Promises = [Given.Promise(dueAt: "2026-11-26T09:30:00Z") with { Owner = owner }] });
        await sim.PlayUntilAsync("2026-11-26T09:29:00Z");
        Assert.Equal("priya.nair@quillmere.example", sim.Mailbox.Accepted.Single(a => a.Mail.Headers.Any(h => h.Value == "promise-nudge")).Mail.To.Address.Value);
    }

    [Theory]
    [InlineData("2026-11-24T12:00:00Z", UpdateResult.Applied, "Promise p-1 has an earlier date, 2026-11-24 12:00 UTC.")]
    [InlineData("2026-11-23T15:00:00Z", UpdateResult.Noted, "A new date for promise p-1 changes nothing. Why: the new date had passed when it was said.")]
    [InlineData("2026-11-24T16:00:00Z", UpdateResult.Noted, "A new date for promise p-1 changes nothing. Why: that is its date already.")]
    public async Task A_date_may_come_nearer_and_not_lie_in_the_past(string dueAt, UpdateResult expected, string told)
    {
        var sim = await WithPromiseAsync(Given.Promise());
        Assert.Equal(expected, await sim.UpdateAsync(EventTypes.PromiseMoved, "m", null, ("callId", "call-1"), ("promiseId", "p-1"), ("dueAt", dueAt)));
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.EndsWith(told, StringComparison.Ordinal));
        Assert.Equal(expected == UpdateResult.Applied ? dueAt : "2026-11-24T16:00:00Z", (await sim.CallAsync("call-1")).Promises.Single().DueAt.ToString());
    }

    [Fact]
    public async Task Kept_twice_is_kept_once_and_kept_after_it_was_given_up_does_not_ask_the_customer()
    {
        var sim = await WithPromiseAsync(Given.Promise());
        await sim.PlayUntilAsync("2026-11-26T16:30:00Z");
        Assert.Equal(UpdateResult.Applied, await KeptAsync(sim, "k-1"));
        Assert.Equal(UpdateResult.Noted, await KeptAsync(sim, "k-2"));
        Assert.Equal(PromiseState.Kept, (await sim.CallAsync("call-1")).Promises.Single().State);
        Assert.True((await sim.CallAsync("call-1")).Case!.IsOpen);
        Assert.DoesNotContain(await sim.FollowUpsAsync("call-1"), f => f.StartsWith("promise-check", StringComparison.Ordinal));
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.EndsWith("Promise p-1 was kept after it was given up.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Word_that_came_before_the_call_is_counted_and_the_customer_is_asked()
    {
        var sim = new Simulation(Start);
        await KeptAsync(sim, "k-1");
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        await sim.PlayToTheEndAsync();
        Assert.Equal([("check-in", "2026-11-24T15:04:00Z"), ("promise-check", "2026-11-24T15:05:00Z")], sim.Sent());
    }

    [Fact]
    public async Task Closed_again_a_promise_stands_with_its_state_and_has_one_timer()
    {
        var sim = await WithPromiseAsync(Given.Promise());
        await sim.UpdateAsync(EventTypes.CallReopened, "r", null, ("callId", "call-1"));
        await sim.CloseAsync(Given.Call(closedAt: "2026-11-23T15:04:30Z") with { Promises = [Given.Promise()] });
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        Assert.Equal(
            [("promise-confirmation", Start), ("promise-nudge", "2026-11-24T14:00:00Z"), ("promise-overdue", "2026-11-24T16:00:00Z"), ("promise-overdue", "2026-11-24T16:00:00Z")],
            sim.Sent());
    }

    [Fact]
    public async Task A_backfill_follows_no_promise_up()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(closedAt: "2026-11-02T10:00:00Z") with { Promises = [Given.Promise(dueAt: "2026-12-01T10:00:00Z")] });
        await sim.PlayToTheEndAsync();
        Assert.Empty(sim.Mailbox.Accepted);
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("Promises of this call are not followed up. Why: too old", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erased_customer_leaves_no_timer_behind_and_no_words()
    {
        var sim = await WithPromiseAsync(Given.Promise());
        await sim.UpdateAsync(EventTypes.CustomerErased, "e", null, ("customerId", "c-1"));
        Assert.Empty(await sim.RowsAsync<DueItem>(Keys.Lane(0)));
        await sim.PlayToTheEndAsync();
        Assert.DoesNotContain(sim.Sent(), sent => sent.Kind is "promise-nudge" or "promise-overdue");
        Assert.Equal(("", PromiseState.Withdrawn), (await sim.CallAsync("call-1")).Promises.Select(p => (p.What, p.State)).Single());
    }

    [Fact]
    public async Task A_customer_without_an_address_has_owners_reminded_and_the_supervisor_told_all_the_same()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { Email = null }, Promises = [Given.Promise()] });
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        Assert.Equal([("promise-nudge", "2026-11-24T14:00:00Z"), ("promise-overdue", "2026-11-24T16:00:00Z")], sim.Sent().Where(sent => sent.Kind != "call-task"));
        Assert.Contains("promise-overdue: skipped (no address)", await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Twenty_promises_fit_one_change()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call() with { Promises = [.. Enumerable.Range(1, 20).Select(i => Given.Promise($"p-{i}"))] });
        Assert.Equal(20, (await sim.RowsAsync<DueItem>(Keys.Lane(0))).Length);
        await sim.PlayUntilAsync("2026-11-24T14:00:00Z");
        Assert.Equal(20, sim.Sent().Count(sent => sent.Kind == "promise-nudge"));
    }

    private static async Task<Simulation> WithPromiseAsync(Promise promise)
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call() with { Promises = [promise] });
        return sim;
    }

    private static Task<UpdateResult> KeptAsync(Simulation sim, string id) =>
        sim.UpdateAsync(EventTypes.PromiseKept, id, null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", sim.Now.ToString()));
}
