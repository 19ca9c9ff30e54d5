using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>When it writes and when it does not, in simulated time, held to the minute.</summary>
public sealed class JudgementTests
{
    [Theory]
    [InlineData("2026-11-23T09:00:00Z", "2026-11-23T13:00:00Z")] // Monday morning: the same day
    [InlineData("2026-11-23T15:04:00Z", "2026-11-24T10:04:00Z")] // over the night
    [InlineData("2026-11-27T17:30:00Z", "2026-11-30T12:30:00Z")] // over the weekend
    [InlineData("2026-11-28T11:00:00Z", "2026-11-30T13:00:00Z")] // a Saturday counts from Monday morning
    public async Task An_angry_caller_who_was_helped_is_asked_four_business_hours_later_to_the_minute(string closedAt, string asked)
    {
        var sim = new Simulation(closedAt);
        await sim.CloseAsync(Given.Call(mood: Mood.Angry, closedAt: closedAt));
        await sim.PlayUntilAsync((Simulation.At(asked) - Duration.FromMinutes(1)).ToString());
        Assert.Equal(0, sim.Mailbox.Posts);

        await sim.PlayToTheEndAsync();
        Assert.Equal(Simulation.At(asked), Assert.Single(sim.Mailbox.Accepted).At);
    }

    [Fact]
    public async Task Over_Christmas_each_customer_is_written_to_on_the_first_open_day_in_their_own_day()
    {
        var sim = new Simulation("2026-12-24T16:31:00Z");
        await sim.CloseAsync(InZone("call-london", "Europe/London", "GB"));
        await sim.CloseAsync(InZone("call-newyork", "America/New_York", "US"));
        await sim.CloseAsync(InZone("call-kolkata", "Asia/Kolkata", "IN"));
        await sim.PlayToTheEndAsync();

        // The 25th and the 28th are holidays, the 26th and the 27th a weekend: 90 minutes on the 24th, the rest on the 29th.
        Assert.Equal(
            [("call-london", "2026-12-29T11:30:00Z"), ("call-kolkata", "2026-12-29T11:30:00Z"), ("call-newyork", "2026-12-29T13:00:00Z")],
            sim.Mailbox.Accepted.Select(sent => (CallOf(sent.Mail), sent.At.ToString())).OrderBy(sent => sent.Item2, StringComparer.Ordinal).ThenByDescending(sent => sent.Item1, StringComparer.Ordinal));

        static CallClosed InZone(string id, string zone, string country) => Given.Call(id, mood: Mood.Angry, closedAt: "2026-12-24T16:30:00Z") with
        {
            Customer = Given.Customer(id) with { Email = Given.Address($"{id}@example.com"), TimeZone = zone, Country = country },
        };
    }

    [Fact]
    public async Task When_more_is_due_than_the_quota_takes_the_open_matters_go_first_and_nothing_is_lost()
    {
        var sim = new Simulation("2026-11-23T09:00:00Z", s => s with { PlanBook = Given.PlanBookWithoutBrief, Quota = new QuotaLimits(2, 6) });
        for (var i = 0; i < 12; i++)
        {
            // Surveys come in first; both kinds are due at 13:00.
            await sim.CloseAsync(Of(i, CallOutcome.Resolved));
        }

        for (var i = 12; i < 18; i++)
        {
            await sim.CloseAsync(Of(i, CallOutcome.Unresolved));
        }

        await sim.PlayToTheEndAsync();
        Assert.Equal(
            [.. Enumerable.Repeat("supervisor-outreach", 6), .. Enumerable.Repeat("check-in", 12)],
            sim.Mailbox.Mails.Select(mail => mail.Headers.Single(h => h.Key == "X-FollowUp-Kind").Value));
        Assert.All(sim.Mailbox.Accepted, first =>
        {
            Assert.InRange(sim.Mailbox.Accepted.Count(sent => sent.At >= first.At && sent.At < first.At + Duration.FromMinutes(1)), 1, 2);
            Assert.InRange(sim.Mailbox.Accepted.Count(sent => sent.At >= first.At && sent.At < first.At + Duration.FromHours(1)), 1, 6);
        });

        static CallClosed Of(int i, CallOutcome outcome) => Given.Call($"call-{i}", outcome, Mood.Frustrated, "2026-11-23T09:00:00Z") with
        {
            Customer = Given.Customer($"c-{i}") with { Email = Given.Address($"c{i}@example.com") },
        };
    }

