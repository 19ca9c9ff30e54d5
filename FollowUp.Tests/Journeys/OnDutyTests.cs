using System.Globalization;
using FollowUps.Calls;
using FollowUps.Recovery;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>The brief reaches whoever is there at that hour, and who had gone home is asked when the ladder comes to them.</summary>
public sealed class OnDutyTests
{
    private const string Friday = "2026-11-27T16:00:00Z";

    [Fact]
    public async Task On_a_Friday_afternoon_the_rung_that_is_there_is_briefed_and_the_one_who_had_gone_home_is_asked_on_Monday()
    {
        var sim = await UnresolvedAsync();
        await sim.PlayUntilAsync("2026-12-02T12:00:00Z");
        Assert.Equal(
            [
                ("supervisor-brief", "2026-11-27T16:00:00Z", "grace.okonkwo@quillmere.example"),
                ("escalation", "2026-11-30T11:00:00Z", "jonas.lindqvist@quillmere.example"),
                ("escalation", "2026-12-01T11:00:00Z", "grace.okonkwo@quillmere.example"),
                ("escalation", "2026-12-02T11:00:00Z", "grace.okonkwo@quillmere.example"),
            ],
            House(sim));
        await sim.PlayToTheEndAsync();
        Assert.Equal(7, House(sim).Count);
        Assert.Equal(CaseState.Unacknowledged, (await sim.CallAsync("call-1")).Case!.State);
    }

    [Fact]
    public async Task Who_had_gone_home_is_asked_at_once_when_the_brief_comes_back()
    {
        var sim = await UnresolvedAsync();
        await sim.SweepAsync();
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(mail => mail.To.Address.Value.StartsWith("grace", StringComparison.Ordinal)), "Bounced", "550 5.1.1 no such user"));
        await sim.PlayUntilAsync("2026-11-30T12:00:00Z");
        Assert.Equal(("escalation", "2026-11-30T08:00:00Z", "jonas.lindqvist@quillmere.example"), House(sim)[1]);
    }

    [Fact]
    public async Task An_outreach_that_nobody_took_is_signed_by_whoever_is_there_when_it_goes_out()
    {
        var sim = await UnresolvedAsync();
        await sim.PlayUntilAsync("2026-11-30T11:00:00Z");
        var outreach = Assert.Single(sim.Mailbox.Mails, mail => mail.Headers.Any(header => header.Value == "supervisor-outreach"));
        Assert.Contains("Jonas Lindqvist", outreach.Text, StringComparison.Ordinal);
    }

    private static async Task<Simulation> UnresolvedAsync()
    {
        var sim = new Simulation(Friday);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, closedAt: Friday) with { Queue = "technical", Agent = null });
        return sim;
    }

    private static List<(string Kind, string At, string To)> House(Simulation sim) =>
    [
        .. sim.Mailbox.Accepted.Select(a => (a.Mail.Headers.Single(h => h.Key == "X-FollowUp-Kind").Value, a.At.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), a.Mail.To.Address.Value))
            .Where(mail => mail.Item3.EndsWith("@quillmere.example", StringComparison.Ordinal)),
    ];
}
