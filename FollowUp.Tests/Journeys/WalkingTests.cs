using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>From the event to the outcome, through every step.</summary>
public sealed class WalkingTests
{
    [Fact]
    public async Task A_calm_resolved_call_gets_one_check_in_a_day_later_and_ends_unanswered_a_week_after()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();

        var (at, mail) = Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(Simulation.At("2026-11-24T15:04:00Z"), at);
        Assert.Equal("check-in", mail.Headers.Single(h => h.Key == "X-FollowUp-Kind").Value);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal("unanswered: no answer within the answer window", await sim.OutcomeAsync("call-1"));
        Assert.Equal(["followup.scheduled.v1", "followup.sent.v1", "followup.closed.v1"], sim.Outcomes.Events.Select(e => e.Type));
        Assert.Equal(Simulation.At("2026-12-01T15:04:00Z"), sim.Now);
    }

    [Fact]
    public async Task An_angry_unresolved_caller_hears_from_a_supervisor_in_four_business_hours()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, mood: Mood.Angry));
        await sim.PlayToTheEndAsync();
        Assert.Equal([("supervisor-outreach", "2026-11-24T10:04:00Z")], sim.SentToCustomers());
    }

    [Fact]
    public async Task An_answer_ends_the_wait_and_the_episode()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        var link = sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate);

        Assert.Equal(RatingResult.Recorded, await sim.Ratings.RunAsync(link, 5, "Thanks", "page-1", sim.Now, CancellationToken.None));
        Assert.Equal(RatingResult.Doubted, await sim.Ratings.RunAsync(link, 1, null, "page-2", sim.Now, CancellationToken.None));
        await sim.PlayToTheEndAsync();

        Assert.Equal("satisfied: the customer answered 5 of 5", await sim.OutcomeAsync("call-1"));
        Assert.Equal(1, sim.Outcomes.Events.Count(e => e.Type == "followup.closed.v1"));
        Assert.Equal(5, sim.Outcomes.Events.Single(e => e.Type == "followup.rated.v1").Data.Score);
    }

    [Fact]
    public async Task The_same_call_again_is_one_call_and_other_content_is_noted()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        Assert.Equal(IntakeResult.Recorded, await sim.CloseAsync(Given.Call()));
        Assert.Equal(IntakeResult.Duplicate, await sim.CloseAsync(Given.Call()));
        Assert.Equal(IntakeResult.Noted, await sim.CloseAsync(Given.Call() with { Summary = "Other" }));
        Assert.Equal(IntakeResult.Noted, await sim.CloseAsync(Given.Call() with { Customer = Given.Customer("c-2") }));
        await sim.PlayToTheEndAsync();
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("under another customer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_hundred_deliveries_by_eight_workers_are_one_call_one_plan_one_timeline()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<IntakeResult>();
            for (var i = 0; i < 25; i++)
            {
                mine.Add(await sim.CloseAsync(Given.Call()));
            }

            return mine;
        })));
        Assert.Single(results.SelectMany(r => r), r => r == IntakeResult.Recorded);
        Assert.Equal(["check-in: scheduled"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal(3, (await sim.TimelineAsync("call-1")).Count);
    }

    [Fact]
    public async Task A_customer_who_calls_again_is_not_surveyed_about_the_first_call()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T08:59:00Z"));
        await sim.PlayToTheEndAsync();

        Assert.Equal(["check-in: cancelled (the customer called again (call call-2))"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal("notFollowedUp: the customer called again (call call-2)", await sim.OutcomeAsync("call-1"));
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-2"));
        Assert.Single(sim.Mailbox.Accepted);
    }

    [Fact]
    public async Task Nobody_writes_that_we_could_not_help_after_somebody_did()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T08:59:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["supervisor-outreach: cancelled (a later call of this customer was resolved (call call-2))"], await sim.CustomerFollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Without_an_address_nothing_is_sent_and_the_reason_is_there()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { Email = null } });
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: skipped (no address)"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal("notFollowedUp: check-in: no address", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_backfill_of_last_year_mails_nobody()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(closedAt: "2025-11-20T10:00:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: skipped (too old)"], await sim.FollowUpsAsync("call-1"));
        Assert.Empty(sim.Mailbox.Accepted);
    }

    [Fact]
    public async Task With_mail_off_what_would_have_gone_out_is_kept_and_nothing_is_sent()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Mode = new MailMode.Off() });
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();
        Assert.Equal(0, sim.Mailbox.Posts);
        Assert.Equal(["check-in: skipped (mail mode)"], await sim.FollowUpsAsync("call-1"));
        var kept = Assert.Single(await sim.RowsAsync<MailRow>(KeyRange.Prefix("m:")));
        Assert.Equal("ada@example.com", StoredMail.Unpack(kept.MailBytes)!.To.Address.Value);
    }

    [Fact]
    public async Task In_redirect_everything_goes_to_one_mailbox_and_says_for_whom_without_saying_who()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Mode = new MailMode.Redirect(Given.Address("pilot@quillmere.example")) });
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();
        var mail = sim.Mailbox.Mails.Single();
        Assert.Equal("pilot@quillmere.example", mail.To.Address.Value);
        Assert.StartsWith("[for a…@e….com] ", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("2026-11-24 15:04 send: The check-in was handed to the email provider, redirected: the customer did not get it.", await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task A_trial_that_redirects_uses_up_no_customers_cap_and_unsubscribes_nobody()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Mode = new MailMode.Redirect(Given.Address("pilot@quillmere.example")) });
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        var mail = sim.Mailbox.Mails.Single();
        Assert.DoesNotContain(mail.Headers, header => header.Key == "List-Unsubscribe");
        Assert.True(await sim.Unsubscribes.RunAsync(sim.LinkIn(mail, LinkPurpose.Unsubscribe), sim.Now, CancellationToken.None));

        sim.Settings = sim.Settings with { Mode = new MailMode.Live() };
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T15:59:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-2"));
        Assert.Equal("ada@example.com", sim.Mailbox.Mails.Last().To.Address.Value);
    }

    [Theory]
    [InlineData("example.com", 1)]
    [InlineData("ada@example.com", 1)]
    [InlineData("example.org", 0)]
    public async Task An_allow_list_lets_through_what_it_names(string entry, int mails)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Mode = new MailMode.AllowList(new HashSet<string> { entry }) });
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();
        Assert.Equal(mails, sim.Mailbox.Accepted.Count);
    }

    [Fact]
    public async Task After_an_unsubscribe_no_survey_reaches_the_mailbox_again()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        Assert.True(await sim.Unsubscribes.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate), sim.Now, CancellationToken.None));
        await sim.PlayUntilAsync("2026-12-10T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-12-10T08:59:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: skipped (suppressed)"], await sim.FollowUpsAsync("call-2"));
        Assert.Equal("optedOut: the customer unsubscribed", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task Two_calls_close_together_are_asked_about_once_in_a_week()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-25T12:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-25T11:59:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: skipped (capped)"], await sim.FollowUpsAsync("call-2"));
    }

    [Fact]
    public async Task More_mails_than_the_quota_go_out_in_order_and_all_of_them()
    {
        var sim = new Simulation("2026-11-23T15:00:00Z", s => s with { Quota = new QuotaLimits(3, 10) });
        for (var i = 0; i < 25; i++)
        {
            var call = Given.Call($"call-{i}", closedAt: $"2026-11-23T14:{i:D2}:00Z");
            await sim.CloseAsync(call with { Customer = Given.Customer($"c-{i}") with { Email = Given.Address($"c{i}@example.com") } });
        }

        await sim.PlayToTheEndAsync();
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"call-{i}"), sim.Mailbox.Mails.Select(m => m.Headers.Single(h => h.Key == "X-FollowUp-Call").Value));
        Assert.All(sim.Mailbox.Accepted, first => Assert.InRange(sim.Mailbox.Accepted.Count(a => a.At >= first.At && a.At < first.At + Duration.FromHours(1)), 1, 10));
    }
}
