using FollowUps.Calls;
using FollowUps.Recovery;
using FollowUps.Responses;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What an operator reads of matters that were not solved at once, from the first brief to the end; see <see cref="TimelineStories"/>.</summary>
public sealed class RecoveryStories
{
    private const string Start = "2026-11-23T15:05:00Z";

    [Fact]
    public Task Recovered_by_a_supervisor() => TimelineStories.ToldAsync("recovered", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, mood: Mood.Angry));
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        await sim.ActAsync(new CaseAction.Take(), "p-nair");
        await sim.PlayUntilAsync("2026-11-24T09:30:00Z");
        await sim.ActAsync(new CaseAction.Call(CallResult.Reached), "p-nair");
        await sim.PlayUntilAsync("2026-11-24T11:00:00Z");
        await sim.ActAsync(new CaseAction.Close("billing error", "Refunded", "A check each night", null), "p-nair");
    });

    [Fact]
    public Task Ladder_climbed_in_vain() => TimelineStories.ToldAsync("unacknowledged", new Simulation(Start, s => s with { PlanBook = Plans.Books.Shipped }), async sim =>
    {
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Escalated, mood: Mood.Angry));
        await sim.PlayUntilAsync("2026-11-23T15:30:00Z");
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(mail => mail.Headers.Any(header => header.Value == "supervisor-brief")), "Bounced", "550 5.1.1 no such user"));
    });

    [Fact]
    public Task Low_rating_that_was_mended() => TimelineStories.ToldAsync("low-rating-recovered", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call(mood: Mood.Angry));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        await sim.Ratings.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate), 2, null, "page-1", sim.Now, CancellationToken.None);
        await sim.PlayUntilAsync("2026-11-24T13:00:00Z");
        await sim.ActAsync(new CaseAction.Take(), "p-nair");
        await sim.PlayUntilAsync("2026-11-25T10:00:00Z");
        await sim.ActAsync(new CaseAction.Close("wrong information", "Explained and apologised", "The note for agents is new", "10 pounds"), "p-nair");
        await sim.PlayUntilAsync("2026-11-28T10:00:00Z");
        await sim.Ratings.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Last(mail => mail.Headers.Any(header => header.Value == "re-check-in")), LinkPurpose.Rate), 5, null, "page-2", sim.Now, CancellationToken.None);
    });

    [Fact]
    public Task Call_task_after_a_bounce() => TimelineStories.ToldAsync("call-task-after-bounce", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        await sim.ActAsync(new CaseAction.Take(), "p-nair");
        await sim.PlayUntilAsync("2026-11-24T10:05:00Z");
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(mail => mail.Headers.Any(header => header.Value == "supervisor-outreach")), "Bounced", "550 5.1.1 no such user"));
        await sim.PlayUntilAsync("2026-11-24T11:00:00Z");
        await sim.CallTaskAsync(CallResult.NoAnswer, "p-nair");
        await sim.PlayUntilAsync("2026-11-25T12:00:00Z");
        await sim.CallTaskAsync(CallResult.Reached, "p-nair");
        await sim.PlayUntilAsync("2026-11-25T13:00:00Z");
        await sim.ActAsync(new CaseAction.Close("other", "Refunded", "A check each night", null), "p-nair");
    });
}
