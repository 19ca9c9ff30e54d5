// Over 250 lines because the statuses, their order and their races are one story, told in one place.
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Fakes;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What the email provider tells about a mail, and what follows from it.</summary>
public sealed class DeliveryReportTests
{
    private const string Sent = "2026-11-24T15:05:00Z";
    private static readonly string[] Statuses = ["Delivered", "Expanded", "Bounced", "Failed", "Suppressed", "FilteredSpam", "Quarantined", "Deferred"];

    [Fact]
    public async Task A_delivered_mail_says_when_and_the_wait_for_an_answer_goes_on()
    {
        var (sim, mail) = await SentMailAsync();
        Assert.Equal([ReportResult.Recorded], await sim.ReportAsync(Given.Report(mail, "Delivered")));
        Assert.Equal(Given.At("2026-11-24T15:06:00Z"), (await FollowUpAsync(sim)).DeliveredAt);
        Assert.Contains("2026-11-24 15:05 email provider: The check-in was delivered.", await sim.TimelineAsync("call-1"));
        await sim.PlayToTheEndAsync();
        Assert.Equal("unanswered: no answer within the answer window", await sim.OutcomeAsync("call-1"));
    }

    [Theory]
    [InlineData("Bounced", "550 5.1.1 no such user", "bounced", "bounced everything for ever")]
    [InlineData("Bounced", "552 5.2.2 mailbox full", "bounced", "bounced everything until 2026-12-08T15:06:00Z")]
    [InlineData("Failed", "", "failed", "bounced everything for ever")]
    [InlineData("Suppressed", "", "suppressed by the email provider", "bounced everything until 2026-12-08T15:06:00Z")]
    [InlineData("FilteredSpam", "", "filtered as spam", "")]
    [InlineData("Quarantined", "", "quarantined", "")]
    public async Task A_mail_that_did_not_arrive_ends_the_episode_and_suppresses_the_mailbox_where_it_is_to_blame(string status, string said, string failure, string suppressed)
    {
        var (sim, mail) = await SentMailAsync();
        Assert.Equal([ReportResult.Recorded], await sim.ReportAsync(Given.Report(mail, status, said)));

        var followUp = await FollowUpAsync(sim);
        Assert.Equal((FollowUpState.Sent, failure, false), (followUp.State, followUp.DeliveryFailure, followUp.AwaitsAnswer()));
        Assert.Equal("unreachable: the check-in could not be delivered", await sim.OutcomeAsync("call-1"));
        Assert.Equal(suppressed, await sim.SuppressionsAsync("ada@example.com"));
        Assert.Empty(await sim.RowsAsync<DueItem>(KeyRange.Prefix("d:")));
        await sim.PlayToTheEndAsync();
        var heard = Assert.Single(sim.Outcomes.Events, e => e.Type == "followup.undeliverable.v1");
        Assert.Equal(("+33 1 99 00 12 34", failure, "check-in", "call-1"), (heard.Data.Phone, heard.Data.Reason, heard.Data.Kind, heard.Data.CallId));
        Assert.Single(sim.Outcomes.Events, e => e.Type == "followup.closed.v1");
    }

