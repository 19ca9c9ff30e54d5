using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Recovery;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>An outreach that waits for the word of a person, and a case that waits for nothing more.</summary>
public sealed class OutreachApprovalTests
{
    private const string Start = "2026-11-23T15:05:00Z";

    [Fact]
    public async Task An_outreach_that_waits_for_somebody_goes_out_when_they_take_the_case_or_expires_with_that_reason()
    {
        var book = Given.PlanBookWithoutReminder(json => json["rules"]![2]!["plan"]!.AsArray().Single(step => step!["kind"]!.GetValue<string>() == "supervisor-outreach")!["approval"] = "onAcknowledge");
        var taken = new Simulation(Start, s => s with { PlanBook = book });
        await taken.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await taken.PlayUntilAsync("2026-11-25T11:00:00Z");
        Assert.DoesNotContain(taken.Sent(), mail => mail.Kind == "supervisor-outreach");
        await taken.ActAsync(new CaseAction.Take(), "p-nair");
        await taken.PlayUntilAsync("2026-11-25T11:01:00Z");
        Assert.Contains(("supervisor-outreach", "2026-11-25T11:00:00Z"), taken.Sent());

        var left = new Simulation(Start, s => s with { PlanBook = book });
        await left.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await left.PlayToTheEndAsync();
        Assert.Contains("supervisor-outreach: skipped (expired)", await left.FollowUpsAsync("call-1"));
        Assert.Contains(await left.TimelineAsync("call-1"), line => line.Contains("expired: nobody took the case until 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outreach_that_is_held_back_waits_for_the_word_of_a_person()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.SweepAsync();
        await sim.ActAsync(new CaseAction.Hold(), "p-nair");
        await sim.ActAsync(new CaseAction.Take(), "p-nair");
        await sim.PlayUntilAsync("2026-11-25T11:00:00Z");
        Assert.Equal(
            [("supervisor-brief", Start), ("supervisor-brief", "2026-11-24T10:04:00Z"), ("supervisor-brief", "2026-11-25T10:04:00Z")], sim.Sent());
        await sim.ActAsync(new CaseAction.Approve(), "p-nair");
        await sim.PlayUntilAsync("2026-11-25T11:01:00Z");
        Assert.Equal(("supervisor-outreach", "2026-11-25T11:00:00Z"), sim.Sent().Last());
    }

    [Fact]
    public async Task A_case_that_is_taken_and_left_lying_is_given_up_with_that_reason()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.SweepAsync();
        await sim.ActAsync(new CaseAction.Take(), "p-nair");
        await sim.PlayToTheEndAsync();

        Assert.Equal("notFollowedUp: somebody took the case, and nobody closed it", await sim.OutcomeAsync("call-1"));
        Assert.IsType<Alert.CaseLeft>(Assert.Single(sim.Alerts.All));
        Assert.True((await sim.CallAsync("call-1")).Case!.IsOpen);
    }
}
