using FollowUps.Calls;
using FollowUps.Responses;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What happens after a call changes what is sent about it.</summary>
public sealed class UpdateJourneyTests
{
    private static readonly (string, string)[] Call1 = [("callId", "call-1")];

    [Fact]
    public async Task A_caller_who_calls_again_before_the_check_in_is_asked_once_about_the_last_call()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T15:00:00Z");
        Assert.Equal(UpdateResult.Applied, await StartedAsync(sim, "call-2"));
        await sim.PlayUntilAsync("2026-11-24T15:20:00Z");
        Assert.Empty(sim.Mailbox.Accepted);

        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T15:19:00Z"));
        await sim.PlayToTheEndAsync();

        Assert.Equal([("check-in", "2026-11-25T15:19:00Z")], sim.Sent());
        Assert.Equal(["check-in: cancelled (the customer called again (call call-2))"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Reopened_and_closed_again_a_call_is_a_new_episode_with_a_plan_and_an_outcome_of_its_own()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-23T17:00:00Z");
        Assert.Equal(UpdateResult.Applied, await sim.UpdateAsync(EventTypes.CallReopened, "u-1", null, Call1));
        Assert.Equal("notFollowedUp: the call platform opened the call again at 2026-11-23 17:00 UTC (update u-1)", await sim.OutcomeAsync("call-1"));
        Assert.Equal(["check-in: cancelled (the call was opened again)"], await sim.FollowUpsAsync("call-1"));

        await sim.PlayUntilAsync("2026-11-23T17:30:00Z");
        var again = Given.Call(outcome: CallOutcome.Unresolved, closedAt: "2026-11-23T17:29:00Z");
        Assert.Equal(IntakeResult.Duplicate, await sim.CloseAsync(Given.Call()));
        Assert.Equal(IntakeResult.Recorded, await sim.CloseAsync(again));
        Assert.Equal(IntakeResult.Duplicate, await sim.CloseAsync(again));
        Assert.Null(await sim.OutcomeAsync("call-1"));
        await sim.PlayToTheEndAsync();

        Assert.Equal([("supervisor-outreach", "2026-11-24T12:29:00Z")], sim.SentToCustomers());
        Assert.Equal(2, (await sim.CallAsync("call-1")).Episode);
        Assert.Equal([(1, "notFollowedUp"), (2, "notFollowedUp")], sim.Outcomes.Events.Where(e => e.Type == "followup.closed.v1").Select(e => (e.Data.Episode, e.Data.Outcome)));
        Assert.Equal(sim.Outcomes.Events.Count, sim.Outcomes.Events.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public async Task Closed_again_before_the_word_of_the_reopening_comes_the_later_close_counts_all_the_same()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-23T17:30:00Z");
        Assert.Equal(IntakeResult.Noted, await sim.CloseAsync(Given.Call(outcome: CallOutcome.Escalated, closedAt: "2026-11-23T17:29:00Z")));
        Assert.Equal(UpdateResult.Applied, await sim.UpdateAsync(EventTypes.CallReopened, "u-1", "2026-11-23T17:00:00Z", Call1));
        Assert.Equal(UpdateResult.Duplicate, await sim.UpdateAsync(EventTypes.CallReopened, "u-1", "2026-11-23T17:00:00Z", Call1));
        Assert.Equal(UpdateResult.Noted, await sim.UpdateAsync(EventTypes.CallReopened, "u-2", "2026-11-23T17:01:00Z", Call1));
        await sim.PlayToTheEndAsync();

        Assert.Equal(["check-in: cancelled (the call was opened again)", "supervisor-outreach: sent"], await sim.CustomerFollowUpsAsync("call-1"));
        Assert.Equal(2, (await sim.CallAsync("call-1")).Episode);
    }

    [Fact]
    public async Task An_answer_to_the_first_episodes_mail_does_not_end_the_second()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        var link = sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate);
        await sim.UpdateAsync(EventTypes.CallReopened, "u-1", null, Call1);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, closedAt: "2026-11-24T16:00:00Z"));
        await sim.Ratings.RunAsync(link, 1, null, "page", sim.Now, CancellationToken.None);
        Assert.Null(await sim.OutcomeAsync("call-1"));
        await sim.PlayToTheEndAsync();
        // What it does is to be remembered: the customer has said how it was.
        Assert.Equal("dissatisfied: the whole ladder was asked, and nobody took the case", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task Resolved_by_another_agent_before_the_outreach_nobody_writes_that_we_could_not_help()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, mood: Mood.Angry));
        await sim.PlayUntilAsync("2026-11-24T09:30:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T09:29:00Z") with { Agent = Given.Agent() with { Id = "a-2", Name = "Mia" } });
        await sim.PlayToTheEndAsync();

        Assert.Equal(["supervisor-outreach: cancelled (a later call of this customer was resolved (call call-2))"], await sim.CustomerFollowUpsAsync("call-1"));
        Assert.Equal([("check-in", "2026-11-25T09:29:00Z")], sim.SentToCustomers());
    }

    [Theory]
    [InlineData(EventTypes.CustomerReplied, "the customer replied", "notFollowedUp: the whole ladder was asked, and nobody took the case")]
    [InlineData(EventTypes.SupervisorContacted, "a supervisor spoke with the customer", "notFollowedUp: a supervisor spoke with the customer, and nobody closed the case")]
    public async Task What_makes_an_outreach_pointless_cancels_it(string type, string reason, string outcome)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        Assert.Equal(UpdateResult.Applied, await sim.UpdateAsync(type, "u-1", null, Call1));
        await sim.PlayToTheEndAsync();

        Assert.Equal([$"supervisor-outreach: cancelled ({reason})"], await sim.CustomerFollowUpsAsync("call-1"));
        Assert.Equal(outcome, await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_case_that_is_taken_up_and_closed_has_recovered_the_customer()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Consent = DocumentationConsent.NotAsked });
        await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", null, Call1);
        await sim.PlayUntilAsync("2026-11-25T10:00:00Z");
        await sim.UpdateAsync(EventTypes.CaseClosed, "u-2", null, ("callId", "call-1"), ("cause", "double debit"), ("action", "The job runs once now."));
        await sim.PlayToTheEndAsync();

        Assert.Equal("recovered: the case was closed", await sim.OutcomeAsync("call-1"));
        var call = await sim.CallAsync("call-1");
        Assert.Equal(("double debit", null, null, null), (call.Case!.Cause, call.Case.Action, call.Reason, call.Summary));
        Assert.Equal(["re-check-in"], sim.Sent().Select(mail => mail.Kind));
    }

    [Theory]
    [InlineData(CallOutcome.Resolved, "2026-11-23T16:00:00Z", "check-in", "satisfied: the customer answered 5 of 5")]
    [InlineData(CallOutcome.Resolved, "2026-11-24T16:00:00Z", "check-in", "satisfied: the customer answered 5 of 5")]
    [InlineData(CallOutcome.Abandoned, "2026-11-23T16:00:00Z", "", "recovered: the case was closed")]
    public async Task A_case_of_another_system_ends_only_what_has_nothing_else_to_wait_for(CallOutcome outcome, string closedAt, string sent, string? ended)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: outcome));
        await sim.PlayUntilAsync(closedAt);
        await sim.UpdateAsync(EventTypes.CaseClosed, "u-1", null, ("callId", "call-1"), ("cause", "double debit"), ("action", "The job runs once now."));
        await sim.PlayUntilAsync("2026-11-24T17:00:00Z");
        if (sim.Mailbox.Mails.FirstOrDefault() is { } mail)
        {
            Assert.Null(await sim.OutcomeAsync("call-1"));
            await sim.Ratings.RunAsync(sim.LinkIn(mail, LinkPurpose.Rate), 5, null, "page-1", sim.Now, CancellationToken.None);
        }

        await sim.PlayToTheEndAsync();

        Assert.Equal(sent, string.Join(", ", sim.Sent().Select(mail => mail.Kind)));
        Assert.Equal(ended, await sim.OutcomeAsync("call-1"));
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.EndsWith("supervisor: A case of another system was closed with a cause and an action (said by /crm). Why: the cause is not in the plan book's list: it counts as \"other\".", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reply_of_a_customer_stops_what_waits_about_all_of_their_calls()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithStop("check-in", "replied") });
        await sim.CloseAsync(Given.Call());
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-23T15:04:30Z"));
        await sim.CloseAsync(Given.Call("call-3", closedAt: "2026-11-23T15:04:40Z") with { Customer = Given.Customer("c-2") });
        Assert.Equal(UpdateResult.Applied, await sim.UpdateAsync(EventTypes.CustomerReplied, "u-1", null, ("customerId", "c-1")));
        Assert.Equal(UpdateResult.Duplicate, await sim.UpdateAsync(EventTypes.CustomerReplied, "u-1", null, ("customerId", "c-1")));
        await sim.PlayToTheEndAsync();

        Assert.Equal(["check-in: cancelled (the customer replied)"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal(["check-in: cancelled (the customer replied)"], await sim.FollowUpsAsync("call-2"));
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-3"));
        Assert.Contains("2026-11-23 15:05 customer: The customer replied, about nothing in particular.", await sim.TimelineAsync("call-1"));
        Assert.DoesNotContain(await sim.TimelineAsync("call-3"), line => line.Contains("replied", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_conditions_that_were_changed_hold_for_what_is_planned_already()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        sim.Settings = sim.Settings with { PlanBook = Given.PlanBookWithStop("check-in") };
        await sim.UpdateAsync(EventTypes.CustomerReplied, "u-1", null, Call1);
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        Assert.Equal(["check-in: scheduled"], await sim.FollowUpsAsync("call-1"));

        sim.Settings = Given.Installation;
        await sim.UpdateAsync(EventTypes.CustomerReplied, "u-2", null, Call1);
        Assert.Equal(["check-in: cancelled (the customer replied)"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Nobody_is_asked_in_the_middle_of_a_conversation_and_the_state_ends_by_itself()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T15:00:00Z");
        await StartedAsync(sim, "call-2");
        await sim.PlayToTheEndAsync();

        // 15:00 UTC and four hours: 20:00 in Paris, where quiet hours begin.
        Assert.Equal([("check-in", "2026-11-25T07:00:00Z")], sim.Sent());
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.EndsWith("Why: the customer is in a call.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_survey_that_the_call_does_not_make_pointless_goes_out_when_the_call_is_over()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithoutReminder(json => (json["stop"]!["check-in"], json["caps"]) = (new System.Text.Json.Nodes.JsonArray(), new System.Text.Json.Nodes.JsonArray())) });
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T15:00:00Z");
        await StartedAsync(sim, "call-2");
        await sim.PlayUntilAsync("2026-11-24T15:30:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T15:30:00Z"));
        await sim.PlayToTheEndAsync();

        Assert.Equal([("check-in", "2026-11-24T15:30:00Z"), ("check-in", "2026-11-25T15:30:00Z")], sim.Sent());
    }

    [Fact]
    public async Task A_call_holds_back_surveys_and_nothing_else()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        await StartedAsync(sim, "call-2");
        await sim.PlayToTheEndAsync();
        Assert.Equal([("supervisor-outreach", "2026-11-24T10:04:00Z")], sim.SentToCustomers());
    }

    [Theory]
    [InlineData("2026-11-24T15:00:00Z", UpdateResult.Noted)] // the call has closed since
    [InlineData(null, UpdateResult.Noted)]
    [InlineData("2026-11-24T15:20:00Z", UpdateResult.Applied)] // the same id, in a call once more
    public async Task Word_of_a_call_that_has_closed_already_holds_nothing_back(string? startedAt, UpdateResult expected)
    {
        var sim = new Simulation("2026-11-24T15:30:00Z");
        await sim.CloseAsync(Given.Call(closedAt: "2026-11-24T15:10:00Z"));
        Assert.Equal(expected, await sim.DeliverUpdateAsync(Given.Update(EventTypes.CallStarted, "s", startedAt, ("callId", "call-1"), ("customerId", "c-1"))));
    }

    private static Task<UpdateResult> StartedAsync(Simulation sim, string call) =>
        sim.UpdateAsync(EventTypes.CallStarted, $"started-{call}", null, ("callId", call), ("customerId", "c-1"));
}
