using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.Promises;
using FollowUps.Sending;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>"NAME will contact you by DATE" is a promise: kept when the outreach is sent, or contact or the end of the case is recorded.</summary>
public sealed class AcknowledgedDateTests
{
    private const string Start = "2026-11-23T15:05:00Z";
    private const string Outreach = "2026-11-24T10:04:00Z";

    [Fact]
    public async Task It_names_the_supervisor_and_the_instant_of_the_outreach_and_is_kept_by_it()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        var mail = sim.Mailbox.Accepted.Single(accepted => accepted.Mail.Headers.Any(header => header.Value == "acknowledgement"));
        Assert.Contains(("acknowledgement", Start), sim.Sent());
        Assert.Contains("Priya Nair", mail.Mail.Text, StringComparison.Ordinal);
        Assert.Contains("Tuesday, 24 November, 11:04", mail.Mail.Text, StringComparison.Ordinal);
        Assert.Contains(("supervisor-outreach", Outreach), sim.Sent());
        var promise = Assert.Single((await sim.CallAsync("call-1")).Promises);
        Assert.Equal((PromiseState.Kept, Simulation.At(Outreach), true), (promise.State, promise.KeptAt, promise.KeptInTime));
    }

    [Theory]
    [InlineData(EventTypes.SupervisorContacted, PromiseState.Kept)]
    [InlineData(EventTypes.CallReopened, PromiseState.Withdrawn)]
    [InlineData(EventTypes.CustomerReplied, PromiseState.Withdrawn)]
    public async Task What_makes_the_outreach_pointless_settles_the_date(string type, string state)
    {
        var sim = await WithCallAsync();
        await sim.UpdateAsync(type, "u-1", null, ("callId", "call-1"));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Equal(state, Assert.Single((await sim.CallAsync("call-1")).Promises).State);
        Assert.DoesNotContain(sim.Sent(), sent => sent.Kind == "promise-overdue");
    }

    [Fact]
    public async Task Nobody_in_touch_one_business_hour_after_it_is_owned_up_to()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");

        // The outreach waits for the provider's quota.
        sim.Settings = sim.Settings with { Quota = new QuotaLimits(0, 0) };
        await sim.PlayUntilAsync("2026-11-24T11:03:00Z");
        Assert.Equal(PromiseState.Open, (await sim.CallAsync("call-1")).Promises.Single().State);
        await sim.PlayUntilAsync("2026-11-24T11:04:00Z");
        var promise = (await sim.CallAsync("call-1")).Promises.Single();
        Assert.Equal((PromiseState.Open, 1, Simulation.At("2026-11-25T11:04:00Z")), (promise.State, promise.Overdue, promise.DueAt));
        Assert.Contains("2026-11-24 11:04 sweep: The customer was to be contacted by 2026-11-24 10:04 UTC, and was not. Why: the supervisor stands for a new date: 2026-11-25 11:04 UTC.", await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task A_date_that_only_the_end_of_the_case_kept_does_not_claim_that_anybody_was_in_contact()
    {
        var sim = new Simulation(Start, Shipped);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { CaseId = "refund-7781" });
        await sim.PlayUntilAsync("2026-11-24T09:30:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T09:29:00Z") with { CaseId = "refund-7781" });
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Contains(
            "2026-11-24 11:04 sweep: The date of the acknowledgement was kept. Why: the case was closed: a later call about the same case was resolved (call call-2).", await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task Contacted_before_the_call_was_known_nobody_is_announced()
    {
        var sim = new Simulation(Start, Shipped);
        await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", null, ("callId", "call-1"));
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Contains("acknowledgement: cancelled (a supervisor spoke with the customer)", await sim.FollowUpsAsync("call-1"));
        Assert.Equal(PromiseState.Kept, Assert.Single((await sim.CallAsync("call-1")).Promises).State);
    }

    private const string CountsNeither =
        "2026-11-24 11:04 sweep: The date of the acknowledgement counts neither as kept nor as missed. Why: the mail mode let nothing out to the customer, and nobody was in contact.";

    public static TheoryData<MailMode> NothingOut => [new MailMode.Off(), new MailMode.Redirect(Given.Address("trial@quillmere.example")), new MailMode.AllowList(new HashSet<string>())];

    [Theory]
    [MemberData(nameof(NothingOut))]
    public async Task Where_the_mail_mode_lets_nothing_out_to_the_customer_the_date_counts_neither_way(MailMode mode)
    {
        var sim = new Simulation(Start, s => Shipped(s) with { Mode = mode });
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Equal(PromiseState.Withdrawn, (await sim.CallAsync("call-1")).Promises.Single().State);
        Assert.Contains(CountsNeither, await sim.TimelineAsync("call-1"));
        Assert.Equal((0, 0), await CountedAsync(sim));
    }

    [Fact]
    public async Task A_date_that_the_customer_was_told_before_mail_was_switched_off_counts_neither_way()
    {
        var sim = await WithCallAsync();
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        Assert.Contains(("acknowledgement", Start), sim.Sent());
        sim.Settings = sim.Settings with { Mode = new MailMode.Off() };
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Contains(CountsNeither, await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task A_date_that_the_customer_was_never_told_is_not_missed()
    {
        var sim = new Simulation(Start, s => Shipped(s) with { Mode = new MailMode.Off() });
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        sim.Settings = sim.Settings with { Mode = new MailMode.Live(), Quota = new QuotaLimits(0, 0) };
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Contains(CountsNeither, await sim.TimelineAsync("call-1"));
        Assert.DoesNotContain(await sim.FollowUpsAsync("call-1"), line => line.StartsWith("promise-overdue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_gets_in_touch_although_no_mail_goes_out_keeps_it()
    {
        var sim = new Simulation(Start, s => Shipped(s) with { Mode = new MailMode.Off() });
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T09:00:00Z");
        await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", null, ("callId", "call-1"));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        var promise = Assert.Single((await sim.CallAsync("call-1")).Promises);
        Assert.Equal((PromiseState.Kept, Simulation.At("2026-11-24T09:00:00Z")), (promise.State, promise.KeptAt));
        Assert.Equal((1, 1), await CountedAsync(sim));
    }

    /// <summary>Promises due and kept, as the statistics of the whole installation count them.</summary>
    private static async Task<(long Due, long Kept)> CountedAsync(Simulation sim)
    {
        var rows = (await sim.RowsAsync<StatisticRow>(Keys.Statistics(Simulation.At("2026-11-01T00:00:00Z"), Simulation.At("2026-12-31T00:00:00Z")))).Where(row => row.Dimension == "all").ToList();
        return (rows.Sum(row => row.Counts.GetValueOrDefault(Counters.PromisesDue)), rows.Sum(row => row.Counts.GetValueOrDefault(Counters.PromisesKept)));
    }

    private static Installation Shipped(Installation settings) => settings with { PlanBook = Plans.Books.Shipped };

    private static async Task<Simulation> WithCallAsync()
    {
        var sim = new Simulation(Start, Shipped);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Customer = Given.Customer() with { Language = "en" } });
        return sim;
    }
}
