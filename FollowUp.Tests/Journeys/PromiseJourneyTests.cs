using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What was promised in a call, until it is kept or a recovery case takes its place. Priya Nair is the supervisor; Sam keeps the promise.</summary>
public sealed class PromiseJourneyTests
{
    private const string Start = "2026-11-23T15:05:00Z";
    private const string Due = "2026-11-24T16:00:00Z";
    private const string Priya = "priya.nair@quillmere.example";
    private static readonly Customer English = Given.Customer() with { Language = "en" };
    private static readonly CallClosed Call = Given.Call() with { Customer = English, Promises = [Given.Promise()] };

    [Fact]
    public async Task It_is_confirmed_in_writing_at_once_and_its_owner_is_reminded_two_business_hours_before()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T15:59:00Z");

        Assert.Equal([("promise-confirmation", Start, "ada@example.com"), ("promise-nudge", "2026-11-24T14:00:00Z", "sam@example.com")], Mails(sim));
        Assert.Contains("Call back with the refund date", sim.Mailbox.Mails.First().Text, StringComparison.Ordinal);
        Assert.Equal(LinkPurpose.Promise, sim.LinkIn(sim.Mailbox.Mails.Last(), LinkPurpose.Promise).Purpose);
    }

    [Fact]
    public async Task Not_kept_it_is_owned_up_to_twice_with_a_date_of_the_supervisor_and_then_is_a_recovery_case()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-26T16:00:00Z");

        Assert.Equal(
            [
                ("promise-overdue", Due, "ada@example.com"), ("promise-overdue", Due, Priya),
                ("promise-nudge", "2026-11-25T14:00:00Z", Priya),
                ("promise-overdue", "2026-11-25T16:00:00Z", "ada@example.com"), ("promise-overdue", "2026-11-25T16:00:00Z", Priya),
                ("promise-nudge", "2026-11-26T14:00:00Z", Priya),
            ],
            Mails(sim).Where(mail => mail.Kind is "promise-overdue" or "promise-nudge").Skip(1).OrderBy(mail => mail.At, StringComparer.Ordinal).ThenBy(mail => mail.To, StringComparer.Ordinal));
        var call = await sim.CallAsync("call-1");
        var promise = Assert.Single(call.Promises);
        Assert.Equal((PromiseState.Broken, 2, Simulation.At(Due)), (promise.State, promise.Overdue, promise.MissedAt));
        Assert.Equal((CaseReason.BrokenPromise, CaseState.Open), (call.Case!.Because, call.Case.State));
        Assert.Contains("check-in: cancelled (a recovery case was opened)", await sim.FollowUpsAsync("call-1"));
        Assert.Equal(
            [Simulation.At(Due), Simulation.At("2026-11-25T16:00:00Z"), Simulation.At("2026-11-26T16:00:00Z")],
            sim.Outcomes.Events.Where(e => e.Type == OutgoingEvents.PromiseOverdue).Select(e => e.Data.DueAt!.Value));
        Assert.All(sim.Outcomes.Events.Where(e => e.Type == OutgoingEvents.PromiseOverdue), e => Assert.Equal("p-1", e.Data.PromiseId));
        Assert.Equal((1, 0), await RateAsync(sim, "2026-11-24T00:00:00Z"));
    }

    [Fact]
    public async Task The_overdue_mail_names_the_date_that_was_missed_and_the_one_that_holds_now()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync(Due);
        var mail = sim.Mailbox.Mails.Last(m => m.To.Address.Value == "ada@example.com");
        Assert.Contains("Tuesday, 24 November, 17:00", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Wednesday, 25 November, 17:00", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Priya Nair", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_before_its_date_nobody_is_reminded_and_the_customer_is_asked_a_business_day_later()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T11:00:00Z");
        Assert.Equal(UpdateResult.Applied, await KeptAsync(sim));
        await sim.PlayToTheEndAsync();

        Assert.Equal(
            [("promise-confirmation", Start), ("check-in", "2026-11-24T15:04:00Z"), ("promise-check", "2026-11-25T11:00:00Z")], sim.Sent());
        Assert.Equal((1, 1), await RateAsync(sim, "2026-11-24T00:00:00Z"));
    }

    [Fact]
    public async Task Kept_before_the_confirmation_goes_out_there_is_nothing_to_confirm()
    {
        var sim = new Simulation("2026-11-23T21:00:00Z");
        await sim.CloseAsync(Call with { ClosedAt = Simulation.At("2026-11-23T20:55:00Z") });
        await KeptAsync(sim);
        Assert.Contains("promise-confirmation: cancelled (promise p-1 was kept: everything that was promised is done)", await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Moved_before_the_confirmation_goes_out_it_is_confirmed_with_its_new_date()
    {
        var sim = new Simulation("2026-11-23T21:00:00Z");
        await sim.CloseAsync(Call with { ClosedAt = Simulation.At("2026-11-23T20:55:00Z") });
        await MovedAsync(sim, "2026-11-27T16:00:00Z");
        await sim.PlayUntilAsync("2026-11-24T08:00:00Z");
        Assert.Contains("Friday, 27 November, 17:00", Assert.Single(sim.Mailbox.Mails).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_after_it_was_late_the_wait_is_over_and_it_does_not_count_as_kept_in_time()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T17:00:00Z");
        Assert.Equal(UpdateResult.Applied, await KeptAsync(sim));
        await sim.PlayToTheEndAsync();

        Assert.Single(sim.Sent(), sent => sent == ("promise-check", "2026-11-25T17:00:00Z"));
        Assert.Equal(2, sim.Sent().Count(sent => sent.Kind == "promise-overdue"));
        Assert.Equal((1, 0), await RateAsync(sim, "2026-11-24T00:00:00Z"));
    }

    [Fact]
    public async Task Word_that_comes_late_of_a_promise_kept_in_time_counts_it_as_kept()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T17:00:00Z");
        await sim.UpdateAsync(EventTypes.PromiseKept, "k", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", "2026-11-24T15:30:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal((1, 1), await RateAsync(sim, "2026-11-24T00:00:00Z"));
    }

    [Fact]
    public async Task An_overdue_mail_that_waits_for_the_morning_is_stopped_when_the_promise_is_kept()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise(dueAt: "2026-11-24T21:00:00Z")] });
        await sim.PlayUntilAsync("2026-11-24T21:30:00Z");
        await KeptAsync(sim);
        await sim.PlayToTheEndAsync();
        Assert.DoesNotContain(sim.Sent(), sent => sent.Kind == "promise-overdue");
        Assert.Equal(2, (await sim.FollowUpsAsync("call-1")).Count(f => f == "promise-overdue: cancelled (promise p-1 was kept)"));
    }

    [Fact]
    public async Task A_new_date_before_the_old_one_moves_the_reminder_and_the_check_in()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        Assert.Equal(UpdateResult.Applied, await MovedAsync(sim, "2026-11-26T16:00:00Z"));
        await sim.PlayUntilAsync("2026-11-26T15:00:00Z");
        Assert.Equal([("promise-confirmation", Start), ("promise-nudge", "2026-11-26T14:00:00Z")], sim.Sent());
        await KeptAsync(sim);
        await sim.PlayToTheEndAsync();
        Assert.Contains(("check-in", "2026-11-26T15:00:00Z"), sim.Sent());
    }

    [Fact]
    public async Task Check_ins_wait_for_the_date_that_the_supervisor_gave()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-25T15:00:00Z");
        await KeptAsync(sim);
        await sim.PlayToTheEndAsync();
        Assert.Equal("2026-11-25T15:00:00Z", sim.Sent().Single(sent => sent.Kind == "check-in").At);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_customer_says_whether_it_was_kept_and_the_first_answer_stands(bool kept)
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T17:00:00Z");
        await KeptAsync(sim);
        await sim.PlayUntilAsync("2026-11-26T10:00:00Z");
        var link = sim.LinkIn(sim.Mailbox.Mails.Single(m => m.Headers.Any(h => h.Value == "promise-check")), LinkPurpose.Promise);

        Assert.Equal(kept, await sim.Promises.AnswerAsync(link, kept, "As agreed", "page-1", sim.Now, CancellationToken.None));
        Assert.Equal(kept, await sim.Promises.AnswerAsync(link, !kept, null, "page-2", sim.Now, CancellationToken.None));

        var promise = (await sim.CallAsync("call-1")).Promises.Single();
        Assert.Equal(kept ? PromiseState.Kept : PromiseState.Open, promise.State);
        Assert.Equal(kept, promise.ConfirmedAt is not null);
        if (!kept)
        {
            Assert.Equal((2, "p-nair", Simulation.At("2026-11-27T10:00:00Z")), (promise.Overdue, promise.Owner!.Id, promise.DueAt));
            await sim.PlayUntilAsync("2026-11-26T10:01:00Z");
            Assert.Equal(2, sim.Sent().Count(sent => sent == ("promise-overdue", "2026-11-26T10:00:00Z")));
        }
    }

    [Fact]
    public async Task Denied_before_its_date_it_is_open_again_and_counts_when_its_date_comes()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise(dueAt: "2026-11-27T16:00:00Z")] });
        await KeptAsync(sim);
        await sim.PlayUntilAsync("2026-11-25T10:00:00Z");
        var link = sim.LinkIn(sim.Mailbox.Mails.Single(m => m.Headers.Any(h => h.Value == "promise-check")), LinkPurpose.Promise);
        await sim.Promises.AnswerAsync(link, false, null, "page-1", sim.Now, CancellationToken.None);
        Assert.Equal((0, 0), await RateAsync(sim, "2026-11-27T00:00:00Z"));
        await sim.PlayUntilAsync("2026-11-27T16:00:00Z");
        Assert.Equal((1, 0), await RateAsync(sim, "2026-11-27T00:00:00Z"));
        Assert.Contains(("promise-overdue", "2026-11-27T16:00:00Z"), sim.Sent());
    }

    [Fact]
    public async Task Its_owner_says_kept_by_the_link_of_the_reminder_and_twice_is_once()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T14:30:00Z");
        var asked = await sim.Promises.FindAsync(sim.LinkIn(sim.Mailbox.Mails.Last(), LinkPurpose.Promise), CancellationToken.None);
        Assert.Equal((false, "p-1", PromiseState.Open), (asked!.AsksCustomer, asked.PromiseId, asked.State));

        Assert.Equal(UpdateResult.Applied, await sim.Promises.KeptAsync(Division.Main, asked.CallId, "p-1", sim.Now, "page-1", " (by link)", sim.Now, CancellationToken.None));
        Assert.Equal(UpdateResult.Noted, await sim.Promises.KeptAsync(Division.Main, asked.CallId, "p-1", sim.Now, "page-2", " (by link)", sim.Now, CancellationToken.None));
        Assert.Contains("2026-11-24 14:30 promise owner: Promise p-1 was kept (by link).", await sim.TimelineAsync("call-1"));
        await sim.PlayToTheEndAsync();
        Assert.DoesNotContain(sim.Sent(), sent => sent.Kind == "promise-overdue");
    }

    [Fact]
    public async Task Words_that_would_not_do_in_a_mail_are_withheld_from_the_customer_and_the_owner_reads_why()
    {
        const string words = "Calm down, we call back with the refund date";
        var sim = new Simulation(Start);
        await sim.CloseAsync(Call with { Promises = [.. Call.Promises.Select(promise => promise with { What = words })] });
        await sim.PlayUntilAsync(Due);
        var mails = sim.Mailbox.Mails.ToList();
        Assert.All(mails.Where(m => m.To.Address.Value == "ada@example.com"), m => Assert.DoesNotContain("refund date", m.Text, StringComparison.Ordinal));
        var nudge = mails.Single(m => m.Headers.Any(h => h.Value == "promise-nudge"));
        Assert.Contains(words, nudge.Text, StringComparison.Ordinal);
        Assert.Contains(Assert.Single(sim.Settings.Withhold(words, "en")), nudge.Text, StringComparison.Ordinal);
    }

    private static async Task<Simulation> WithCallAsync()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Call);
        return sim;
    }

    private static IEnumerable<(string Kind, string At, string To)> Mails(Simulation sim) =>
        sim.Mailbox.Accepted.Select(a => (a.Mail.Headers.Single(h => h.Key == "X-FollowUp-Kind").Value, a.At.ToString(), a.Mail.To.Address.Value));

    private static Task<UpdateResult> KeptAsync(Simulation sim) =>
        sim.UpdateAsync(EventTypes.PromiseKept, $"kept-{sim.Now}", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", sim.Now.ToString()));

    private static Task<UpdateResult> MovedAsync(Simulation sim, string dueAt) =>
        sim.UpdateAsync(EventTypes.PromiseMoved, $"moved-{dueAt}", null, ("callId", "call-1"), ("promiseId", "p-1"), ("dueAt", dueAt));

    /// <summary>Due and kept by the team's statistics of a day.</summary>
    private static async Task<(long Due, long Kept)> RateAsync(Simulation sim, string day)
    {
        await sim.SweepAsync();
        var team = (await sim.RowsAsync<StatisticRow>(Keys.Statistics(Simulation.At(day)))).SingleOrDefault(row => row is { Dimension: "team", Name: "billing-1" });
        return (team?.Counts.GetValueOrDefault(Counters.PromisesDue) ?? 0, team?.Counts.GetValueOrDefault(Counters.PromisesKept) ?? 0);
    }
}
