using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.People;
using FollowUps.Recovery;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>A matter that was not solved: who is told, who takes it, and that it always comes to an end.</summary>
public sealed class RecoveryTests
{
    private const string Start = "2026-11-23T15:05:00Z";

    [Fact]
    public async Task The_supervisor_is_told_at_once_the_ladder_is_climbed_to_the_minute_and_ends_unacknowledged()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, mood: Mood.Angry));
        await sim.PlayToTheEndAsync();

        Assert.Equal(
            [
                ("supervisor-brief", "2026-11-23T15:05:00Z", "priya.nair@quillmere.example"),
                ("supervisor-outreach", "2026-11-24T10:04:00Z", "ada@example.com"),
                ("escalation", "2026-11-24T10:05:00Z", "grace.okonkwo@quillmere.example"),
                ("escalation", "2026-11-25T10:05:00Z", "grace.okonkwo@quillmere.example"),
                ("escalation", "2026-11-26T10:05:00Z", "grace.okonkwo@quillmere.example"),
                ("escalation", "2026-11-27T10:05:00Z", "grace.okonkwo@quillmere.example"),
                ("escalation", "2026-11-30T10:05:00Z", "grace.okonkwo@quillmere.example"),
                ("escalation", "2026-12-01T10:05:00Z", "grace.okonkwo@quillmere.example"),
            ],
            Mails(sim));
        var call = await sim.CallAsync("call-1");
        Assert.Equal((CaseState.Unacknowledged, 2), (call.Case!.State, call.Case.Rung));
        Assert.Equal("notFollowedUp: the whole ladder was asked, and nobody took the case", await sim.OutcomeAsync("call-1"));
        Assert.Equal(At("2026-12-02T10:05:00Z"), call.EndedAt);
        Assert.Equal("the whole ladder was asked, and nobody took the case", Assert.IsType<Alert.CaseLeft>(Assert.Single(sim.Alerts.All)).Reason);
        Assert.Equal(6, sim.Outcomes.Events.Count(e => e.Type == OutgoingEvents.Escalated));
        Assert.Single(sim.Outcomes.Events, e => e.Type == OutgoingEvents.Closed);
    }

    [Fact]
    public async Task Whoever_takes_the_brief_stops_the_ladder_and_signs_the_outreach()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        await sim.ActAsync(new CaseAction.Take(), "p-okonkwo", "2026-11-23T16:00:00Z");
        await sim.PlayUntilAsync("2026-11-25T12:00:00Z");

        Assert.Equal(["supervisor-brief", "supervisor-outreach"], sim.Sent().Select(mail => mail.Kind));
        Assert.Contains("Grace Okonkwo", sim.Mailbox.Mails.ElementAt(1).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Priya Nair", sim.Mailbox.Mails.ElementAt(1).Text, StringComparison.Ordinal);
        var matter = (await sim.CallAsync("call-1")).Case!;
        Assert.Equal((CaseState.Acknowledged, "p-okonkwo", At("2026-11-24T10:04:00Z")), (matter.State, matter.Owner, matter.FirstOutreachAt));
        Assert.Null(await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task Of_two_who_take_it_at_once_one_has_it_and_the_other_is_told()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.SweepAsync();
        var answers = await Task.WhenAll(
            Task.Run(() => sim.ActAsync(new CaseAction.Take(), "p-nair")), Task.Run(() => sim.ActAsync(new CaseAction.Take(), "p-okonkwo")));

        var owner = (await sim.CallAsync("call-1")).Case!.Owner!;
        Assert.Single(answers, answer => answer is CaseAnswer.Done);
        var name = Given.Installation.Directory.PersonOf(owner)!.Name;
        Assert.StartsWith(name, Assert.IsType<CaseAnswer.Told>(Assert.Single(answers, answer => answer is CaseAnswer.Told)).Reason, StringComparison.Ordinal);
        Assert.IsType<CaseAnswer.Done>(await sim.ActAsync(new CaseAction.Take(), owner));
    }

    [Fact]
    public async Task A_case_that_is_closed_has_recovered_the_customer_who_is_asked_two_business_days_later()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Escalated));
        await sim.PlayUntilAsync("2026-11-24T09:30:00Z");
        await sim.ActAsync(new CaseAction.Call(CallResult.Reached), "p-nair");
        Assert.IsType<CaseAnswer.Done>(await sim.ActAsync(new CaseAction.Close("Billing Error", "Refunded", "The job runs once now", "10 pounds"), "p-nair"));
        await sim.PlayToTheEndAsync();

        Assert.Equal([("supervisor-brief", "2026-11-23T15:05:00Z"), ("re-check-in", "2026-11-26T09:30:00Z")], sim.Sent());
        Assert.Equal("recovered: the case was closed", await sim.OutcomeAsync("call-1"));
        var matter = (await sim.CallAsync("call-1")).Case!;
        Assert.Equal(("billing error", "Refunded", "The job runs once now", "10 pounds"), (matter.Cause, matter.Action, matter.Prevention, matter.Goodwill));
        var counted = await CountsAsync(sim, "queue", "billing");
        Assert.Equal((1L, 1L, 1L), (counted["case.closed"], counted["cause.billing error"], counted["case.outreach.business.240"]));
        Assert.Equal((1L, 1L), (counted["case.outreach.1440"], counted["case.close.business.240"]));
    }

    [Theory]
    [InlineData("no such cause", "done", "never again", "cause")]
    [InlineData("other", " ", "never again", "action")]
    [InlineData("other", "done", null, "prevention")]
    public async Task A_case_is_closed_with_a_cause_an_action_and_a_prevention(string cause, string action, string? prevention, string field)
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));

        Assert.Equal(field, Assert.IsType<CaseAnswer.No>(await sim.ActAsync(new CaseAction.Close(cause, action, prevention, null), "p-nair")).Field);
        Assert.True((await sim.CallAsync("call-1")).Case!.IsOpen);
    }

    [Theory]
    [InlineData("2026-11-23T15:00:00Z", "at")]
    [InlineData("2026-11-24T03:00:00Z", "at")]
    [InlineData("2027-03-24T10:00:00Z", "at")]
    public async Task A_call_is_agreed_for_a_time_at_which_the_supervisor_is_there(string at, string field)
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));

        Assert.Equal(field, Assert.IsType<CaseAnswer.No>(await sim.ActAsync(new CaseAction.CallAt(At(at)), "p-nair")).Field);
    }

    [Fact]
    public async Task A_call_that_is_agreed_is_the_supervisors_promise_and_no_outreach_goes_out()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.SweepAsync();
        await sim.ActAsync(new CaseAction.CallAt(At("2026-11-24T14:00:00Z")), "p-nair");

        var promise = Assert.Single((await sim.CallAsync("call-1")).Promises);
        Assert.Equal((At("2026-11-24T14:00:00Z"), "Priya Nair", "open"), (promise.DueAt, promise.Owner!.Name, promise.State));
        Assert.Contains("supervisor-outreach: cancelled (the customer booked a call)", await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Whoever_a_case_is_handed_to_gets_a_brief_and_an_unknown_person_is_refused()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.SweepAsync();
        Assert.Equal("to", Assert.IsType<CaseAnswer.No>(await sim.ActAsync(new CaseAction.HandOver("p-nobody"), "p-nair")).Field);
        Assert.Equal("person", Assert.IsType<CaseAnswer.No>(await sim.ActAsync(new CaseAction.Take(), "p-nobody")).Field);
        await sim.ActAsync(new CaseAction.HandOver("p-marsh"), "p-nair");
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");

        Assert.Equal(["priya.nair@quillmere.example", "eleanor.marsh@quillmere.example"], sim.Mailbox.Mails.Select(mail => mail.To.Address.Value));
        Assert.Equal("p-marsh", (await sim.CallAsync("call-1")).Case!.Owner);
    }

    [Theory]
    [InlineData("refund-7781", "recovered: a later call about the same case was resolved (call call-2)", CaseState.Closed)]
    [InlineData("other-1", null, CaseState.Open)]
    public async Task A_later_resolved_call_closes_the_case_only_when_it_is_about_the_same_one(string caseId, string? outcome, CaseState state)
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { CaseId = "refund-7781" });
        await sim.PlayUntilAsync("2026-11-24T09:30:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T09:29:00Z") with { CaseId = caseId });

        Assert.Equal((outcome, state), (await sim.OutcomeAsync("call-1"), (await sim.CallAsync("call-1")).Case!.State));
        Assert.Contains("supervisor-outreach: cancelled (a later call of this customer was resolved (call call-2))", await sim.FollowUpsAsync("call-1"));
        await sim.PlayToTheEndAsync();
        Assert.DoesNotContain(sim.Sent(), mail => mail.Kind is "re-check-in" or "supervisor-outreach");
    }

    [Fact]
    public async Task A_rung_whose_mail_bounces_is_left_at_once()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.SweepAsync();
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), "Bounced", "550 5.1.1 no such user"));
        await sim.PlayUntilAsync("2026-11-23T15:30:00Z");

        Assert.Equal([("supervisor-brief", "2026-11-23T15:05:00Z"), ("escalation", "2026-11-23T15:05:00Z")], sim.Sent());
        Assert.Null(await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_ladder_of_whom_nobody_is_there_reaches_the_team()
    {
        var away = new Absence(new LocalDate(2026, 11, 1), new LocalDate(2026, 12, 31));
        var sim = new Simulation(Start, s => s with { Directory = AllAway(s.Directory, away) });
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");

        Assert.All(sim.Mailbox.Mails.Where(mail => Kind(mail) != "supervisor-outreach"), mail => Assert.Equal("billing@quillmere.example", mail.To.Address.Value));
        Assert.Contains(sim.Mailbox.Mails, mail => Kind(mail) == "escalation");
    }

    private static Instant At(string text) => Simulation.At(text);

    private static string Kind(OutgoingEmail mail) => mail.Headers.Single(h => h.Key == "X-FollowUp-Kind").Value;

    private static List<(string Kind, string At, string To)> Mails(Simulation sim) =>
        [.. sim.Mailbox.Accepted.Select(a => (Kind(a.Mail), a.At.ToString(), a.Mail.To.Address.Value))];

    private static async Task<Dictionary<string, long>> CountsAsync(Simulation sim, string dimension, string name) =>
        (await sim.RowsAsync<StatisticRow>(KeyRange.Prefix("s:"))).Where(row => row.Dimension == dimension && row.Name == name)
            .SelectMany(row => row.Counts).GroupBy(count => count.Key).ToDictionary(count => count.Key, count => count.Sum(one => one.Value));

    private static ContactDirectory AllAway(ContactDirectory directory, Absence away) => directory with
    {
        DefaultSupervisor = directory.DefaultSupervisor with { Absences = [away] },
        Teams = [.. directory.Teams.Select(team => team with { Ladder = [.. team.Ladder.Select(person => person with { Absences = [away] })] })],
    };
}
