using FollowUps.Calls;
using FollowUps.Promises;
using FollowUps.Sending;
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
    public async Task Contacted_before_the_call_was_known_nobody_is_announced()
    {
        var sim = new Simulation(Start, Shipped);
        await sim.UpdateAsync(EventTypes.SupervisorContacted, "u-1", null, ("callId", "call-1"));
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Contains("acknowledgement: cancelled (a supervisor spoke with the customer)", await sim.FollowUpsAsync("call-1"));
        Assert.Empty((await sim.CallAsync("call-1")).Promises);
    }

    [Fact]
    public async Task In_a_shadow_week_the_outreach_counts_as_it_would_have_gone_out()
    {
        var sim = new Simulation(Start, s => Shipped(s) with { Mode = new MailMode.Off() });
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        Assert.Equal(PromiseState.Kept, (await sim.CallAsync("call-1")).Promises.Single().State);
    }

    private static Installation Shipped(Installation settings) => settings with { PlanBook = Plans.Books.Shipped };

    private static async Task<Simulation> WithCallAsync()
    {
        var sim = new Simulation(Start, Shipped);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Customer = Given.Customer() with { Language = "en" } });
        return sim;
    }
}
