using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>Whose a promise is, and what it counts as.</summary>
public sealed partial class AgentDigestTests
{
    [Fact]
    public async Task A_promise_that_a_colleague_made_or_that_was_late_is_told_as_it_is()
    {
        var sim = Switched(on: true);
        await sim.CloseAsync(Given.Call() with
        {
            Promises = [Given.Promise(), Given.Promise("p-2") with { Owner = new PromiseOwner("Joan", Given.Address("joan@example.com"), null) }],
        });
        await ThankedAsync(sim, ByAnother);
        await sim.PlayNightsUntilAsync(Monday);
        Assert.Contains("Promises kept by their date: 0 of 1.", Assert.Single(Digests(sim)).Mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promise_that_was_said_to_be_kept_and_was_not_counts_once_and_as_missed()
    {
        var sim = Switched(on: true);
        await KeptAsync(sim);
        await ThankedAsync(sim, ByAnother);
        await sim.PlayUntilAsync("2026-11-25T16:00:00Z");
        var check = sim.Mailbox.Mails.Last(mail => mail.Headers.Any(header => header is { Key: "X-FollowUp-Kind", Value: "promise-check" }));
        await sim.Promises.AnswerAsync(sim.LinkIn(check, LinkPurpose.Promise), false, null, "page-1", sim.Now, CancellationToken.None);
        await sim.PlayNightsUntilAsync(Monday);
        Assert.Contains("Promises kept by their date: 0 of 1.", Assert.Single(Digests(sim)).Mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_book_that_gives_the_week_no_plan_sends_none()
    {
        var book = Given.PlanBookWithoutReminder(json => json["rules"]!.AsArray().Single(rule => rule!["name"]!.GetValue<string>() == "week of an agent")!["plan"]!.AsArray().Clear());
        var sim = new Simulation(Start, s => s with { PlanBook = book with { AgentFigures = true } });
        await ThankedAsync(sim);
        await sim.PlayNightsUntilAsync(Monday);
        Assert.Empty(Digests(sim));
    }

    [Fact]
    public async Task A_week_in_which_nothing_was_kept_and_nobody_was_satisfied_is_no_mail()
    {
        var sim = Switched(on: true);
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        await sim.PlayNightsUntilAsync(Monday);
        Assert.NotEmpty(await sim.RowsAsync<AgentFactRow>(Keys.EveryAgentFact));
        Assert.Empty(Digests(sim));
    }

    private static CallClosed ByAnother(CallClosed call) => call with { Id = new CallId("call-9"), Customer = Given.Customer("c-9") with { Email = Given.Address("c9@example.com") } };
}
