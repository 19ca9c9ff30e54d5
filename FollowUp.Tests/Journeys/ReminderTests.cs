using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.Tests.Fakes;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>One reminder, three business days after a check-in that nobody answered.</summary>
public sealed class ReminderTests
{
    [Fact]
    public async Task An_unanswered_check_in_is_reminded_of_once()
    {
        var sim = await WithCheckInSentAsync();
        await sim.PlayToTheEndAsync();
        Assert.Equal([("check-in", "2026-11-24T15:04:00Z"), ("check-in-reminder", "2026-11-27T15:04:00Z")], sim.Sent());
        Assert.Equal("unanswered: no answer within the answer window", await sim.OutcomeAsync("call-1"));
        Assert.Equal(Simulation.At("2026-12-04T15:04:00Z"), sim.Now);
    }

    [Fact]
    public async Task An_answer_stops_it()
    {
        var sim = await WithCheckInSentAsync();
        await sim.Ratings.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate), 4, null, "page", sim.Now, CancellationToken.None);
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in-reminder: cancelled (the customer answered)", "check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal("satisfied: the customer answered 4 of 5", await sim.OutcomeAsync("call-1"));
    }

    [Theory]
    [InlineData(EventTypes.CustomerReplied, "the customer replied", "unanswered: the customer replied, and chose no rating")]
    [InlineData(EventTypes.CallReopened, "the call was opened again", "notFollowedUp: the call platform opened the call again at {0} (update u-1)")]
    public async Task A_reply_or_a_reopening_stops_it(string type, string reason, string outcome)
    {
        var sim = await WithCheckInSentAsync();
        var at = Story.Time(sim.Now);
        await sim.UpdateAsync(type, "u-1", null, ("callId", "call-1"));
        await sim.PlayToTheEndAsync();
        Assert.Equal([$"check-in-reminder: cancelled ({reason})", "check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal(outcome.Replace("{0}", at, StringComparison.Ordinal), await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_new_call_stops_it()
    {
        var sim = await WithCheckInSentAsync();
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T15:59:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in-reminder: cancelled (the customer called again (call call-2))", "check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Single(sim.Mailbox.Accepted);
    }

    [Fact]
    public async Task Who_may_not_be_asked_is_neither_asked_nor_reminded()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithReminder });
        await sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { Country = "DE", SurveyPermission = SurveyPermission.Unknown } });
        await sim.CloseAsync(Given.Call("call-2") with { Customer = Given.Customer("c-2") with { SurveyPermission = SurveyPermission.Denied } });
        await sim.CloseAsync(Given.Call("call-3", CallOutcome.Unresolved) with { Customer = Given.Customer("c-3") with { SurveyPermission = SurveyPermission.Denied } });
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: skipped (no survey permission)"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal(["check-in: skipped (no survey permission)"], await sim.FollowUpsAsync("call-2"));
        Assert.Equal(["supervisor-outreach: sent"], await sim.CustomerFollowUpsAsync("call-3"));
        Assert.Equal("notFollowedUp: check-in: no survey permission", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_reply_while_the_check_in_is_on_its_way_means_that_there_is_no_reminder()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithReminder }, store);
        await sim.CloseAsync(Given.Call());
        store.After("fence", () => sim.UpdateAsync(EventTypes.CustomerReplied, "u-1", null, ("callId", "call-1")));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Contains("2026-11-24 15:04 plan: The check-in should have been cancelled, but it is already on its way. Why: the customer replied.", await sim.TimelineAsync("call-1"));
    }

    [Theory]
    [InlineData(true, "check-in-reminder: sent")]
    [InlineData(false, "check-in-reminder: skipped (mail mode)")]
    public async Task Nobody_is_reminded_of_a_check_in_that_went_to_the_testers(bool stillRedirected, string reminder)
    {
        var sim = await WithCheckInSentAsync(new MailMode.Redirect(Given.Address("pilot@quillmere.example")));
        sim.Settings = stillRedirected ? sim.Settings : sim.Settings with { Mode = new MailMode.Live() };
        await sim.PlayToTheEndAsync();
        Assert.Equal([reminder, "check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.DoesNotContain(sim.Mailbox.Mails, mail => mail.To.Address.Value == "ada@example.com");
        Assert.Equal("notFollowedUp: what was sent to the customer was redirected: the customer did not get it", await sim.OutcomeAsync("call-1"));
        Assert.Equal(!stillRedirected, (await sim.TimelineAsync("call-1")).Any(line => line.EndsWith("The check-in-reminder is not sent. Why: mail mode: the check-in that it reminds of was redirected: the customer did not get it.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_answer_from_the_testers_mailbox_counts_as_ever()
    {
        var sim = await WithCheckInSentAsync(new MailMode.Redirect(Given.Address("pilot@quillmere.example")));
        await sim.Ratings.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate), 4, null, "page", sim.Now, CancellationToken.None);
        await sim.PlayToTheEndAsync();
        Assert.Equal("satisfied: the customer answered 4 of 5", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task Nobody_is_reminded_while_a_promise_is_open_again()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithReminder });
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        await sim.PlayUntilAsync("2026-11-24T11:00:00Z");
        await sim.UpdateAsync(EventTypes.PromiseKept, "u-1", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", sim.Now.ToString()));
        await sim.PlayUntilAsync("2026-11-25T12:00:00Z");
        Assert.Contains("check-in-reminder: scheduled", await sim.FollowUpsAsync("call-1"));
        var check = sim.Mailbox.Mails.Single(mail => mail.Headers.Any(header => header.Value == "promise-check"));
        await sim.Promises.AnswerAsync(sim.LinkIn(check, LinkPurpose.Promise), false, null, "page-1", sim.Now, CancellationToken.None);
        Assert.Contains("check-in-reminder: cancelled (promise p-1 was not kept and has a new date: nobody is asked while a promise is open)", await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Whoever_unsubscribes_is_not_reminded_and_that_is_known_at_once()
    {
        var sim = await WithCheckInSentAsync();
        await sim.Unsubscribes.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate), sim.Now, CancellationToken.None);
        Assert.Equal(["check-in-reminder: cancelled (the customer unsubscribed)", "check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal("optedOut: the customer unsubscribed", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_window_that_ends_after_the_episode_says_that_nobody_answered()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T09:30:00Z");
        await sim.ActAsync(new CaseAction.Close("other", "Refunded", "A check each night", null), "p-nair");
        await sim.PlayToTheEndAsync();
        Assert.Contains("re-check-in: sent", await sim.FollowUpsAsync("call-1"));
        Assert.Single(await sim.TimelineAsync("call-1"), line => line.EndsWith("outcome: Nobody answered the re-check-in within the answer window.", StringComparison.Ordinal));
        Assert.StartsWith("recovered: ", await sim.OutcomeAsync("call-1"), StringComparison.Ordinal);
    }

    private static async Task<Simulation> WithCheckInSentAsync(MailMode? mode = null)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithReminder, Mode = mode ?? s.Mode });
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        return sim;
    }
}
