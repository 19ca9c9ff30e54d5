using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>Answers of the provider that concern every mail: wait, who are you, you are blocked. Nothing is lost by any of them.</summary>
public sealed class StandstillTests
{
    private static readonly Instant Due = Simulation.At("2026-11-24T15:04:00Z");

    [Fact]
    public async Task A_mail_that_was_throttled_goes_out_when_the_provider_allows_it_and_so_does_every_other()
    {
        var sim = await GivenCheckInsAsync(12);
        sim.Mailbox.Next(new SendResult.Throttled(Duration.FromMinutes(7)));
        await sim.PlayToTheEndAsync();
        Assert.Equal(12, sim.Mailbox.Accepted.Count);
        Assert.Equal(13, sim.Mailbox.Posts);
        Assert.All(sim.Mailbox.Accepted, mail => Assert.True(mail.At >= Due + Duration.FromMinutes(7)));
        Assert.Empty(sim.Alerts.All);
    }

    [Fact]
    public async Task Without_a_word_about_how_long_the_wait_is_a_minute()
    {
        var sim = await GivenCheckInsAsync(1);
        sim.Mailbox.Next(new SendResult.Throttled(null));
        await sim.PlayToTheEndAsync();
        Assert.Equal(Due + Duration.FromMinutes(1), Assert.Single(sim.Mailbox.Accepted).At);
    }

    [Fact]
    public async Task A_retry_after_of_nothing_does_not_make_the_flow_spin()
    {
        var sim = await GivenCheckInsAsync(1);
        sim.Mailbox.Next(new SendResult.Throttled(Duration.Zero), times: 3);
        await sim.PlayToTheEndAsync();
        Assert.Equal(Due + Duration.FromSeconds(3), Assert.Single(sim.Mailbox.Accepted).At);
    }

    [Fact]
    public async Task While_the_provider_asks_to_wait_no_other_mail_is_taken_from_the_index()
    {
        var sim = await GivenCheckInsAsync(1);
        sim.Mailbox.Next(new SendResult.Throttled(Duration.FromHours(2)));
        await sim.PlayUntilAsync("2026-11-24T15:05:00Z");
        await CloseAsync(sim, 100, "2026-11-23T15:30:00Z");
        await sim.PlayUntilAsync("2026-11-24T17:03:59Z");
        Assert.Equal(1, sim.Mailbox.Posts);
        await sim.PlayToTheEndAsync();
        Assert.Equal(2, sim.Mailbox.Accepted.Count);
    }

    [Fact]
    public async Task A_blocked_subscription_stops_everything_raises_an_alert_and_loses_nothing()
    {
        var sim = await GivenCheckInsAsync(25);
        sim.Mailbox.Next(new SendResult.Blocked("SubscriptionBlocked"), times: 3);
        await sim.PlayUntilAsync("2026-11-24T18:30:00Z");

        // One at first, and then one probe an hour: nobody shouts at a closed door.
        Assert.Equal(Due + Duration.FromHours(3), sim.Mailbox.Accepted[0].At);
        Assert.Equal(3, sim.Alerts.All.OfType<Alert.CircuitOpened>().Count());
        Assert.Equal("a mail that was accepted", Assert.Single(sim.Alerts.All.OfType<Alert.CircuitClosed>()).By);
        await sim.PlayToTheEndAsync();
        Assert.Equal(25, sim.Mailbox.Accepted.Count);
        Assert.Equal(28, sim.Mailbox.Posts);
    }

    [Fact]
    public async Task An_operator_can_close_the_circuit_without_waiting_for_the_probe()
    {
        var sim = await GivenCheckInsAsync(2);
        sim.Mailbox.Next(new SendResult.Blocked("SubscriptionBlocked"));
        await sim.PlayUntilAsync("2026-11-24T15:20:00Z");
        Assert.Empty(sim.Mailbox.Accepted);
        Assert.True(await sim.Standstill.CloseCircuitAsync("pat", CancellationToken.None));
        Assert.False(await sim.Standstill.CloseCircuitAsync("pat", CancellationToken.None));
        await sim.PlayToTheEndAsync();
        Assert.Equal(2, sim.Mailbox.Accepted.Count);
    }

