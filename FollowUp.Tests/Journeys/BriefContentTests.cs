using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.Responses;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What a supervisor reads before the customer is spoken with, beyond the call itself.</summary>
public sealed class BriefContentTests
{
    [Fact]
    public async Task The_brief_tells_of_the_customers_other_calls_and_of_what_they_were_sent_about_them()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call("call-0"));
        await sim.CloseAsync(Given.Call("call-of-somebody-else") with { Customer = Given.Customer("c-2") with { Email = Given.Address("c2@example.com") } });
        await sim.PlayUntilAsync("2026-11-25T10:00:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, closedAt: "2026-11-25T09:59:00Z"));
        await sim.PlayUntilAsync("2026-11-25T15:00:00Z");

        var facts = await sim.BriefOfAsync("call-1");
        Assert.Equal([(Given.At("2026-11-23T15:04:00Z"), CallOutcome.Resolved)], facts.OtherCalls.Select(call => (call.ClosedAt, call.Outcome)));
        Assert.Equal(
            [(FollowUpKind.CheckIn, "2026-11-24T15:04:00Z"), (FollowUpKind.SupervisorOutreach, "2026-11-25T13:59:00Z")],
            facts.EarlierMails.Select(mail => (mail.Kind, mail.At.ToString())));
    }

    [Theory]
    [InlineData(CallOutcome.Resolved, "A later call of theirs, on Tuesday, 24 November, 09:29, ended resolved: please see whether this case is done with it", "is waiting for us")]
    [InlineData(CallOutcome.Unresolved, "and is waiting for us", "ended resolved")]
    public async Task A_step_of_the_ladder_does_not_say_that_a_customer_waits_who_was_helped_since(CallOutcome later, string said, string unsaid)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T09:30:00Z");
        await sim.CloseAsync(Given.Call("call-2", outcome: later, closedAt: "2026-11-24T09:29:00Z"));
        await sim.PlayUntilAsync("2026-11-24T18:00:00Z");

        var step = sim.Mailbox.Mails.First(mail => mail.Headers.Any(h => h is { Key: "X-FollowUp-Kind", Value: "escalation" }));
        Assert.All([step.Text, step.Html], text => Assert.Contains(said, text, StringComparison.Ordinal));
        Assert.All([step.Text, step.Html], text => Assert.DoesNotContain(unsaid, text, StringComparison.Ordinal));
        Assert.Equal(later != CallOutcome.Resolved, step.Text.Contains("we could not resolve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_step_of_the_ladder_says_that_the_answer_was_raised_and_keeps_the_words_with_the_answer_they_came_with()
    {
        var (sim, link) = await AnswerJourneyTests.AskedAsync();
        await sim.Ratings.RunAsync(link, 1, "Nobody called me", "page-1", sim.Now, CancellationToken.None);
        sim.Now += Duration.FromMinutes(5);
        await sim.Ratings.RunAsync(link, GivenVotes.Vote(5, sim.Now, "page-2", solved: true, asked: PageAsked.ToChange), sim.Now, CancellationToken.None);
        await sim.PlayToTheEndAsync();

        var step = sim.Mailbox.Mails.First(mail => mail.Headers.Any(h => h is { Key: "X-FollowUp-Kind", Value: "escalation" }));
        Assert.All([step.Text, step.Html], text => Assert.Contains("The customer has since changed the answer from “1 of 5” to “Yes, it is solved; 5 of 5”", text, StringComparison.Ordinal));
        Assert.All([step.Text, step.Html], text => Assert.DoesNotContain("is waiting for us", text, StringComparison.Ordinal));
        Assert.All([step.Text, step.Html], text => Assert.DoesNotContain("we could not resolve", text, StringComparison.Ordinal));
        Assert.Contains("Rating: 5 of 5", step.Text, StringComparison.Ordinal);
        Assert.Contains("Comment (1 of 5): Nobody called me", step.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_customer_says_about_a_promise_is_no_rating()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        await sim.UpdateAsync(EventTypes.PromiseKept, "u-1", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", sim.Now.ToString()));
        await sim.PlayUntilAsync("2026-11-25T12:00:00Z");
        var check = sim.Mailbox.Mails.Single(mail => mail.Headers.Any(header => header.Value == "promise-check"));
        await sim.Promises.AnswerAsync(sim.LinkIn(check, LinkPurpose.Promise), true, null, "page-1", sim.Now, CancellationToken.None);
        Assert.Null((await sim.BriefOfAsync("call-1")).Score);
    }
}
