using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.Tests.Fakes;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>A fact that stops a mail and the send of that mail at the same moment: exactly one of them wins, and the timeline says which.</summary>
public sealed class CancelRaceTests
{
    private const string OnItsWay = "should have been cancelled, but it is already on its way";

    [Theory]
    [InlineData("claim")] // between the sweep's look and its claim
    [InlineData("fence")] // between the last check and the post
    public async Task Before_the_fence_the_fact_wins(string step)
    {
        var (sim, store) = await WithCheckInAsync();
        store.Before(step, () => ReplyAsync(sim));
        await sim.PlayToTheEndAsync();

        Assert.Equal(0, sim.Mailbox.Posts);
        Assert.Equal(["check-in: cancelled (the customer replied)"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal("notFollowedUp: the customer replied", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task After_the_fence_the_send_wins_and_the_timeline_says_so()
    {
        var (sim, store) = await WithCheckInAsync();
        store.Before("outcome", () => ReplyAsync(sim));
        await sim.PlayToTheEndAsync();

        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains(OnItsWay, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_fence_between_the_look_and_the_cancellation_makes_the_send_win()
    {
        var (sim, store) = await WithCheckInAsync();
        store.Before("update", () => sim.PlayUntilAsync("2026-11-24T15:04:00Z"));
        Assert.Equal(UpdateResult.Applied, await ReplyAsync(sim));

        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }

    public static TheoryData<SendResult> NotTaken() => [new SendResult.Throttled(Duration.FromMinutes(5)), new SendResult.NotConnected("refused")];

    [Theory]
    [MemberData(nameof(NotTaken))]
    public async Task A_mail_that_the_provider_did_not_take_is_not_tried_again_when_it_became_pointless_meanwhile(SendResult answer)
    {
        var (sim, store) = await WithCheckInAsync();
        sim.Mailbox.Next(answer);
        store.Before("put-back", () => ReplyAsync(sim));
        await sim.PlayToTheEndAsync();

        Assert.Equal(1, sim.Mailbox.Posts);
        Assert.Empty(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: cancelled (the customer replied)"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal("notFollowedUp: the customer replied", await sim.OutcomeAsync("call-1"));
    }

    [Theory]
    [InlineData(true, 1, "check-in: sent")]
    [InlineData(false, 0, "check-in: cancelled (the customer replied)")]
    public async Task Of_an_unclear_send_the_provider_knows_who_won(bool taken, int mails, string state)
    {
        var (sim, _) = await WithCheckInAsync();
        sim.Mailbox.Next(new SendResult.Unclear("timeout"), taken);
        await sim.PlayUntilAsync("2026-11-24T15:05:00Z");
        await ReplyAsync(sim);
        await sim.PlayToTheEndAsync();

        Assert.Equal((1, mails), (sim.Mailbox.Posts, sim.Mailbox.Accepted.Count));
        Assert.Equal([state], await sim.FollowUpsAsync("call-1"));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_call_that_begins_between_the_check_and_the_post_holds_the_survey_back(bool isOver, int mails)
    {
        var (sim, store) = await WithCheckInAsync();
        store.Before("fence", () => sim.UpdateAsync(EventTypes.CallStarted, "u-1", null, ("callId", "call-2"), ("customerId", "c-1")));
        await sim.PlayUntilAsync(isOver ? "2026-11-25T12:00:00Z" : "2026-11-24T19:03:00Z");
        Assert.Equal(mails, sim.Mailbox.Accepted.Count);
    }

    [Fact]
    public async Task A_new_call_while_the_check_in_is_being_posted_leaves_no_reminder_behind()
    {
        var (sim, store) = await WithCheckInAsync(s => s with { PlanBook = Given.PlanBookWithReminder });
        store.Before("outcome", () => sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T15:04:00Z")));
        await sim.PlayUntilAsync("2026-11-25T12:00:00Z");
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Every_interleaving_of_a_send_and_a_new_call_sends_the_check_in_once_or_cancels_it()
    {
        foreach (var step in new[] { "pace", "claim", "fence", "outcome", "publish", "intake" })
        {
            var (sim, store) = await WithCheckInAsync();
            var later = Given.Call("call-2", closedAt: "2026-11-24T15:03:00Z");
            if (step == "intake")
            {
                store.Before(step, () => sim.PlayUntilAsync("2026-11-24T15:04:00Z"));
                sim.Now = Simulation.At("2026-11-24T15:04:00Z");
                await sim.CloseAsync(later);
            }
            else
            {
                await sim.PlayUntilAsync("2026-11-24T15:03:30Z");
                store.Before(step, () => sim.CloseAsync(later));
            }

            await sim.PlayToTheEndAsync();
            var first = Assert.Single(await sim.FollowUpsAsync("call-1"));
            var mails = sim.Mailbox.Mails.Count(mail => mail.Headers.Single(h => h.Key == "X-FollowUp-Call").Value == "call-1");
            Assert.Equal(first == "check-in: sent" ? 1 : 0, mails);
            Assert.Contains(first, (string[])["check-in: sent", "check-in: cancelled (the customer called again (call call-2))"]);
            Assert.Single(sim.Outcomes.Events, e => e.Type == "followup.closed.v1" && e.Data.CallId == "call-1");
        }
    }

    private static async Task<(Simulation Sim, InterleavingStore Store)> WithCheckInAsync(Func<Installation, Installation>? change = null)
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = new Simulation("2026-11-23T15:05:00Z", change, store);
        await sim.CloseAsync(Given.Call());
        return (sim, store);
    }

    private static Task<UpdateResult> ReplyAsync(Simulation sim) => sim.UpdateAsync(EventTypes.CustomerReplied, "u-1", null, ("callId", "call-1"));
}