    [Fact]
    public async Task A_bounced_address_is_not_written_to_again_in_any_division()
    {
        var (sim, mail) = await SentMailAsync();
        await sim.ReportAsync(Given.Report(mail, "Bounced"));
        await sim.PlayUntilAsync("2027-02-01T09:00:00Z");
        _ = Division.TryParse("north", out var north);
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2027-02-01T08:59:00Z"));
        await sim.CloseAsync(Given.Call("call-3", closedAt: "2027-02-01T08:59:00Z") with { Division = north });
        await sim.PlayToTheEndAsync();
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: skipped (suppressed)"], await sim.FollowUpsAsync("call-2"));
        Assert.Equal("bounced everything for ever", await sim.SuppressionsAsync("ada@example.com", Division.Installation));
        Assert.Equal("", await sim.SuppressionsAsync("ada@example.com", north));
        Assert.Contains(sim.Outcomes.Events, e => e.Data is { CallId: "call-3", Outcome: "notFollowedUp", Reason: "check-in: suppressed" });
        Assert.DoesNotContain(sim.Outcomes.Events, e => !e.Type.StartsWith("followup.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_provider_itself_suppressed_is_tried_again_after_two_weeks()
    {
        var (sim, mail) = await SentMailAsync();
        await sim.ReportAsync(Given.Report(mail, "Suppressed"));
        await sim.PlayUntilAsync("2026-12-02T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-12-02T08:59:00Z"));
        await sim.PlayUntilAsync("2026-12-08T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-3", closedAt: "2026-12-08T08:59:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: skipped (suppressed)"], await sim.FollowUpsAsync("call-2"));
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-3"));
    }

    [Fact]
    public async Task A_status_that_nobody_knows_is_noted_and_decides_nothing()
    {
        var (sim, mail) = await SentMailAsync();
        Assert.Equal([ReportResult.Recorded], await sim.ReportAsync(Given.Report(mail, "Deferred")));
        Assert.Contains("2026-11-24 15:05 email provider: The email provider reports about the check-in what is not known here; it counts for nothing. Why: Deferred.", await sim.TimelineAsync("call-1"));
        Assert.Equal((null, null), ((await FollowUpAsync(sim)).DeliveredAt, (await FollowUpAsync(sim)).DeliveryFailure));
        Assert.Null(await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_report_about_somebody_else_counts_for_nothing()
    {
        var (sim, mail) = await SentMailAsync();
        await sim.ReportAsync(Given.Report(mail, "Bounced", recipient: "member@example.org"));
        Assert.Null((await FollowUpAsync(sim)).DeliveryFailure);
        Assert.Equal(("", ""), (await sim.SuppressionsAsync("ada@example.com"), await sim.SuppressionsAsync("member@example.org")));
        await sim.ReportAsync(Given.Report(mail, "Bounced", recipient: "ADA@Example.COM"));
        Assert.Equal("bounced", (await FollowUpAsync(sim)).DeliveryFailure);
    }

    [Fact]
    public async Task A_bounce_of_the_mailbox_that_mail_is_redirected_to_says_nothing_about_the_customer()
    {
        var (sim, mail) = await SentMailAsync(s => s with { Mode = new MailMode.Redirect(Given.Address("pilot@quillmere.example")) });
        Assert.Equal([ReportResult.Recorded], await sim.ReportAsync(Given.Report(mail, "Bounced")));
        Assert.Equal("bounced", (await FollowUpAsync(sim)).DeliveryFailure);
        Assert.Equal(("", ""), (await sim.SuppressionsAsync("ada@example.com"), await sim.SuppressionsAsync("pilot@quillmere.example")));
        await sim.PlayToTheEndAsync();
        Assert.Equal("notFollowedUp: what was sent to the customer was redirected: the customer did not get it", await sim.OutcomeAsync("call-1"));
        Assert.DoesNotContain(sim.Outcomes.Events, e => e.Type == "followup.undeliverable.v1");
    }

    [Fact]
    public async Task A_delivery_to_the_mailbox_that_mail_is_redirected_to_does_not_read_as_if_the_customer_had_it()
    {
        var (sim, mail) = await SentMailAsync(s => s with { Mode = new MailMode.Redirect(Given.Address("pilot@quillmere.example")) });
        Assert.Equal([ReportResult.Recorded], await sim.ReportAsync(Given.Report(mail, "Delivered")));
        Assert.Contains("2026-11-24 15:05 email provider: The check-in was delivered, at the mailbox that mails are redirected to.", await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task The_same_report_again_and_among_others_changes_nothing()
    {
        var (sim, mail) = await SentMailAsync();
        var bounce = Given.ReportEvent(mail, "Bounced").ToJsonString();
        var handshake = new JsonObject { ["eventType"] = "Microsoft.EventGrid.SubscriptionValidationEvent" }.ToJsonString();
        var results = await sim.ReportAsync(Encoding.UTF8.GetBytes($"[{bounce},{handshake},{bounce},{{\"type\":\"x\"}}]"));
        Assert.Equal([ReportResult.Recorded, ReportResult.Ignored, ReportResult.Duplicate, ReportResult.DeadLetter], results);
        var timeline = await sim.TimelineAsync("call-1");
        sim.Now += Duration.FromHours(3);
        Assert.Equal([ReportResult.Duplicate], await sim.ReportAsync(Encoding.UTF8.GetBytes(bounce)));
        Assert.Equal(timeline, await sim.TimelineAsync("call-1"));
    }

    [Theory]
    [InlineData("2026-11-24T15:06:00Z", "2026-11-24T15:09:00Z")]
    [InlineData("2026-11-24T15:09:00Z", "2026-11-24T15:06:00Z")]
    public async Task Of_two_deliveries_the_earlier_one_counts_whichever_is_reported_first(string first, string second)
    {
        var (sim, mail) = await SentMailAsync();
        await sim.ReportAsync(Given.Bytes(Given.ReportEvent(mail, "Delivered", at: first)));
        await sim.ReportAsync(Given.Bytes(Given.ReportEvent(mail, "Expanded", at: second)));
        Assert.Equal(Given.At("2026-11-24T15:06:00Z"), (await FollowUpAsync(sim)).DeliveredAt);
    }

    [Fact]
    public async Task Two_deliveries_reported_at_once_both_stand_and_the_earlier_one_counts()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var (sim, mail) = await SentMailAsync(store: store);
        store.Before("report", () => sim.ReportAsync(Given.Bytes(Given.ReportEvent(mail, "Delivered", at: "2026-11-24T15:06:00Z"))));
        Assert.Equal([ReportResult.Recorded], await sim.ReportAsync(Given.Bytes(Given.ReportEvent(mail, "Expanded", at: "2026-11-24T15:09:00Z"))));
        Assert.Equal(Given.At("2026-11-24T15:06:00Z"), (await FollowUpAsync(sim)).DeliveredAt);
        Assert.Contains("2026-11-24 15:05 email provider: The check-in was delivered.", await sim.TimelineAsync("call-1"));
        Assert.Contains("2026-11-24 15:05 email provider: The check-in was delivered to the members of a distribution list.", await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task A_send_that_is_recorded_while_a_delivery_is_noted_does_not_let_a_later_one_count()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = new Simulation("2026-11-23T15:05:00Z", store: store);
        await sim.CloseAsync(Given.Call());
        var (recorded, first) = (new TaskCompletionSource(), Task.CompletedTask);
        store.Before("outcome", () =>
        {
            // It has found the mail's row as it was before the send was recorded, and reads the follow-up as it is afterwards.
            store.BeforeFind('f', () => recorded.Task);
            first = sim.ReportAsync(Given.Bytes(Given.ReportEvent(sim.Mailbox.Mails.Single(), "Delivered", at: "2026-11-24T15:06:00Z")));
            return Task.CompletedTask;
        });
        store.After("outcome", () =>
        {
            recorded.SetResult();
            return first;
        });
        await sim.PlayUntilAsync(Sent);
        Assert.True(first.IsCompletedSuccessfully && recorded.Task.IsCompleted);

        await sim.ReportAsync(Given.Bytes(Given.ReportEvent(sim.Mailbox.Mails.Single(), "Expanded", at: "2026-11-24T15:09:00Z")));
        Assert.Equal(Given.At("2026-11-24T15:06:00Z"), (await FollowUpAsync(sim)).DeliveredAt);
    }

    [Fact]
    public async Task A_mail_that_is_erased_while_its_delivery_is_noted_stays_erased()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var (sim, mail) = await SentMailAsync(store: store);
        var row = Assert.Single(await sim.Store.RangeAsync(Division.Main, KeyRange.Prefix("m:"), 10, CancellationToken.None));
        store.Before("report", () => sim.Store.CommitAsync(Division.Main, new Changes("erase-texts").Delete(row.Key), CancellationToken.None));
        Assert.Equal([ReportResult.DeadLetter], await sim.ReportAsync(Given.Report(mail, "Delivered")));
        Assert.Empty(await sim.RowsAsync<MailRow>(KeyRange.Prefix("m:")));
        Assert.Null((await FollowUpAsync(sim)).DeliveredAt);
    }

    [Fact]
    public async Task The_same_delivery_reported_twice_at_once_is_told_once()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var (sim, mail) = await SentMailAsync(store: store);
        store.Before("report", () => sim.ReportAsync(Given.Report(mail, "Delivered")));
        Assert.Equal([ReportResult.Duplicate], await sim.ReportAsync(Given.Report(mail, "Delivered")));
        Assert.Single(await sim.TimelineAsync("call-1"), line => line.Contains("was delivered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_delivery_of_a_follow_up_whose_retention_is_over_is_kept_and_brings_nothing_back()
    {
        var (sim, mail) = await SentMailAsync();
        var followUp = Assert.Single(await sim.Store.RangeAsync(Division.Main, Keys.EveryFollowUp, 10, CancellationToken.None));
        Assert.True(await sim.Store.CommitAsync(Division.Main, new Changes("upkeep").Delete(followUp.Key, followUp.Version), CancellationToken.None));
        Assert.Equal([ReportResult.DeadLetter], await sim.ReportAsync(Given.Report(mail, "Delivered")));
        Assert.Empty(await sim.RowsAsync<FollowUp>(Keys.EveryFollowUp));
    }

    [Fact]
    public async Task A_report_about_a_mail_that_nobody_knows_is_kept_with_its_reason_and_shown_to_nobody()
    {
        var (sim, _) = await SentMailAsync();
        var message = Given.Bytes(Given.ReportEvent(Guid.NewGuid().ToString(), "ada@example.com", "Bounced"));
        Assert.Equal([ReportResult.DeadLetter], await sim.ReportAsync(message));
        var letter = Assert.Single(await sim.DeadLettersAsync());
        Assert.Equal(("delivery-reports", "data.messageId", false), (letter.Queue, letter.Field, letter.Showable));
        Assert.Equal([ReportResult.DeadLetter], await sim.ReportAsync(letter.ContentBytes));
        Assert.Equal("", await sim.SuppressionsAsync("ada@example.com"));
    }

    [Fact]
    public async Task An_answer_before_the_bounce_stands()
    {
        var (sim, mail) = await SentMailAsync();
        await sim.Ratings.RunAsync(sim.LinkIn(mail, LinkPurpose.Rate), 5, null, "page-1", sim.Now, CancellationToken.None);
        await sim.ReportAsync(Given.Report(mail, "Bounced"));
        Assert.Equal("satisfied: the customer answered 5 of 5", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_bounce_while_the_sweep_holds_the_timer_still_ends_as_unreachable()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var (sim, mail) = await SentMailAsync(store: store);
        store.Before("unanswered", () => sim.ReportAsync(Given.Report(mail, "Bounced")));
        await sim.PlayToTheEndAsync();
        Assert.Equal("unreachable: the check-in could not be delivered", await sim.OutcomeAsync("call-1"));
        Assert.Empty(await sim.RowsAsync<DueItem>(KeyRange.Prefix("d:")));
        Assert.Single(sim.Outcomes.Events, e => e.Type == "followup.closed.v1");
    }

    [Theory]
    [InlineData("Delivered")]
    [InlineData("Bounced")]
    public async Task A_report_that_comes_before_the_send_is_recorded_records_it(string status)
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = new Simulation("2026-11-23T15:05:00Z", store: store);
        await sim.CloseAsync(Given.Call());
        store.Before("outcome", () => sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), status)));
        await sim.PlayToTheEndAsync();
        await AssertSentOnceAsync(sim, status);
    }

    [Theory]
    [InlineData("Delivered", true)]
    [InlineData("Bounced", true)]
    [InlineData("Delivered", false)]
    public async Task A_report_about_an_unclear_send_makes_asking_needless(string status, bool beforeItIsKnownToBeUnclear)
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = new Simulation("2026-11-23T15:05:00Z", store: store);
        sim.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true);
        sim.Mailbox.Says = _ => throw new InvalidOperationException("Nobody needs to ask.");
        await sim.CloseAsync(Given.Call());
        if (beforeItIsKnownToBeUnclear)
        {
            store.Before("unclear", () => sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), status)));
        }
        else
        {
            await sim.PlayUntilAsync(Sent);
            Assert.Equal(FollowUpState.Unclear, (await FollowUpAsync(sim)).State);
            await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), status));
        }

        await sim.PlayToTheEndAsync();
        await AssertSentOnceAsync(sim, status);
    }

    [Theory]
    [InlineData("Delivered", "email provider: The check-in was delivered.")]
    [InlineData("Bounced", "email provider: The check-in could not be delivered. Why: bounced.", "suppression list: Nothing is sent to this address any more. Why: bounced.", "plan: The check-in-reminder is cancelled. Why: the check-in could not be delivered.")]
    public async Task A_report_that_settles_an_unclear_mail_is_told_after_what_it_settles_and_the_provider_was_not_asked(string status, params string[] then)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithReminder });
        sim.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true);
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync(Sent);
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), status));
        var told = (await sim.TimelineAsync("call-1")).Where(line => line.StartsWith("2026-11-24 15:05 ", StringComparison.Ordinal)).Select(line => line["2026-11-24 15:05 ".Length..]).ToList();
        Assert.Equal("send: A report of the email provider about the check-in shows that it took it.", told[0]);
        Assert.StartsWith("plan: Unless the customer answers, the check-in-reminder is due at", told[1], StringComparison.Ordinal);
        Assert.Equal(then, told.Skip(2).Take(then.Length));
    }

    [Fact]
    public async Task After_a_bounce_the_reminder_does_not_lie_in_wait_on_an_episode_that_is_over()
    {
        var (sim, mail) = await SentMailAsync(s => s with { PlanBook = Given.PlanBookWithReminder });
        await sim.ReportAsync(Given.Report(mail, "Bounced"));
        Assert.Equal("unreachable: the check-in could not be delivered", await sim.OutcomeAsync("call-1"));
        Assert.Equal(["check-in-reminder: cancelled (the check-in could not be delivered)", "check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Empty(await sim.RowsAsync<DueItem>(KeyRange.Prefix("d:")));
        Assert.Empty(await sim.RowsAsync<PendingRow>(KeyRange.Prefix($"u:{Simulation.Identity.Hash("customer:c-1")}:p:")));
    }

    [Fact]
    public async Task After_a_filter_the_reminder_may_get_through()
    {
        var (sim, mail) = await SentMailAsync(s => s with { PlanBook = Given.PlanBookWithReminder });
        await sim.ReportAsync(Given.Report(mail, "FilteredSpam"));
        Assert.Equal(["check-in-reminder: scheduled", "check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task A_delivery_that_is_reported_after_a_bounce_says_that_the_address_stays_suppressed()
    {
        var (sim, mail) = await SentMailAsync();
        await sim.ReportAsync(Given.Report(mail, "Bounced"));
        await sim.ReportAsync(Given.Report(mail, "Delivered"));
        Assert.Contains(
            "2026-11-24 15:05 suppression list: The check-in was reported as delivered after it had been reported as bounced; the address stays suppressed.", await sim.TimelineAsync("call-1"));
        Assert.Equal("bounced everything for ever", await sim.SuppressionsAsync("ada@example.com"));
    }

    [Theory]
    [InlineData("Delivered")]
    [InlineData("Bounced")]
    public async Task A_report_about_a_mail_that_was_parked_settles_it(string status)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        sim.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true);
        sim.Mailbox.Says = _ => new OperationState.Unavailable("503");
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();
        Assert.Equal(FollowUpState.Parked, (await FollowUpAsync(sim)).State);
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), status));
        await sim.PlayToTheEndAsync();
        await AssertSentOnceAsync(sim, status);
    }

    [Fact]
    public async Task A_report_that_says_delivered_is_right_against_a_provider_that_had_said_failed()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        sim.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true);
        sim.Mailbox.Says = _ => new OperationState.Failed("EmailDropped");
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), "Bounced"));
        Assert.Equal((FollowUpState.Failed, "bounced"), ((await FollowUpAsync(sim)).State, (await FollowUpAsync(sim)).DeliveryFailure));
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), "Delivered"));
        Assert.Equal(FollowUpState.Sent, (await FollowUpAsync(sim)).State);
    }

    [Fact]
    public async Task A_mail_that_did_arrive_and_may_be_answered_keeps_the_episode_open_when_another_bounces()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync(Sent);
        var call = Keys.FollowUps(Simulation.Identity.Call(new CallId("call-1")));
        var stored = Assert.Single(await sim.Store.RangeAsync(Division.Main, call, 9, CancellationToken.None));
        var other = stored.As<FollowUp>() with { Id = Simulation.Identity.Hash("other"), Kind = "supervisor-outreach", TimerKey = "d:0:x" };
        await sim.Store.CommitAsync(Division.Main, new Changes("t").Insert(call.From + other.Id, other), CancellationToken.None);
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), "Bounced"));
        Assert.Null(await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public void Any_order_and_repetition_of_reports_leads_to_the_same_state() =>
        (from statuses in Gen.Int[0, Statuses.Length - 1].Select(i => Statuses[i]).Array[1, 4]
         from early in Gen.Bool
         from order in Gen.Shuffle(statuses.Concat(statuses).ToArray())
         select (Set: statuses.Distinct().Order(StringComparer.Ordinal).ToArray(), order, early))
        .Sample(c => StateAfter(c.Set, early: false) == StateAfter(c.order, c.early), iter: 300);

    private static string StateAfter(string[] statuses, bool early)
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = new Simulation("2026-11-23T15:05:00Z", store: store);
        async Task<string> RunAsync()
        {
            await sim.CloseAsync(Given.Call());
            async Task ReportAsync()
            {
                foreach (var status in statuses)
                {
                    await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), status));
                }
            }

            if (early)
            {
                store.Before("outcome", ReportAsync);
            }

            await sim.PlayUntilAsync("2026-11-24T15:04:00Z");
            if (!early)
            {
                await ReportAsync();
            }

            await sim.PlayToTheEndAsync();
            var followUp = await FollowUpAsync(sim);
            var told = (await sim.TimelineAsync("call-1")).Where(line => line.Contains(" email provider: ", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            return $"{followUp.State} {followUp.SentAt} {followUp.DeliveredAt} {followUp.DeliveryFailure} {await sim.OutcomeAsync("call-1")} {await sim.SuppressionsAsync("ada@example.com")} "
                + $"{await sim.SuppressionsAsync("ada@example.com", Division.Installation)} {string.Join('|', sim.Outcomes.Events.Select(e => e.Type).Order(StringComparer.Ordinal))} {string.Join('|', told)}";
        }

        return RunAsync().GetAwaiter().GetResult();
    }

    private static async Task AssertSentOnceAsync(Simulation sim, string status)
    {
        var followUp = await FollowUpAsync(sim);
        Assert.Equal((FollowUpState.Sent, null), (followUp.State, followUp.Reason));
        Assert.Equal(status == "Delivered", followUp.DeliveredAt is not null);
        Assert.Equal(1, sim.Mailbox.Posts);
        Assert.Equal(status == "Delivered" ? "unanswered: no answer within the answer window" : "unreachable: the check-in could not be delivered", await sim.OutcomeAsync("call-1"));
        Assert.Single(sim.Outcomes.Events, e => e.Type == "followup.sent.v1");
        Assert.Equal(status == "Delivered" ? 0 : 1, sim.Outcomes.Events.Count(e => e.Type == "followup.undeliverable.v1"));
        Assert.Empty((await sim.RowsAsync<DueItem>(KeyRange.Prefix("d:"))).Concat(await sim.RowsAsync<DueItem>(KeyRange.Prefix("l:"))));
        Assert.Empty(await sim.RowsAsync<PendingRow>(KeyRange.Prefix($"u:{Simulation.Identity.Hash("customer:c-1")}:p:")));
    }

    private static async Task<(Simulation Sim, OutgoingEmail Mail)> SentMailAsync(Func<Installation, Installation>? change = null, IFollowUpStore? store = null)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", change, store);
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync(Sent);
        return (sim, sim.Mailbox.Mails.Single());
    }

    private static async Task<FollowUp> FollowUpAsync(Simulation sim) =>
        (await sim.RowsAsync<FollowUp>(Keys.FollowUps(Simulation.Identity.Call(new CallId("call-1"))))).Single();
}
