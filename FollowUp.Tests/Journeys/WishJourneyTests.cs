using FollowUps.Calls;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;
using Xunit;
using static FollowUps.Tests.Journeys.AnswerJourneyTests;

namespace FollowUps.Tests.Journeys;

/// <summary>"How can I help?": what a customer asks for reaches a person, and a time to call is one promise.</summary>
public sealed class WishJourneyTests
{
    [Fact]
    public async Task A_wish_reaches_the_case_and_a_time_to_call_becomes_the_supervisors_promise()
    {
        var (sim, link) = await AskedAsync();
        var offered = CallbackTimes.Of(await sim.CallAsync("call-1"), sim.Settings, sim.Now).Times;
        Assert.All(offered, at => Assert.InRange(at.InZone(DateTimeZoneProviders.Tzdb["Europe/London"]).Hour, 9, 17));

        var wish = new Wish("I would like the second amount back.", false, offered[1], Page(sim, "wish"));
        Assert.Equal(WishResult.Recorded, await sim.Wishes.RunAsync(link, wish, sim.Now, CancellationToken.None));
        Assert.Equal(WishResult.Recorded, await sim.Wishes.RunAsync(link, wish, sim.Now, CancellationToken.None));

        var call = await sim.CallAsync("call-1");
        Assert.Equal((CaseReason.NotSolved, offered[1]), (call.Case!.Because, call.Case.CallAt));
        var promise = Assert.Single(call.Promises);
        Assert.Equal(("Priya Nair", offered[1] + Duration.FromHours(1)), (promise.Owner!.Name, promise.DueAt));
        var answer = Assert.Single(await sim.RowsAsync<AnswerRow>(Keys.AnswersTo(Simulation.Identity.Call(new CallId("call-1")))));
        Assert.Equal("I would like the second amount back.", answer.Comment);
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("told us what would help and asked to be called", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, CaseReason.CustomerAsked)]
    [InlineData(null, CaseReason.CustomerAsked)]
    [InlineData(false, CaseReason.NotSolved)]
    public async Task Words_always_reach_a_person_by_the_date_that_the_page_names_and_no_letter_asks_for_them_again(bool? solved, CaseReason because)
    {
        var (sim, link) = await AskedAsync();
        await sim.Wishes.RunAsync(link, new Wish("I also need a second meter.", solved, null, Page(sim, "wish")), sim.Now, CancellationToken.None);

        var call = await sim.CallAsync("call-1");
        Assert.Equal(because, call.Case!.Because);
        Assert.Null(await sim.OutcomeAsync("call-1"));
        var followUps = await sim.FollowUpsAsync("call-1");
        Assert.Contains("supervisor-brief: scheduled", followUps);
        Assert.DoesNotContain(followUps, line => line.StartsWith("supervisor-outreach", StringComparison.Ordinal));
        var promise = Assert.Single(call.Promises);
        Assert.Equal((RecordWish.AnsweredBy(call, sim.Settings, sim.Now), PromiseSource.Acknowledgement), (promise.DueAt, promise.Source));
    }

    [Fact]
    public async Task Nothing_but_solved_ends_the_episode_without_a_case()
    {
        var (sim, link) = await AskedAsync();
        await sim.Wishes.RunAsync(link, new Wish(null, true, null, Page(sim, "wish")), sim.Now, CancellationToken.None);
        Assert.Null((await sim.CallAsync("call-1")).Case);
        Assert.Equal("satisfied: the customer says that it is solved", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_customer_who_chooses_another_time_is_called_once()
    {
        var (sim, link) = await AskedAsync();
        var offered = CallbackTimes.Of(await sim.CallAsync("call-1"), sim.Settings, sim.Now).Times;
        await sim.Wishes.RunAsync(link, new Wish(null, null, offered[0], Page(sim, "first")), sim.Now, CancellationToken.None);
        sim.Now += Duration.FromMinutes(1);
        await sim.Wishes.RunAsync(link, new Wish(null, null, offered[3], Page(sim, "second")), sim.Now, CancellationToken.None);

        var call = await sim.CallAsync("call-1");
        Assert.Equal(offered[3], call.Case!.CallAt);
        Assert.Equal(["withdrawn", "open"], call.Promises.Select(promise => promise.State));
        Assert.Equal(offered[3] + Duration.FromHours(1), call.Promises[1].DueAt);
    }

    [Fact]
    public async Task Whoever_has_the_case_reads_what_the_customer_asks_for_on_top()
    {
        var (sim, link) = await AskedAsync();
        await VoteAsync(sim, link, 1, "page");
        await sim.ActAsync(new CaseAction.Take(), "p-nair");
        sim.Now += Duration.FromHours(1);
        await sim.Wishes.RunAsync(link, new Wish("Please write to my new address.", null, null, Page(sim, "wish")), sim.Now, CancellationToken.None);
        Assert.Single(await sim.FollowUpsAsync("call-1"), line => line == "supervisor-brief: scheduled");
        Assert.Single(await sim.FollowUpsAsync("call-1"), line => line.StartsWith("supervisor-brief: cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_time_at_which_nobody_is_there_is_not_taken()
    {
        var (sim, link) = await AskedAsync();
        var night = Simulation.At("2026-11-26T03:00:00Z");
        Assert.Equal(WishResult.NoSuchTime, await sim.Wishes.RunAsync(link, new Wish(null, null, night, Page(sim, "wish")), sim.Now, CancellationToken.None));
        Assert.Empty((await sim.CallAsync("call-1")).Promises);
    }

    [Fact]
    public async Task An_empty_form_or_one_that_nobody_can_have_read_says_nothing()
    {
        var (sim, link) = await AskedAsync();
        Assert.Equal(WishResult.NothingSaid, await sim.Wishes.RunAsync(link, new Wish(" ", null, null, Page(sim, "a")), sim.Now, CancellationToken.None));
        Assert.Equal(WishResult.TooFast, await sim.Wishes.RunAsync(link, new Wish("x", null, null, new RenderedPage("b", sim.Now)), sim.Now, CancellationToken.None));
        Assert.Null((await sim.CallAsync("call-1")).Case);
    }
}
