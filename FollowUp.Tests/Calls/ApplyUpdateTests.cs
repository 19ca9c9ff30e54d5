using System.Text.Json.Nodes;
using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.Tests.Journeys;
using FollowUps.Tests.Plans;
using Xunit;

namespace FollowUps.Tests.Calls;

/// <summary>An update is applied once, whoever delivers it and however often.</summary>
public sealed class ApplyUpdateTests
{
    public static TheoryData<string, string> Updates() => new()
    {
        { EventTypes.CallStarted, """{ "callId": "call-2", "customerId": "c-1" }""" },
        { EventTypes.CallReopened, """{ "callId": "call-1" }""" },
        { EventTypes.CustomerReplied, """{ "callId": "call-1" }""" },
        { EventTypes.CustomerReplied, """{ "customerId": "c-1" }""" },
        { EventTypes.PromiseKept, """{ "callId": "call-1", "promiseId": "p-1", "keptAt": "2026-11-23T15:00:00Z" }""" },
        { EventTypes.PromiseMoved, """{ "callId": "call-1", "promiseId": "p-1", "dueAt": "2026-11-25T15:00:00Z" }""" },
        { EventTypes.SupervisorContacted, """{ "callId": "call-1" }""" },
        { EventTypes.CaseClosed, """{ "callId": "call-1", "cause": "double debit", "action": "none" }""" },
        { EventTypes.CustomerErased, """{ "customerId": "c-1" }""" },
    };

    [Theory]
    [MemberData(nameof(Updates))]
    public async Task Forty_deliveries_by_eight_workers_are_one_update(string type, string data)
    {
        foreach (var withId in new[] { true, false })
        {
            var sim = await WithCallAsync();
            var results = await DeliverAsync(sim, Message(type, data, withId));
            Assert.Equal(UpdateResult.Applied, Assert.Single(results.Where(r => r != UpdateResult.Duplicate).Distinct()));
            Assert.True(type == EventTypes.CustomerErased || results.Count(r => r == UpdateResult.Applied) == 1);
            await sim.PlayToTheEndAsync();
            Assert.All(sim.Sent().Where(sent => sent.Kind != "promise-overdue").GroupBy(sent => (sent.Kind, sent.At)), sent => Assert.Single(sent));
            Assert.InRange(sim.Sent().Count(sent => sent.Kind is "check-in" or "promise-check"), 0, 2);
            Assert.Equal(1, sim.Outcomes.Events.Count(e => e.Type == "followup.closed.v1"));
        }
    }

    [Fact]
    public async Task Early_updates_and_their_call_by_eight_workers_are_one_call_with_all_of_them()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        var call = Given.Call(outcome: CallOutcome.Unresolved) with { Promises = [Given.Promise()] };
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                await sim.DeliverUpdateAsync(Message(EventTypes.SupervisorContacted, """{ "callId": "call-1" }""", withId: false));
                await sim.DeliverUpdateAsync(Message(EventTypes.PromiseKept, """{ "callId": "call-1", "promiseId": "p-1", "keptAt": "2026-11-23T15:00:00Z" }""", withId: false));
                if (worker % 2 == 0)
                {
                    await sim.CloseAsync(call);
                }
            }
        })));
        await sim.PlayToTheEndAsync();

        Assert.Equal(["promise-check: sent", "promise-confirmation: cancelled (promise p-1 was kept: everything that was promised is done)", "supervisor-outreach: cancelled (a supervisor spoke with the customer)"], await sim.CustomerFollowUpsAsync("call-1"));
        Assert.Equal("kept", Assert.Single((await sim.CallAsync("call-1")).Promises).State);
        Assert.Equal([("promise-check", "2026-11-24T15:05:00Z")], sim.Sent());
        Assert.Single(await sim.TimelineAsync("call-1"), line => line.Contains("A supervisor spoke with the customer.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EventTypes.CustomerReplied, "replied")]
    [InlineData(EventTypes.CallClosed, "newCall")]
    public async Task More_than_fits_into_one_change_is_stopped_as_well(string type, string fact)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithStop("check-in") });
        for (var i = 0; i < 30; i++)
        {
            await sim.CloseAsync(Given.Call($"call-{i}"));
        }

        sim.Settings = sim.Settings with { PlanBook = Given.PlanBookWithStop("check-in", fact) };
        if (type == EventTypes.CallClosed)
        {
            await sim.CloseAsync(Given.Call("last", closedAt: "2026-11-23T15:04:30Z"));
        }
        else
        {
            await sim.UpdateAsync(type, "u-1", null, ("customerId", "c-1"));
        }

        for (var i = 0; i < 30; i++)
        {
            Assert.StartsWith("check-in: cancelled", Assert.Single(await sim.FollowUpsAsync($"call-{i}")), StringComparison.Ordinal);
            Assert.NotNull(await sim.OutcomeAsync($"call-{i}"));
        }
    }

    [Fact]
    public async Task An_update_that_cannot_be_read_is_kept_with_the_field()
    {
        var sim = await WithCallAsync();
        Assert.Equal(UpdateResult.DeadLetter, await sim.DeliverUpdateAsync(Message(EventTypes.CallReopened, "{}", withId: true)));
        var letter = Assert.Single(await sim.DeadLettersAsync());
        Assert.Equal(("call-updates", "data.callId"), (letter.Queue, letter.Field));
    }

    [Fact]
    public void A_reminder_without_a_check_in_is_most_likely_not_meant()
    {
        var warning = Assert.Single(Books.Read(Books.Json(Books.Rule("""[{ "kind": "check-in-reminder", "delay": { "businessDays": 3 } }]"""))).Warnings);
        Assert.Equal("rules[0].plan", warning.Path);
    }

    [Fact]
    public void A_reminder_counts_from_its_check_in_and_not_from_a_promise()
    {
        var error = Assert.Single(Books.Read(Books.Json(Books.Rule("""[{ "kind": "check-in", "delay": { "elapsed": "1h" } }, { "kind": "check-in-reminder", "delay": { "beforePromise": "2h" } }]"""))).Errors);
        Assert.Equal("rules[0].plan[1].delay", error.Path);
    }

    [Fact]
    public void A_reminder_is_not_planned_before_its_check_in_is_sent() =>
        Assert.Equal([FollowUpKind.CheckIn], Books.Decide(Given.PlanBookWithReminder, Books.Call).FollowUps.Select(f => f.Kind));

    private static async Task<Simulation> WithCallAsync()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        return sim;
    }

    private static byte[] Message(string type, string data, bool withId)
    {
        var json = new JsonObject { ["specversion"] = "1.0", ["type"] = type, ["time"] = "2026-11-23T15:05:00Z", ["data"] = JsonNode.Parse(data) };
        if (withId)
        {
            (json["source"], json["id"]) = ("/crm", "u-1");
        }

        return Given.Bytes(json);
    }

    private static async Task<IReadOnlyList<UpdateResult>> DeliverAsync(Simulation sim, byte[] message) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<UpdateResult>();
            for (var i = 0; i < 5; i++)
            {
                mine.Add(await sim.DeliverUpdateAsync(message));
            }

            return mine;
        })))).SelectMany(r => r)];
}
