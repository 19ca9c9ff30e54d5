using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Journeys;
using FollowUps.Tests.Plans;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Faults;

/// <summary>Two things at the one moment at which they get into each other's way, told one by one.</summary>
public sealed class UnluckyMomentTests
{
    private const string CheckInDue = "2026-11-24T15:04:00Z";
    private readonly MemoryWorld _world = new("2026-11-23T15:05:00Z");

    [Fact]
    public async Task A_customer_who_calls_again_while_the_survey_is_being_posted_is_not_surveyed_when_the_provider_asks_to_wait()
    {
        await ClaimedAsync();
        _world.Mailbox.Next(new SendResult.Throttled(Duration.FromHours(1)));
        await _world.DeliverSendsAsync(_world.Start(mailbox: new MeanwhileMailbox(_world.Mailbox, () => CloseAsync(SecondCall))));

        await _world.PlayToTheEndAsync();
        Assert.Equal(FollowUpState.Cancelled, (await FollowUpOfAsync("call-1")).State);
        Assert.Equal("call-2", Assert.Single(_world.Mailbox.Mails).Headers.Single(h => h.Key == "X-FollowUp-Call").Value);
        Assert.Empty(await _world.FaultsAtRestAsync());
    }

    [Fact]
    public async Task Two_calls_in_the_same_second_while_the_survey_is_being_posted_are_both_recorded()
    {
        await ClaimedAsync();
        await _world.DeliverSendsAsync(_world.Start(mailbox: new MeanwhileMailbox(_world.Mailbox, async () =>
        {
            await CloseAsync(SecondCall);
            await CloseAsync(SecondCall with { Id = new CallId("call-3"), ClosedAt = SecondCall.ClosedAt + Duration.FromSeconds(1) });
        })));
        await _world.PlayToTheEndAsync();
        Assert.Equal(3, (await _world.RowsAsync()).Count(r => r.Key[0] == 'c'));
        Assert.Empty(await _world.FaultsAtRestAsync());
    }

    [Fact]
    public async Task A_survey_whose_claim_runs_out_while_it_is_looked_for_is_cancelled_all_the_same()
    {
        await ClaimedAsync();
        _world.Now += Claim.Lease;
        var store = new MeanwhileStore(_world.Store, "range l:", () => new ReclaimLeases(_world.Store).RunAsync(Division.Main, _world.Now, CancellationToken.None));
        await _world.Start(store).Intake.RunAsync(Given.Bytes(SecondCall), _world.Now, CancellationToken.None);
        Assert.Equal(FollowUpState.Cancelled, (await FollowUpOfAsync("call-1")).State);
    }