    [Fact]
    public async Task A_backfill_of_last_year_is_recorded_and_writes_to_nobody()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        var from = Simulation.At("2025-12-01T10:00:00Z");
        for (var day = 0; day < 350; day += 7)
        {
            var call = Given.Call($"old-{day}", (CallOutcome)(day / 7 % 4), (Mood)(day / 7 % 3), (from + Duration.FromDays(day)).ToString());
            Assert.Equal(IntakeResult.Recorded, await sim.CloseAsync(call with { Customer = Given.Customer($"c-{day % 9}") }));
        }

        await sim.PlayToTheEndAsync();
        Assert.Equal(0, sim.Mailbox.Posts);
        Assert.Equal(Simulation.At("2026-11-23T15:05:00Z"), sim.Now);
        Assert.All(await sim.RowsAsync<CallRow>(Keys.Calls), call => Assert.Equal("notFollowedUp", call.EndedAs));
    }

    [Fact]
    public async Task A_backfilled_call_does_not_stop_what_waits_for_a_newer_one()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.CloseAsync(Given.Call("old", closedAt: "2025-11-20T10:00:00Z"));
        await sim.PlayToTheEndAsync();

        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Mail_that_is_switched_off_holds_for_what_is_due_already()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Quota = new QuotaLimits(1, 100) });
        await sim.CloseAsync(Given.Call());
        await sim.CloseAsync(Given.Call("call-2") with { Customer = Given.Customer("c-2") with { Email = Given.Address("bo@example.com") } });
        await sim.PlayUntilAsync("2026-11-24T15:04:00Z");
        Assert.Single(sim.Mailbox.Accepted);

        sim.Settings = sim.Settings with { Mode = new MailMode.Off() };
        await sim.PlayToTheEndAsync();
        Assert.Equal(1, sim.Mailbox.Posts);
        Assert.Single(await sim.RowsAsync<FollowUp>(KeyRange.Prefix("f:")), f => f is { State: FollowUpState.Skipped, Reason: "mail mode" });
    }

    [Fact]
    public async Task A_shadow_week_keeps_each_mail_as_the_customer_would_have_had_it()
    {
        var shadow = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithoutBrief, Mode = new MailMode.Off() });
        var live = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithoutBrief });
        foreach (var sim in new[] { shadow, live })
        {
            await sim.CloseAsync(Given.Call(mood: Mood.Angry));
            await sim.CloseAsync(Given.Call("call-2", CallOutcome.Unresolved) with { Customer = Given.Customer("c-2") with { Email = Given.Address("bo@example.com"), Name = "Bo" } });
            await sim.PlayToTheEndAsync();
        }

        Assert.Equal(0, shadow.Mailbox.Posts);
        var kept = (await shadow.RowsAsync<MailRow>(KeyRange.Prefix("m:"))).Select(row => StoredMail.Unpack(row.MailBytes)!).ToDictionary(mail => mail.MessageId);
        Assert.Equal(2, kept.Count);
        Assert.All(live.Mailbox.Mails, mail => Assert.Equal((mail.To, mail.ReplyTo, mail.Subject, mail.Html, mail.Text), (kept[mail.MessageId].To, kept[mail.MessageId].ReplyTo, kept[mail.MessageId].Subject, kept[mail.MessageId].Html, kept[mail.MessageId].Text)));
    }

    [Fact]
    public async Task A_redirected_mail_carries_nothing_from_which_the_customer_could_be_written_to()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Mode = new MailMode.Redirect(Given.Address("pilot@quillmere.example")) });
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();

        var mail = sim.Mailbox.Mails.Single();
        Assert.Equal((Given.Address("pilot@quillmere.example"), null), (mail.To.Address, mail.To.DisplayName));
        var everything = string.Join('\n', [mail.Subject, mail.Html, mail.Text, mail.MessageId, mail.ReplyTo.Address.Value, .. mail.Headers.Select(h => $"{h.Key}: {h.Value}")]);
        Assert.DoesNotContain("ada@", everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("example.com", everything, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("[for a…@e….com] ", mail.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_writes_to_nobody_who_is_suppressed_and_says_for_whom_it_was_not()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        await sim.Unsubscribes.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate), sim.Now, CancellationToken.None);
        sim.Settings = sim.Settings with { Mode = new MailMode.Redirect(Given.Address("pilot@quillmere.example")) };
        await sim.PlayUntilAsync("2026-12-10T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-12-10T08:59:00Z"));
        await sim.PlayToTheEndAsync();

        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: skipped (suppressed)"], await sim.FollowUpsAsync("call-2"));
    }

    private static string CallOf(OutgoingEmail mail) => mail.Headers.Single(header => header.Key == "X-FollowUp-Call").Value;
}