    [Fact]
    public async Task A_probe_whose_answer_never_comes_is_followed_by_another()
    {
        var sim = await GivenCheckInsAsync(3);
        sim.Mailbox.Next(new SendResult.Blocked("SubscriptionBlocked")).Next(new SendResult.NotConnected("refused"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(3, sim.Mailbox.Accepted.Count);
        Assert.Null(await sim.Store.FindAsync(Division.Installation, Keys.Circuit, CancellationToken.None));
    }

    [Fact]
    public async Task A_probe_that_is_not_posted_for_reasons_of_its_own_is_followed_by_the_next_at_once()
    {
        var sim = await GivenCheckInsAsync(5);
        sim.Mailbox.Next(new SendResult.Blocked("SubscriptionBlocked"));
        await sim.PlayUntilAsync("2026-11-24T15:30:00Z");
        var entry = new Suppression(SuppressionReason.Manual, SuppressionScope.Everything, sim.Now, null);
        await sim.Suppressions.RunAsync(Division.Main, [.. Enumerable.Range(0, 4).Select(i => new SuppressionRequest(Given.Address($"c{i}@example.com"), entry))], sim.Now, CancellationToken.None);
        await sim.PlayToTheEndAsync();
        Assert.Equal(Due + Duration.FromHours(1), Assert.Single(sim.Mailbox.Accepted).At);
        Assert.Null(await sim.Store.FindAsync(Division.Installation, Keys.Circuit, CancellationToken.None));
    }

    [Theory]
    [InlineData("http-401")]
    [InlineData("http-403")]
    public async Task Wrong_settings_are_tried_again_each_quarter_of_an_hour_with_one_mail_and_an_alert(string code)
    {
        var sim = await GivenCheckInsAsync(12);
        sim.Mailbox.Next(new SendResult.Misconfigured(code), times: 4);
        await sim.PlayUntilAsync("2026-11-24T15:50:00Z");
        Assert.Equal(4, sim.Mailbox.Posts);
        Assert.Equal(4, sim.Alerts.All.OfType<Alert.Misconfigured>().Count(a => a.Code == code));
        Assert.All(await sim.FollowUpsAsync("call-0"), f => Assert.Equal("check-in: scheduled", f));
        await sim.PlayToTheEndAsync();
        Assert.Equal(12, sim.Mailbox.Accepted.Count);
    }

    [Fact]
    public async Task Settings_that_stay_wrong_for_a_day_are_one_line_on_the_timeline()
    {
        var sim = await GivenCheckInsAsync(1);
        sim.Mailbox.Next(new SendResult.Misconfigured("DomainNotLinked"), times: 15);
        await sim.PlayToTheEndAsync();
        Assert.Equal(16, sim.Mailbox.Posts);
        Assert.Single(
            await sim.TimelineAsync("call-0"),
            line => line.Contains("The check-in waits until 2026-11-24 15:19 UTC. Why: the email provider refused our settings: DomainNotLinked; it is tried again every 15 minutes.", StringComparison.Ordinal));
        Assert.Single(await sim.TimelineAsync("call-0"), line => line.Contains("waits until", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_reason_to_wait_is_told_too()
    {
        var sim = await GivenCheckInsAsync(1);
        sim.Mailbox.Next(new SendResult.Misconfigured("http-401"), times: 2).Next(new SendResult.Misconfigured("http-403"), times: 2).Next(new SendResult.NotConnected("refused")).Next(new SendResult.Misconfigured("http-403"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(
            ["http-401", "http-403", "reached", "http-403"],
            (await sim.TimelineAsync("call-0")).Where(line => line.Contains("waits until", StringComparison.Ordinal)).Select(line => ((string[])["http-401", "http-403", "reached"]).Single(line.Contains)));
    }

    [Theory]
    [InlineData("BadRequest", "BadRequest (it finds a fault in the mail itself, such as a recipient's or a sender's address that it does not take)")]
    [InlineData("EmailDroppedAllRecipientsSuppressed", "EmailDroppedAllRecipientsSuppressed (it does not write to this address, which is on a list of its own)")]
    [InlineData("http-413", "http-413")]
    public void A_refusal_is_told_in_words_where_its_code_is_known(string code, string told) => Assert.Equal(told, ProviderCode.Refusal(code));

    [Fact]
    public async Task A_permanent_refusal_ends_the_follow_up_with_the_code_and_without_the_address()
    {
        var sim = await GivenCheckInsAsync(1);
        sim.Mailbox.Next(new SendResult.Refused("invalid-recipient"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: failed (refused by the email provider: invalid-recipient)"], await sim.FollowUpsAsync("call-0"));
        Assert.Equal("unreachable: check-in: refused by the email provider: invalid-recipient", await sim.OutcomeAsync("call-0"));
        Assert.DoesNotContain(await sim.TimelineAsync("call-0"), line => line.Contains('@', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_tried_less_and_less_often()
    {
        var sim = await GivenCheckInsAsync(1);
        sim.Mailbox.Next(new SendResult.NotConnected("dns"), times: 4);
        await sim.PlayToTheEndAsync();
        Assert.Equal(Due + Duration.FromMinutes(1 + 2 + 4 + 8), Assert.Single(sim.Mailbox.Accepted).At);
    }

    private static async Task<Simulation> GivenCheckInsAsync(int mails)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        for (var i = 0; i < mails; i++)
        {
            await CloseAsync(sim, i, "2026-11-23T15:04:00Z");
        }

        return sim;
    }

    private static Task<IntakeResult> CloseAsync(Simulation sim, int i, string closedAt) =>
        sim.CloseAsync(Given.Call($"call-{i}", closedAt: closedAt) with { Customer = Given.Customer($"c-{i}") with { Email = Given.Address($"c{i}@example.com") } });
}
