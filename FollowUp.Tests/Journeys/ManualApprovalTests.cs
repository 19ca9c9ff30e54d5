using System.Text.Json.Nodes;
using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Tests.Plans;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>A house that wants to see every outreach before it goes: the brief says so and leads to the page, somebody lets it out, and what nobody lets out ends with that reason.</summary>
public sealed class ManualApprovalTests
{
    private const string Start = "2026-11-23T15:05:00Z";
    private readonly Simulation _sim = new(Start, s => s with { PlanBook = Given.PlanBookWithoutReminder(Manual) });

    [Fact]
    public async Task The_brief_says_that_the_letter_waits_and_leads_to_where_it_is_let_out()
    {
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await _sim.SweepAsync();
        var brief = Assert.Single(_sim.Mailbox.Mails);
        _sim.LinkIn(brief, LinkPurpose.Brief);
        Assert.Contains("Letter to the customer: ", brief.Text, StringComparison.Ordinal);
        Assert.Contains("10:04 (waits for your word)", brief.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_asked_after_it_was_let_out_reads_that_it_goes_out_by_itself()
    {
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { ClosedAt = Given.At("2026-11-23T09:00:00Z") });
        await _sim.SweepAsync();
        await _sim.ActAsync(new CaseAction.Approve(), "p-nair");
        await _sim.ActAsync(new CaseAction.HandOver("p-okonkwo"), "p-nair");
        var facts = await _sim.BriefOfAsync("call-1");
        Assert.Equal(Approval.Automatic, facts.OutreachApproval);
        await _sim.ActAsync(new CaseAction.Hold(), "p-okonkwo");
        Assert.Equal(Approval.Manual, (await _sim.BriefOfAsync("call-1")).OutreachApproval);
    }

    [Theory]
    [InlineData("2026-11-23T16:00:00Z", "2026-11-24T10:04:00Z")] // before it is due: at its hour
    [InlineData("2026-11-24T14:30:00Z", "2026-11-24T14:30:00Z")] // after: at once
    [InlineData("2026-11-24T21:00:00Z", "2026-11-25T09:00:00Z")] // at night: when the house opens
    public async Task It_goes_out_when_somebody_lets_it_out_but_never_before_it_is_due(string approved, string sent)
    {
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await _sim.PlayUntilAsync(approved);
        Assert.Empty(Outreaches());
        Assert.IsType<CaseAnswer.Done>(await _sim.ActAsync(new CaseAction.Approve(), "p-nair"));
        await _sim.PlayUntilAsync("2026-11-26T12:00:00Z");
        Assert.Equal([sent], Outreaches());
    }

    [Fact]
    public async Task To_take_the_case_or_to_hand_it_over_is_not_to_let_the_letter_out()
    {
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await _sim.SweepAsync();
        await _sim.ActAsync(new CaseAction.Take(), "p-nair");
        await _sim.ActAsync(new CaseAction.HandOver("p-okonkwo"), "p-nair");
        await _sim.PlayUntilAsync("2026-11-26T12:00:00Z");
        Assert.Empty(Outreaches());
        await _sim.ActAsync(new CaseAction.Approve(), "p-okonkwo");
        await _sim.PlayUntilAsync("2026-11-26T12:01:00Z");
        Assert.Equal(["2026-11-26T12:00:00Z"], Outreaches());
        Assert.Contains("Grace Okonkwo", _sim.Mailbox.Mails.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Let_out_twice_it_goes_out_once_and_the_second_is_told()
    {
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await _sim.PlayUntilAsync("2026-11-24T14:30:00Z");
        await _sim.ActAsync(new CaseAction.Approve(), "p-nair");
        var again = Assert.IsType<CaseAnswer.Told>(await _sim.ActAsync(new CaseAction.Approve(), "p-okonkwo"));
        Assert.Equal("The mail to the customer was let out already at 2026-11-24 14:30 UTC", again.Reason);
        await _sim.PlayUntilAsync("2026-11-26T12:00:00Z");
        Assert.IsType<CaseAnswer.Told>(await _sim.ActAsync(new CaseAction.Approve(), "p-nair"));
        await _sim.PlayUntilAsync("2026-11-26T13:00:00Z");
        Assert.Equal(["2026-11-24T14:30:00Z"], Outreaches());
        Assert.Single(await _sim.TimelineAsync("call-1"), line => line.Contains("lets the outreach out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Let_out_and_held_back_again_it_waits_again()
    {
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await _sim.SweepAsync();
        await _sim.ActAsync(new CaseAction.Approve(), "p-nair");
        await _sim.ActAsync(new CaseAction.Hold(), "p-okonkwo");
        await _sim.PlayUntilAsync("2026-11-25T12:00:00Z");
        Assert.Empty(Outreaches());
        Assert.IsType<CaseAnswer.Done>(await _sim.ActAsync(new CaseAction.Approve(), "p-nair"));
        await _sim.PlayUntilAsync("2026-11-25T12:01:00Z");
        Assert.Equal(["2026-11-25T12:00:00Z"], Outreaches());
    }

    [Fact]
    public async Task Whoever_has_the_case_is_reminded_on_each_business_day_that_the_letter_waits()
    {
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await _sim.SweepAsync();
        await _sim.ActAsync(new CaseAction.Take(), "p-nair");
        await _sim.PlayUntilAsync("2026-11-26T12:00:00Z");
        Assert.Equal(["2026-11-23T15:05:00Z", "2026-11-24T10:04:00Z", "2026-11-25T10:04:00Z", "2026-11-26T10:04:00Z"], Briefs());
        var reminder = _sim.Mailbox.Mails.Last();
        Assert.Equal("The letter to the customer waits for your word: call of Monday, 23 November", reminder.Subject);
        Assert.Contains("The letter to the customer (Tuesday, 24 November, 10:04) waits for your word: on the page you let it out, or hold it back.", reminder.Text, StringComparison.Ordinal);
        Assert.Equal("priya.nair@quillmere.example", reminder.To.Address.Value);
        await _sim.ActAsync(new CaseAction.Approve(), "p-nair");
        await _sim.PlayUntilAsync("2026-11-30T12:00:00Z");
        Assert.Equal(4, Briefs().Count);
        Assert.Equal(["2026-11-26T12:00:00Z"], Outreaches());
    }

    [Fact]
    public async Task Where_nobody_has_the_case_the_ladder_says_it()
    {
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await _sim.PlayUntilAsync("2026-11-26T12:00:00Z");
        Assert.Equal(["2026-11-23T15:05:00Z"], Briefs());
        Assert.Contains("waits for your word", _sim.Mailbox.Mails.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_speaks_with_the_customer_meanwhile_needs_no_letter()
    {
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await _sim.PlayUntilAsync("2026-11-24T14:30:00Z");
        await _sim.ActAsync(new CaseAction.Call(CallResult.Reached), "p-nair");
        await _sim.PlayUntilAsync("2026-11-24T15:00:00Z");
        Assert.Contains("supervisor-outreach: cancelled (a supervisor spoke with the customer)", await _sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task What_nobody_lets_out_ends_with_that_reason_and_the_customer_hears_that_the_date_was_missed()
    {
        var json = JsonNode.Parse(Books.ShippedFile)!;
        Manual(json);
        _sim.Settings = _sim.Settings with { PlanBook = ReadPlanBook.Of(Given.Bytes(json)).Book! };
        await _sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await _sim.PlayToTheEndAsync();
        Assert.Empty(Outreaches());
        Assert.Contains("supervisor-outreach: skipped (expired)", await _sim.FollowUpsAsync("call-1"));
        var timeline = await _sim.TimelineAsync("call-1");
        Assert.Contains("2026-12-01 10:04 send: The supervisor-outreach is not sent. Why: expired: nobody let it out until 2026-12-01 10:04 UTC.", timeline);
        Assert.Equal(
            [("acknowledgement", "2026-11-23T15:05:00Z"), ("promise-overdue", "2026-11-24T11:04:00Z"), ("promise-overdue", "2026-11-25T12:04:00Z")],
            _sim.SentToCustomers().Distinct());
        Assert.Equal("notFollowedUp: the whole ladder was asked, and nobody took the case", await _sim.OutcomeAsync("call-1"));
        Assert.Equal(CaseState.Unacknowledged, (await _sim.CallAsync("call-1")).Case!.State);
    }

    [Theory]
    [InlineData(CallOutcome.Abandoned, true)]
    [InlineData(CallOutcome.Abandoned, false)]
    [InlineData(CallOutcome.Resolved, true)]
    public async Task A_letter_to_a_call_that_needs_no_recovery_waits_for_a_persons_word_as_well(CallOutcome outcome, bool approved)
    {
        _sim.Settings = _sim.Settings with
        {
            PlanBook = Books.Book(Books.Rule("""
                [{ "kind": "supervisor-brief", "delay": { "businessHours": 0 } },
                 { "kind": "supervisor-outreach", "delay": { "businessHours": 1 }, "approval": "manual" }]
                """)),
        };
        await _sim.CloseAsync(Given.Call(outcome: outcome));
        await _sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        Assert.Empty(Outreaches());
        Assert.Equal(CaseReason.Approval, (await _sim.CallAsync("call-1")).Case!.Because);
        Assert.Contains("the letter to the customer needs somebody’s word", Assert.Single(_sim.Mailbox.Mails).Text, StringComparison.Ordinal);

        if (approved)
        {
            Assert.IsType<CaseAnswer.Done>(await _sim.ActAsync(new CaseAction.Approve(), "p-nair"));
        }

        await _sim.PlayToTheEndAsync();
        Assert.Equal(approved ? ["2026-11-24T10:00:00Z"] : [], Outreaches());
        Assert.Contains(approved ? "supervisor-outreach: sent" : "supervisor-outreach: skipped (expired)", await _sim.FollowUpsAsync("call-1"));
    }

    private List<string> Briefs() => [.. _sim.Sent().Where(mail => mail.Kind == "supervisor-brief").Select(mail => mail.At)];

    private static void Manual(JsonNode book) => book["rules"]!.AsArray().SelectMany(rule => rule!["plan"]!.AsArray())
        .Where(step => step!["kind"]!.GetValue<string>() == "supervisor-outreach").ToList().ForEach(step => step!["approval"] = "manual");

    private IEnumerable<string> Outreaches() => _sim.Sent().Where(mail => mail.Kind == "supervisor-outreach").Select(mail => mail.At);
}