    [Fact]
    public async Task A_second_worker_whose_clock_says_night_does_not_take_back_a_mail_that_the_first_one_posts()
    {
        await ClaimedAsync();
        var chunk = Assert.Single(await _world.TakeSendsAsync());
        var (posting, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        var provider = new MeanwhileMailbox(_world.Mailbox, async () =>
        {
            posting.SetResult();
            await released.Task;
        });
        var first = Task.CompletedTask;
        var store = new MeanwhileStore(_world.Store, "commit put-back", async () =>
        {
            first = _world.Start(mailbox: provider).Send.RunAsync(chunk, _world.Now, CancellationToken.None);
            await posting.Task;
        });
        await _world.Start(store).Send.RunAsync(chunk, _world.Now - Duration.FromHours(10), CancellationToken.None);
        released.SetResult();
        await first;

        await _world.PlayToTheEndAsync();
        Assert.Single(_world.Mailbox.Accepted);
        Assert.Empty(await _world.FaultsAtRestAsync());
    }

    [Fact]
    public async Task A_message_delivered_again_while_its_mail_is_being_posted_leaves_the_mail_to_the_first_worker()
    {
        await ClaimedAsync();
        var chunk = Assert.Single(await _world.TakeSendsAsync());
        var handler = _world.Start(mailbox: new MeanwhileMailbox(_world.Mailbox, () => _world.Start().Send.RunAsync(chunk, _world.Now, CancellationToken.None)));
        await handler.Send.RunAsync(chunk, _world.Now, CancellationToken.None);
        Assert.Equal(FollowUpState.Sent, (await FollowUpOfAsync("call-1")).State);
        Assert.Single(_world.Mailbox.Accepted);
    }

    [Fact]
    public async Task A_mail_put_back_twice_to_the_same_instant_is_put_back_twice()
    {
        await CloseAsync(Given.Call());
        for (var round = 0; round < 2; round++)
        {
            _world.Now = Given.At("2026-11-25T07:00:00Z");
            await _world.Start().Sweep.RunAsync(_world.Now, CancellationToken.None);
            await _world.Start().Send.RunAsync(Assert.Single(await _world.TakeSendsAsync()), Given.At("2026-11-25T06:58:00Z"), CancellationToken.None);
            Assert.DoesNotContain(await _world.RowsAsync(), r => r.Key[0] == 'l');
        }

        await _world.PlayToTheEndAsync();
        Assert.Empty(await _world.FaultsAtRestAsync());
    }

    [Fact]
    public async Task Two_last_follow_ups_that_end_at_once_end_the_episode_once()
    {
        _world.Settings = Given.Installation with { PlanBook = TwoAtOnce, Mode = new MailMode.Off() };
        await CloseAsync(Given.Call());
        _world.Now = Given.At(CheckInDue);
        await _world.Start().Sweep.RunAsync(_world.Now, CancellationToken.None);
        var chunks = await _world.TakeSendsAsync();
        Assert.Equal(2, chunks.Length);

        var store = new MeanwhileStore(_world.Store, "commit skip", () => _world.Start().Send.RunAsync(chunks[1], _world.Now, CancellationToken.None));
        await _world.Start(store).Send.RunAsync(chunks[0], _world.Now, CancellationToken.None);
        await _world.PlayToTheEndAsync();
        Assert.Empty(await _world.FaultsAtRestAsync());
    }

    [Fact]
    public async Task An_answer_that_loses_a_race_still_ends_the_wait()
    {
        await CloseAsync(Given.Call());
        await _world.PlayUntilAsync("2026-11-24T16:00:00Z");
        var link = _world.LinkOf("call-1", LinkPurpose.Rate);
        var store = new MeanwhileStore(_world.Store, "commit rate", () => _world.Start().Unsubscribes.RunAsync(link, _world.Now, CancellationToken.None));
        Assert.Equal(RatingResult.Recorded, await _world.Start(store).Ratings.RunAsync(link, 4, null, "page-1", _world.Now, CancellationToken.None));
        Assert.DoesNotContain(await _world.RowsAsync(), r => r.Key[0] is 'd' or 'l');
    }

    [Fact]
    public async Task Two_hours_without_a_send_queue_park_nothing()
    {
        await CloseAsync(Given.Call());
        _world.Now = Given.At(CheckInDue);
        for (var minute = 0; minute < 120; minute++)
        {
            await Assert.ThrowsAsync<IOException>(() => _world.Start(sends: new RefusingQueue()).Sweep.RunAsync(_world.Now, CancellationToken.None));
            _world.Now += Duration.FromMinutes(1);
        }

        await _world.PlayToTheEndAsync();
        Assert.Equal(FollowUpState.Sent, (await FollowUpOfAsync("call-1")).State);
        Assert.Empty(await _world.FaultsAtRestAsync());
    }

    [Fact]
    public async Task A_mail_that_was_refused_does_not_use_up_the_cap()
    {
        _world.Mailbox.Next(new SendResult.Refused("invalid"));
        await CloseAsync(Given.Call());
        await _world.PlayUntilAsync("2026-11-25T12:00:00Z");
        await CloseAsync(Given.Call("call-2", closedAt: "2026-11-25T11:59:00Z"));
        await _world.PlayToTheEndAsync();
        Assert.Equal(FollowUpState.Failed, (await FollowUpOfAsync("call-1")).State);
        Assert.Equal(FollowUpState.Sent, (await FollowUpOfAsync("call-2")).State);
    }

    [Fact]
    public async Task A_mail_kept_of_a_shadow_week_goes_with_its_call()
    {
        _world.Settings = Given.Installation with { Mode = new MailMode.Off() };
        await CloseAsync(Given.Call());
        await _world.PlayToTheEndAsync();
        await _world.Start().Upkeep.RunAsync(Given.At("2027-12-01T02:00:00Z"), CancellationToken.None);
        Assert.DoesNotContain(await _world.RowsAsync(), r => r.Key[0] == 'm');
    }

    [Fact]
    public async Task A_dead_letter_that_was_redriven_and_is_still_of_no_use_waits_again()
    {
        var message = Given.CallJson(data => data.Remove("outcome"));
        await _world.Start().Intake.RunAsync(message, _world.Now, CancellationToken.None);
        var kept = await DeadLetterAsync();
        await _world.Store.CommitAsync(Division.Main, new Changes("redrive").Replace(kept, kept.As<DeadLetterRow>() with { State = "redriven" }), CancellationToken.None);
        await _world.Start().Intake.RunAsync(message, _world.Now + Duration.FromMinutes(55), CancellationToken.None);
        Assert.Equal("waiting", (await DeadLetterAsync()).As<DeadLetterRow>().State);
    }

    private static CallClosed SecondCall => Given.Call("call-2", closedAt: "2026-11-24T15:03:00Z");

    /// <summary>A check-in for everybody and, due at the same second in another lane, a reminder.</summary>
    private static PlanBook TwoAtOnce => Books.Book(Books.Rule(
        """[{ "kind": "check-in", "delay": { "elapsed": "24h" } }, { "kind": "supervisor-outreach", "delay": { "elapsed": "24h" } }]"""));

    private async Task CloseAsync(CallClosed call)
    {
        _world.Calls.Add(Given.Bytes(call));
        await _world.DeliverCallsAsync(_world.Start());
    }

    /// <summary>The check-in of call-1 is claimed, and its message is on the queue.</summary>
    private async Task ClaimedAsync()
    {
        await CloseAsync(Given.Call());
        _world.Now = Given.At(CheckInDue);
        await _world.Start().Sweep.RunAsync(_world.Now, CancellationToken.None);
    }

    private async Task<StoredRow> DeadLetterAsync() => (await _world.RowsAsync()).Single(r => r.Key.StartsWith("b:2", StringComparison.Ordinal));

    private async Task<FollowUp> FollowUpOfAsync(string call) =>
        (await _world.RowsAsync()).Single(r => r.Key.StartsWith($"f:{Simulation.Identity.Call(new CallId(call))}:", StringComparison.Ordinal)).As<FollowUp>();
}
