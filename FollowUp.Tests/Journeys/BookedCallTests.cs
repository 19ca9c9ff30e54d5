using FollowUps.Calls;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.Responses;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>A call that was booked is over when somebody spoke with the customer, or the case is: nobody apologises for a call that took place.</summary>
public sealed class BookedCallTests
{
    private const string Start = "2026-11-23T15:05:00Z";
    private const string Booked = "2026-11-24T14:00:00Z";

    [Fact]
    public async Task Whoever_spoke_with_the_customer_has_kept_it_and_nobody_apologises_or_asks()
    {
        var sim = await BookedAsync();
        await sim.PlayUntilAsync("2026-11-24T13:55:00Z");
        await sim.ActAsync(new CaseAction.Call(CallResult.Reached), "p-nair");
        await sim.PlayUntilAsync("2026-11-27T18:00:00Z");
        Assert.Equal((PromiseState.Kept, true), await StandingAsync(sim));
        Assert.DoesNotContain(sim.Sent(), mail => mail.Kind is "promise-overdue" or "promise-check");
    }

    [Fact]
    public async Task Contact_that_the_call_platform_tells_of_keeps_it_too()
    {
        var sim = await BookedAsync();
        await sim.PlayUntilAsync("2026-11-24T13:30:00Z");
        await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", null, ("callId", "call-1"));
        await sim.PlayUntilAsync("2026-11-27T18:00:00Z");
        Assert.Equal((PromiseState.Kept, true), await StandingAsync(sim));
        Assert.DoesNotContain(sim.Sent(), mail => mail.Kind is "promise-overdue" or "promise-check");
    }

    [Fact]
    public async Task Nobody_waits_for_it_when_the_case_is_closed()
    {
        var sim = await BookedAsync();
        await sim.PlayUntilAsync("2026-11-24T09:30:00Z");
        Assert.IsType<CaseAnswer.Done>(await sim.ActAsync(new CaseAction.Close("other", "Refunded", "A check each night", null), "p-nair"));
        await sim.PlayUntilAsync("2026-11-27T18:00:00Z");
        Assert.Equal((PromiseState.Withdrawn, false), await StandingAsync(sim));
        Assert.DoesNotContain(sim.Sent(), mail => mail.Kind is "promise-overdue" or "promise-nudge");
        Assert.Contains(("re-check-in", "2026-11-26T09:30:00Z"), sim.Sent());
    }

    [Fact]
    public async Task Another_time_takes_its_place()
    {
        var sim = await BookedAsync();
        await sim.ActAsync(new CaseAction.CallAt(Simulation.At("2026-11-26T10:00:00Z")), "p-nair");
        await sim.PlayUntilAsync("2026-11-26T09:00:00Z");
        Assert.DoesNotContain(sim.Sent(), mail => mail.Kind == "promise-overdue");
        Assert.Equal([PromiseState.Withdrawn, PromiseState.Open], (await sim.CallAsync("call-1")).Promises.Where(p => p.Source == PromiseSource.Callback).Select(p => p.State));
    }

    [Fact]
    public async Task It_goes_with_the_case_to_whoever_has_it_next()
    {
        var sim = await BookedAsync();
        await sim.ActAsync(new CaseAction.HandOver("p-okonkwo"), "p-nair");
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Contains(sim.Mailbox.Mails, mail => mail.To.Address.Value == "grace.okonkwo@quillmere.example" && mail.Headers.Any(header => header.Value == "promise-nudge"));
    }

    [Fact]
    public async Task Who_says_that_it_is_not_solved_and_books_a_call_gets_the_call_and_no_letter_before_it()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(mood: Mood.Angry));
        await sim.PlayUntilAsync("2026-11-24T10:10:00Z");
        var page = new RenderedPage("page-1", sim.Now - GivenVotes.Reading, PageAsked.Plainly);
        Assert.Equal(
            WishResult.Recorded,
            await sim.Wishes.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Help), new Wish("Please call", false, Simulation.At("2026-11-24T15:00:00Z"), page), sim.Now, CancellationToken.None));
        await sim.PlayUntilAsync("2026-11-24T15:30:00Z");
        Assert.DoesNotContain(sim.Sent(), mail => mail.Kind == "supervisor-outreach");
        Assert.Contains(sim.Sent(), mail => mail.Kind == "supervisor-brief");
        Assert.DoesNotContain(await sim.FollowUpsAsync("call-1"), line => line.StartsWith("supervisor-outreach", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public async Task A_call_that_is_booked_while_a_reminder_waits_is_recorded_and_nobody_is_reminded(bool? solved)
    {
        var sim = new Simulation(Start, s => s with { PlanBook = Plans.Books.Shipped });
        await sim.CloseAsync(Given.Call(mood: Mood.Angry));
        await sim.PlayUntilAsync("2026-11-24T10:10:00Z");
        Assert.Contains("check-in-reminder: scheduled", await sim.FollowUpsAsync("call-1"));
        var page = new RenderedPage("page-1", sim.Now - GivenVotes.Reading, PageAsked.Plainly);
        var link = sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Help);
        Assert.Equal(WishResult.Recorded, await sim.Wishes.RunAsync(link, new Wish("Please call", solved, Simulation.At("2026-11-24T15:00:00Z"), page), sim.Now, CancellationToken.None));
        Assert.Single(await sim.FollowUpsAsync("call-1"), line => line.StartsWith("check-in-reminder: cancelled", StringComparison.Ordinal));
    }

    private static async Task<Simulation> BookedAsync()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.SweepAsync();
        Assert.IsType<CaseAnswer.Done>(await sim.ActAsync(new CaseAction.CallAt(Simulation.At(Booked)), "p-nair"));
        return sim;
    }

    private static async Task<(string State, bool InTime)> StandingAsync(Simulation sim)
    {
        var promise = Assert.Single((await sim.CallAsync("call-1")).Promises, promise => promise.Source == PromiseSource.Callback);
        return (promise.State, promise.KeptInTime);
    }
}
