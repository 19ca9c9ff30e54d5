using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Journeys;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Lifecycle;

public sealed class ResendTests
{
    private readonly Simulation _sim = new("2026-11-23T15:05:00Z");

    private static string Call => Simulation.Identity.Call(new CallId("call-1"));

    [Fact]
    public async Task What_was_refused_is_sent_again_as_a_new_mail_with_everything_in_it()
    {
        await GivenRefusedAsync();
        Assert.Equal(new ResendResult.Due(2), await ResendAsync());
        await _sim.PlayToTheEndAsync();

        var mail = Assert.Single(_sim.Mailbox.Mails);
        Assert.Equal("2", mail.Headers.Single(h => h.Key == "X-FollowUp-Generation").Value);
        Assert.Equal(("ada@example.com", "Ada Lovell"), (mail.To.Address.Value, mail.To.DisplayName));
        Assert.Equal(Identity.Operation(new FollowUpId((await FollowUpAsync()).Id), 2), mail.Operation);
        Assert.Equal(["check-in: sent"], await _sim.FollowUpsAsync("call-1"));
        Assert.Contains(await _sim.TimelineAsync("call-1"), line => line.Contains("operator: The check-in is to be sent again; asked for by pat. Why: refused by the email provider: http-400.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_parked_is_sent_again()
    {
        _sim.Mailbox.Next(new SendResult.Unclear("timeout"), times: 2);
        await _sim.CloseAsync(Given.Call());
        await _sim.PlayUntilAsync("2026-11-24T17:00:00Z");
        Assert.Equal(FollowUpState.Parked, (await FollowUpAsync()).State);
        Assert.IsType<ResendResult.Due>(await ResendAsync());
        await _sim.PlayToTheEndAsync();
        Assert.Single(_sim.Mailbox.Accepted);
        Assert.Equal("unanswered: no answer within the answer window", await _sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task An_outcome_that_was_told_stays_and_the_answer_to_the_new_mail_counts()
    {
        await GivenRefusedAsync();
        Assert.Equal("unreachable: check-in: refused by the email provider: http-400", await _sim.OutcomeAsync("call-1"));
        await ResendAsync();
        await _sim.PlayUntilAsync("2026-11-24T16:30:00Z");
        var link = _sim.LinkIn(Assert.Single(_sim.Mailbox.Mails), LinkPurpose.Rate);
        await _sim.Ratings.RunAsync(link, 5, null, "page-1", _sim.Now, CancellationToken.None);
        await _sim.PlayToTheEndAsync();

        Assert.Equal("unreachable", Assert.Single(_sim.Outcomes.Events, e => e.Type == OutgoingEvents.Closed).Data.Outcome);
        Assert.Equal(5, Assert.Single(_sim.Outcomes.Events, e => e.Type == OutgoingEvents.Rated).Data.Score);
        Assert.Equal(
            "unreachable: check-in: refused by the email provider: http-400; after that, at 2026-11-24 16:00 UTC, somebody had the check-in sent again", await _sim.OutcomeAsync("call-1"));
        Assert.Equal(
            [
                "operator: The check-in is to be sent again; asked for by pat. Why: refused by the email provider: http-400.",
                "outcome: The follow-up of this call was over before: unreachable. That stays its outcome. Why: each call has one, and it was told already; an answer counts like every answer.",
                "send: The check-in was handed to the email provider.",
                "customer: The customer answered 5 of 5.",
            ],
            (await _sim.TimelineAsync("call-1")).SkipWhile(line => !line.Contains("operator: ", StringComparison.Ordinal)).Select(line => line[17..]));
        var counts = (await _sim.RowsAsync<StatisticRow>(Keys.Statistics(Simulation.At("2026-11-01T00:00:00Z"), Simulation.At("2026-12-31T00:00:00Z")))).Where(row => row.Dimension == "all").ToList();
        Assert.Equal((1, 1), (counts.Sum(row => row.Counts.GetValueOrDefault(Counters.Rated)), counts.Sum(row => row.Counts.GetValueOrDefault(Counters.Closed(EpisodeOutcome.Unreachable)))));
    }

    [Fact]
    public async Task An_episode_that_is_still_open_ends_by_what_comes_of_the_new_mail()
    {
        _sim.Mailbox.Next(new SendResult.Unclear("timeout"), times: 2);
        await _sim.CloseAsync(Given.Call());
        await _sim.PlayUntilAsync("2026-11-24T17:00:00Z");
        await ResendAsync();
        Assert.DoesNotContain(await _sim.TimelineAsync("call-1"), line => line.Contains("stays its outcome", StringComparison.Ordinal));
        await _sim.SweepAsync();
        await _sim.Ratings.RunAsync(_sim.LinkIn(_sim.Mailbox.Mails.Last(), LinkPurpose.Rate), 5, null, "page-1", _sim.Now, CancellationToken.None);
        Assert.Equal("satisfied: the customer answered 5 of 5", await _sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task Asking_twice_is_one_mail()
    {
        await GivenRefusedAsync();
        await ResendAsync();
        Assert.Equal(new ResendResult.No("it is on its way"), await ResendAsync());
        await _sim.PlayToTheEndAsync();
        Assert.Single(_sim.Mailbox.Accepted);
    }

    [Fact]
    public async Task What_was_sent_is_never_sent_again()
    {
        await _sim.CloseAsync(Given.Call());
        await _sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        Assert.Equal(new ResendResult.No("it was sent: sending it again would be a second mail"), await ResendAsync());
        await _sim.PlayToTheEndAsync();
        Assert.Single(_sim.Mailbox.Accepted);
    }

    [Fact]
    public async Task What_a_rule_said_no_to_stays_unsent()
    {
        await _sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { Email = null } });
        Assert.Equal(new ResendResult.No("it was not to be sent: no address"), await ResendAsync());
    }

    [Fact]
    public async Task At_night_it_waits_for_the_window_like_every_mail()
    {
        await GivenRefusedAsync();
        _sim.Now = Simulation.At("2026-11-24T21:00:00Z");
        await ResendAsync();
        await _sim.PlayToTheEndAsync();
        Assert.Equal(Simulation.At("2026-11-25T07:00:00Z"), Assert.Single(_sim.Mailbox.Accepted).At);
    }

    [Fact]
    public async Task Nothing_about_the_customer_is_kept_beside_the_call_itself()
    {
        await GivenRefusedAsync();
        var kept = (await FollowUpAsync()).Kept!;
        Assert.Equal(new PersonFacts(), kept.Contact);
        Assert.Null(kept.Matter);
    }

    [Fact]
    public async Task An_unknown_follow_up_is_said_to_be_unknown() =>
        Assert.IsType<ResendResult.Unknown>(await _sim.Resends.RunAsync(Division.Main, Call, new FollowUpId("x"), "pat", _sim.Now, CancellationToken.None));

    [Fact]
    public async Task A_purge_takes_the_mails_of_every_generation()
    {
        await GivenRefusedAsync();
        await ResendAsync();
        await _sim.PlayToTheEndAsync();
        Assert.Equal(2, (await _sim.RowsAsync<MailRow>(KeyRange.Prefix("m:"))).Length);
        await _sim.Nights.RunAsync(_sim.Now + Duration.FromDays(400), CancellationToken.None);
        Assert.Empty(await _sim.RowsAsync<MailRow>(KeyRange.Prefix("m:")));
    }

    private async Task GivenRefusedAsync()
    {
        _sim.Mailbox.Next(new SendResult.Refused("http-400"));
        await _sim.CloseAsync(Given.Call());
        await _sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        Assert.Equal(FollowUpState.Failed, (await FollowUpAsync()).State);
    }

    private async Task<ResendResult> ResendAsync() =>
        await _sim.Resends.RunAsync(Division.Main, Call, new FollowUpId((await FollowUpAsync()).Id), "pat", _sim.Now, CancellationToken.None);

    private async Task<FollowUps.Lifecycle.FollowUp> FollowUpAsync() => Assert.Single(await _sim.RowsAsync<FollowUps.Lifecycle.FollowUp>(Keys.FollowUps(Call)));
}
