using FollowUps.Calls;
using FollowUps.Promises;
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
        Assert.Equal("notFollowedUp: a supervisor spoke with the customer, and nobody closed the case", await sim.OutcomeAsync("call-1"));
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.EndsWith("An update came before the call it speaks of: a supervisor spoke with the customer (u-1). It waits until 2026-11-30 15:05 UTC. Why: the call is not known yet.", StringComparison.Ordinal));
    }

    private static readonly (string, string) Call = ("callId", "call-1");

    public static TheoryData<string, string, (string, string)[], CallOutcome> Updates()
    {
        var data = new TheoryData<string, string, (string, string)[], CallOutcome>();
        foreach (var outcome in new[] { CallOutcome.Unresolved, CallOutcome.Resolved, CallOutcome.Escalated })
        {
            // The call ends at 15:04.
            foreach (var at in new[] { "2026-11-23T14:00:00Z", "2026-11-23T15:04:30Z" })
            {
                data.Add(EventTypes.SupervisorContacted, at, [Call], outcome);
                data.Add(EventTypes.CustomerReplied, at, [Call], outcome);
                data.Add(EventTypes.CustomerReplied, at, [("customerId", "c-1")], outcome);
                data.Add(EventTypes.CaseClosed, at, [Call, ("cause", "billing error"), ("action", "The job runs once now.")], outcome);
                data.Add(EventTypes.CallReopened, at, [Call], outcome);
                data.Add(EventTypes.PromiseKept, at, [Call, ("promiseId", "p-1"), ("keptAt", at)], outcome);
                data.Add(EventTypes.PromiseMoved, at, [Call, ("promiseId", "p-1"), ("dueAt", "2026-11-26T16:00:00Z")], outcome);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public async Task Before_its_call_or_after_it_an_update_does_the_same(string type, string at, (string, string)[] fields, CallOutcome outcome)
    {
        async Task<string> PlayAsync(bool early)
        {
            var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Plans.Books.Shipped });
            if (early)
            {
                await sim.UpdateAsync(type, "u-1", at, fields);
                await sim.PlayUntilAsync("2026-11-23T15:05:30Z");
            }
            else
            {
                sim.Now = Simulation.At("2026-11-23T15:05:30Z");
            }

            await sim.CloseAsync(Given.Call(outcome: outcome) with { Promises = [Given.Promise()] });
            if (!early)
            {
                await sim.UpdateAsync(type, "u-1", at, fields);
            }

            await sim.PlayToTheEndAsync();
            var call = await sim.CallAsync("call-1");
            return string.Join('\n', (string?[])[
                string.Join(", ", await sim.FollowUpsAsync("call-1")), await sim.OutcomeAsync("call-1"), call.Case?.ToString(), string.Join(", ", call.Promises.Where(p => p.State != PromiseState.Withdrawn).Select(p => $"{p.Id} {p.State} {p.DueAt}")),
                string.Join(", ", sim.Sent()), string.Join(", ", sim.Outcomes.Events.Where(e => e.Type != "followup.scheduled.v1").Select(e => $"{e.Type} {e.Data.Outcome}").Order(StringComparer.Ordinal)),
            ]);
        }

        Assert.Equal(await PlayAsync(early: false), await PlayAsync(early: true));
    }

    [Theory]
    [InlineData(EventTypes.SupervisorContacted, CallOutcome.Unresolved, "supervisor: A supervisor spoke with the customer (said by /crm), at 2026-11-23 14:00 UTC.", "supervisor-outreach")]
    [InlineData(EventTypes.CustomerReplied, CallOutcome.Resolved, "customer: The customer replied, at 2026-11-23 14:00 UTC.", "check-in")]
    [InlineData(EventTypes.CaseClosed, CallOutcome.Escalated, "supervisor: The case was closed with a cause and an action (said by /crm), at 2026-11-23 14:00 UTC.", "supervisor-outreach")]
    public async Task What_happened_before_the_end_of_the_call_stops_nothing_and_the_timeline_says_so(string type, CallOutcome outcome, string told, string sent)
    {
        var sim = new Simulation("2026-11-23T14:00:00Z");
        await sim.UpdateAsync(type, "u-1", "2026-11-23T14:00:00Z", Call, ("cause", "billing error"), ("action", "The job runs once now."));
        await sim.PlayUntilAsync("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: outcome));
        await sim.PlayUntilAsync("2026-11-25T12:00:00Z");

        Assert.Contains($"2026-11-23 15:05 {told} Why: that was before the end of the call: it stops nothing.", await sim.TimelineAsync("call-1"));
        Assert.Contains(sim.SentToCustomers(), mail => mail.Kind == sent);
        Assert.Equal(outcome == CallOutcome.Resolved ? null : true, (await sim.CallAsync("call-1")).Case?.IsOpen);
        Assert.Empty((await sim.CallAsync("call-1")).Waiting);
    }

    [Fact]
    public async Task An_unsolved_call_that_a_supervisor_had_heard_of_first_has_a_case_that_is_to_be_closed()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Plans.Books.Shipped });
        await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", "2026-11-23T15:04:30Z", Call);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        Assert.Equal((Recovery.CaseState.Contacted, null), ((await sim.CallAsync("call-1")).Case!.State, await sim.OutcomeAsync("call-1")));
        Assert.Empty(sim.Mailbox.Accepted);

        await sim.UpdateAsync(EventTypes.CaseClosed, "u-2", null, Call, ("cause", "billing error"), ("action", "The job runs once now."));
        await sim.PlayToTheEndAsync();
        Assert.Equal("recovered: the case was closed", await sim.OutcomeAsync("call-1"));
        Assert.Equal(["re-check-in"], sim.Sent().Select(mail => mail.Kind));
    }

    [Fact]
    public async Task What_waited_for_the_call_is_told_after_it()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Plans.Books.Shipped });
        await sim.UpdateAsync(EventTypes.CaseClosed, "u-2", "2026-11-23T15:04:40Z", Call, ("cause", "billing error"), ("action", "The job runs once now."));
        await sim.UpdateAsync(EventTypes.CustomerReplied, "u-1", "2026-11-23T15:04:30Z", Call);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));

        string[] wanted =
        [
            "call platform: The call ended", "plan: A recovery case is opened.", "plan: The supervisor-outreach is due", "customer: The customer replied.", "plan: The supervisor-outreach is cancelled.",
            "supervisor: The case was closed", "plan: The re-check-in is due", "outcome: The follow-up of this call is over: recovered",
        ];
        var told = await sim.TimelineAsync("call-1");
        var at = wanted.Select(part => told.ToList().FindIndex(line => line.Contains(part, StringComparison.Ordinal))).ToList();
        Assert.True(at.TrueForAll(index => index >= 0) && at.SequenceEqual(at.Order()), string.Join('\n', told));
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
    [InlineData("2026-11-23T15:10:00Z", 1, "notFollowedUp: the call platform opened the call again at 2026-11-23 15:10 UTC (update u-1)", 0)]
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
        Assert.Contains("call platform: An update that waited for this call has expired: the case was closed (u-1). Why: no such call was closed within 7 days.", (await sim.TimelineAsync("call-1"))[^1], StringComparison.Ordinal);
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
