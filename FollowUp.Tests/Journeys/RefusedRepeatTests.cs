using FollowUps.Alerts;
using FollowUps.Sending;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>The second post of a mail whose first is unclear, refused: by a provider that has it, or by one that takes it from nobody.</summary>
public sealed class RefusedRepeatTests
{
    private static readonly SendResult TimedOut = new SendResult.Unclear("timeout");

    [Theory]
    [InlineData("http-400")]
    [InlineData("http-422")]
    public async Task A_refusal_of_the_repeat_proves_nothing_and_is_left_to_a_person(string code)
    {
        var sim = await UnclearSendTests.GivenCheckInAsync(mailbox => mailbox.Next(TimedOut).Next(new SendResult.Refused(code)));
        await sim.PlayToTheEndAsync();
        Assert.Equal([$"check-in: parked (unclear at first, then refused: {code})"], await sim.FollowUpsAsync("call-1"));
        Assert.IsType<Alert.Parked>(Assert.Single(sim.Alerts.All));
    }

    [Fact]
    public async Task A_repeat_that_the_provider_calls_a_duplicate_was_sent()
    {
        var sim = await UnclearSendTests.GivenCheckInAsync(mailbox => mailbox.Next(TimedOut, taken: true).Next(new SendResult.Duplicate("http-409")));
        sim.Mailbox.Says = _ => new OperationState.Unknown();
        await sim.PlayToTheEndAsync();
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }

    [Theory]
    [InlineData("http-400")]
    [InlineData("http-409")]
    public async Task A_provider_that_refuses_the_repeat_is_asked_again_and_may_say_by_then_that_it_has_it(string code)
    {
        var sim = await UnclearSendTests.GivenCheckInAsync(mailbox => mailbox.Next(TimedOut, taken: true).Next(code == "http-409" ? new SendResult.Duplicate(code) : new SendResult.Refused(code)));
        sim.Mailbox.Says = _ => sim.Now < Simulation.At("2026-11-24T15:40:00Z") ? new OperationState.Unknown() : null;
        await sim.PlayToTheEndAsync();
        Assert.Equal((2, 1), (sim.Mailbox.Posts, sim.Mailbox.Accepted.Count));
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Contains("2026-11-24 15:44 send: The email provider confirms that it has the check-in.", await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task After_a_refused_repeat_the_hour_of_asking_begins_anew()
    {
        var sim = await UnclearSendTests.GivenCheckInAsync(mailbox => mailbox.Next(TimedOut).Next(new SendResult.Refused("http-400")));

        // An hour without an answer, then "unknown": posted again, refused, and known at the end of the hour that follows.
        sim.Mailbox.Says = _ => sim.Now < Simulation.At("2026-11-24T16:10:00Z") ? new OperationState.Unavailable("http-503")
            : sim.Now < Simulation.At("2026-11-24T17:05:00Z") ? new OperationState.Unknown() : new OperationState.Known();
        await sim.PlayToTheEndAsync();
        Assert.Equal(2, sim.Mailbox.Posts);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }
}
