using FollowUps.Calls;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Sending;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What a customer says while a case is open reaches a person, whoever has it; and nobody is asked how it is while something is promised.</summary>
public sealed class AddedToCaseTests
{
    private const string Start = "2026-11-23T15:05:00Z";

    [Fact]
    public async Task A_low_rating_on_a_case_that_nobody_took_goes_to_the_ladder_again()
    {
        var sim = await RatedTwiceAsync(taken: false, at: "2026-12-07T10:00:00Z");
        var call = await sim.CallAsync("call-1");
        Assert.Equal((CaseState.Open, CaseReason.LowRating, true), (call.Case!.State, call.Case.Because, call.Case.LowRated));
        await sim.PlayUntilAsync("2026-12-07T14:00:00Z");
        Assert.Equal(
            [("supervisor-brief", "2026-12-07T10:00:00Z", "priya.nair@quillmere.example"), ("escalation", "2026-12-07T14:00:00Z", "grace.okonkwo@quillmere.example")],
            Since(sim, "2026-12-07T10:00:00Z").Where(mail => mail.To.EndsWith("quillmere.example", StringComparison.Ordinal)));
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.EndsWith("The recovery case that nobody took goes to the ladder again. Why: the customer gave a low rating.", StringComparison.Ordinal));
        await sim.PlayToTheEndAsync();
        Assert.Equal(CaseState.Unacknowledged, (await sim.CallAsync("call-1")).Case!.State);
        Assert.Equal(2, sim.Alerts.All.Count(alert => alert is FollowUps.Alerts.Alert.CaseLeft));
    }

    [Fact]
    public async Task A_low_rating_on_a_case_that_somebody_has_is_a_brief_for_that_person_alone()
    {
        var sim = await RatedTwiceAsync(taken: true, at: "2026-11-26T10:00:00Z");
        await sim.PlayUntilAsync("2026-11-26T12:00:00Z");
        Assert.Equal([("supervisor-brief", "2026-11-26T10:00:00Z", "grace.okonkwo@quillmere.example")], Since(sim, "2026-11-26T10:00:00Z"));
        var brief = sim.Mailbox.Mails.Last();
        Assert.Contains("1 of 5", brief.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Please take it by", brief.Text, StringComparison.Ordinal);
        Assert.Equal(CaseState.Acknowledged, (await sim.CallAsync("call-1")).Case!.State);
    }

    [Fact]
    public async Task Nobody_is_asked_how_it_is_now_while_something_is_promised()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Promises = [Given.Promise(dueAt: "2026-11-26T16:00:00Z")] });
        await sim.PlayUntilAsync("2026-11-24T09:30:00Z");
        await sim.ActAsync(new CaseAction.Close("other", "Refunded", "A check each night", null), "p-nair");
        await sim.PlayUntilAsync("2026-11-26T15:59:00Z");
        await sim.UpdateAsync(EventTypes.PromiseMoved, "u-1", null, ("callId", "call-1"), ("promiseId", "p-1"), ("dueAt", "2026-11-30T12:00:00Z"));
        await sim.PlayUntilAsync("2026-11-30T11:00:00Z");
        Assert.DoesNotContain(sim.Sent(), mail => mail.Kind == "re-check-in");
        await sim.UpdateAsync(EventTypes.PromiseKept, "u-2", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", sim.Now.ToString()));
        await sim.PlayUntilAsync("2026-11-30T12:00:00Z");
        Assert.Contains(("re-check-in", "2026-11-30T11:00:00Z"), sim.Sent());
    }

    [Fact]
    public async Task Whoever_tries_to_call_has_the_case_and_the_ladder_asks_nobody_else()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Customer = Given.Customer() with { Email = null } });
        await sim.PlayUntilAsync("2026-11-24T10:04:30Z");
        await sim.CallTaskAsync(CallResult.NoAnswer, "p-nair");
        await sim.PlayUntilAsync("2026-11-24T18:00:00Z");
        var matter = (await sim.CallAsync("call-1")).Case!;
        Assert.Equal((CaseState.Acknowledged, "p-nair"), (matter.State, matter.Owner));
        Assert.DoesNotContain(sim.Sent(), mail => mail.Kind == "escalation");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // it is the agent's then
    public async Task The_supervisor_reads_who_let_a_promise_slip(bool hasOwner)
    {
        var sim = new Simulation(Start, s => s with { PlanBook = Plans.Books.Shipped });
        await sim.CloseAsync(Given.Call() with { Promises = [hasOwner ? Given.Promise() : Given.Promise() with { Owner = null }] });
        await sim.PlayUntilAsync("2026-11-25T17:00:00Z");
        var late = sim.Mailbox.Mails.Where(mail => Kind(mail) == "promise-overdue" && mail.To.Address.Value == "priya.nair@quillmere.example").ToList();
        Assert.Equal(2, late.Count);
        Assert.Contains("Owner: Sam", late[0].Text, StringComparison.Ordinal);
        Assert.Contains("Owner: Priya Nair", late[1].Text, StringComparison.Ordinal);
    }

    /// <summary>A customer who asked for something in the check-in, so that there is a case, and then gives it a one.</summary>
    private static async Task<Simulation> RatedTwiceAsync(bool taken, string at)
    {
        var sim = new Simulation(Start, s => s with { PlanBook = Given.PlanBookWithoutReminder(json => json["answerWindow"] = "21d") });
        await sim.CloseAsync(Given.Call(mood: Mood.Angry));
        await sim.PlayUntilAsync("2026-11-24T10:10:00Z");
        var asked = sim.Mailbox.Mails.Single();
        await sim.Wishes.RunAsync(
            sim.LinkIn(asked, LinkPurpose.Help), new Wish("Something else", false, null, new RenderedPage("page-1", sim.Now - GivenVotes.Reading, PageAsked.Plainly)), sim.Now, CancellationToken.None);
        await sim.PlayUntilAsync("2026-11-24T11:00:00Z");
        if (taken)
        {
            await sim.ActAsync(new CaseAction.Take(), "p-okonkwo");
        }

        await sim.PlayUntilAsync(at);
        Assert.Equal(taken ? CaseState.Acknowledged : CaseState.Unacknowledged, (await sim.CallAsync("call-1")).Case!.State);
        await sim.Ratings.RunAsync(sim.LinkIn(asked, LinkPurpose.Rate), 1, null, "page-2", sim.Now, CancellationToken.None);
        return sim;
    }

    private static string Kind(OutgoingEmail mail) => mail.Headers.Single(header => header.Key == "X-FollowUp-Kind").Value;

    private static IEnumerable<(string Kind, string At, string To)> Since(Simulation sim, string at) =>
        sim.Mailbox.Accepted.Where(a => a.At >= Simulation.At(at)).Select(a => (Kind(a.Mail), a.At.ToString(), a.Mail.To.Address.Value));
}
