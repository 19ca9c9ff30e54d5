using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.Recovery;
using NodaTime;
using Xunit;
using static FollowUps.Tests.Plans.Books;

namespace FollowUps.Tests.Plans;

public sealed class ExplainTests
{
    [Fact]
    public void Every_rule_is_looked_at_also_behind_the_one_that_decides()
    {
        var explained = Of(Call with { Mood = Mood.Angry });

        Assert.Equal(
            [("resolved, upset", RuleVerdict.Decides), ("resolved", RuleVerdict.NotReached), ("not solved", RuleVerdict.DoesNotMatch), ("abandoned", RuleVerdict.DoesNotMatch)],
            explained.Rules.Select(rule => (rule.Rule, rule.Verdict)));
        Assert.Equal([new RuleFact(true, "outcome resolved (wanted: resolved)"), new RuleFact(true, "mood angry (wanted: frustrated, angry)")], explained.Rules[0].Facts);
        Assert.Equal([new RuleFact(false, "outcome resolved (wanted: abandoned)")], explained.Rules[3].Facts);
    }

    [Fact]
    public void What_would_stop_a_follow_up_is_what_the_plan_book_says()
    {
        var book = Book(Rule(OneCheckIn), """ "stop": { "check-in": ["newCall", "replied"] } """);

        Assert.Equal([StopFact.NewCall, StopFact.Replied], Assert.Single(Of(Call, book).FollowUps).StoppedBy);
    }

    [Fact]
    public void Without_a_rule_nothing_is_sent_and_it_says_so() =>
        Assert.Contains("No rule takes this call: nothing is sent.", ExplanationText.Of(Of(Call, Book("[]"))), StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_plans_nothing_is_a_decision_too() =>
        Assert.Contains("Rule \"all\" plans nothing: nothing is sent.", ExplanationText.Of(Of(Call, Book(Rule("[]")))), StringComparison.Ordinal);

    [Fact]
    public void A_rule_may_be_named_none() =>
        Assert.Contains("Rule \"none\" plans nothing: nothing is sent.", ExplanationText.Of(Of(Call, Book("""[{ "name": "none", "plan": [] }]"""))), StringComparison.Ordinal);

    [Fact]
    public void A_skipped_follow_up_names_the_facts_behind_its_reason()
    {
        Assert.Equal("the event has no address of the customer that could be written to", Why(Call with { Customer = Call.Customer with { Email = null } }));
        Assert.Equal("the customer refused surveys", Why(Call with { Customer = Call.Customer with { SurveyPermission = SurveyPermission.Denied } }));
        Assert.Equal(
            "nobody knows whether the customer agrees to surveys, and surveyBasis says optIn for country DE",
            Why(Call with { Customer = Call.Customer with { Country = "DE" } }));
        Assert.Equal("the call closed 365 days before it became known, and maxAge is 72 hours", Why(Call, Books.Shipped, Call.ClosedAt + Duration.FromDays(365)));
        Assert.Equal("the call closed 80 hours before it became known, and maxAge is 72 hours", Why(Call, Books.Shipped, Call.ClosedAt + Duration.FromHours(80)));
        Assert.StartsWith("the sample takes calls below 0, and this one stands at 0.", Why(Call, Book(Rule("""[{ "kind": "check-in", "delay": { "elapsed": "1h" }, "sample": 0 }]"""))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_that_ends_before_the_mail_may_go_out_says_when()
    {
        var book = Book(Rule("""[{ "kind": "check-in", "delay": { "elapsed": "6h" }, "expireAfter": "1h" }]"""));

        // Due at 21:04, moved to 08:00; known when that is over.
        Assert.Equal("its time was over at Tue 2026-11-24 09:00 Europe/London, before the call became known", Why(Call, book, Given.At("2026-11-24T10:00:00Z")));
    }

    [Theory]
    [InlineData("Europe/Paris", null, "the customer's zone on the event")]
    [InlineData(null, "FR", "the zone of country FR")]
    [InlineData(null, "XX", "the zone of calendar default")]
    public void It_says_whose_clock_it_uses(string? zone, string? country, string expected) =>
        Assert.Equal(expected, Of(Call with { Customer = Call.Customer with { TimeZone = zone, Country = country } }).ZoneWhy);

    [Fact]
    public void What_goes_to_the_house_is_told_on_the_clock_of_its_queue_and_what_goes_to_the_customer_on_theirs()
    {
        var text = ExplanationText.Of(Of(Call with { Outcome = CallOutcome.Unresolved, Customer = Call.Customer with { TimeZone = "Asia/Tokyo" } }));

        Assert.Contains("supervisor-brief: due Mon 2026-11-23 15:04 Europe/London = ", text, StringComparison.Ordinal);
        Assert.Contains("supervisor-outreach: due Tue 2026-11-24 19:04 Asia/Tokyo = ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_that_is_due_before_anybody_can_be_reminded_says_so()
    {
        var call = Call with { ClosedAt = Given.At("2026-11-23T18:30:00Z"), Promises = [Given.Promise() with { DueAt = Given.At("2026-11-23T20:00:00Z") }] };

        var nudge = Of(call).FollowUps.Single(followUp => followUp.Kind == FollowUpKind.PromiseNudge);

        Assert.Equal(FollowUps.Lifecycle.SkipReason.Expired, nudge.SkipReason);
        Assert.Equal("calendar default opens no earlier than Tue 2026-11-24 09:00 Europe/London, and the promise is due at Mon 2026-11-23 20:00 Europe/London", nudge.SkipWhy);
    }

    [Fact]
    public void Nothing_personal_is_in_it()
    {
        var text = ExplanationText.Of(Of(Given.Call(outcome: CallOutcome.Escalated) with { Promises = [Given.Promise()] }));

        Assert.All(["Ada", "ada@", "+33", "Sam", "Charged", "October", "Call back"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_rule_names_and_the_call_does_not_get_now_is_told()
    {
        Assert.Equal(
            [
                new UnplannedStep(FollowUpKind.PromiseConfirmation, "nothing was promised in the call"),
                new UnplannedStep(FollowUpKind.PromiseNudge, "nothing was promised in the call"),
                new UnplannedStep(FollowUpKind.CheckInReminder, "it comes 3 business days after the check-in is sent, unless the customer answers"),
            ],
            Of(Call).Unplanned);
        Assert.Contains(
            new UnplannedStep(FollowUpKind.CheckInReminder, "there is no check-in that it could remind of"),
            Of(Call with { Customer = Call.Customer with { SurveyPermission = SurveyPermission.Denied } }).Unplanned);
        Assert.Contains(
            "escalation: not planned now\n  because  it comes 4 business hours after the supervisor-brief is sent, unless somebody takes the case\n",
            ExplanationText.Of(Of(Call with { Outcome = CallOutcome.Unresolved })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_task_says_which_mail_it_stands_for_and_about_which_promise()
    {
        var text = ExplanationText.Of(Of(Given.Call(outcome: CallOutcome.Unresolved) with { Customer = Given.Customer() with { Email = null } }));

        Assert.Contains("call-task instead of the supervisor-outreach: due ", text, StringComparison.Ordinal);
        Assert.Equal("", CallTask.PromiseOf(CallTask.SubjectOf(FollowUpKind.SupervisorOutreach, null)));
        Assert.Equal("p-1", CallTask.PromiseOf(CallTask.SubjectOf(FollowUpKind.PromiseOverdue, "p-1")));
    }

    [Fact]
    public void Each_update_is_a_sentence_of_what_the_run_does()
    {
        var events = new ExplainEvents(Books.Shipped);
        string Told(string type, params (string, string)[] data) => ExplanationText.Of(Assert.IsType<ExplainedEvent.Update>(events.CallUpdate(Given.Update(type, type, "2026-11-23T15:05:00Z", data), Given.Now)));
        events.CallClosed(Given.Bytes(Given.Call(outcome: CallOutcome.Unresolved) with { Promises = [Given.Promise()] }), Given.Now);

        Assert.Equal(
            "The customer is in call call-2. Nothing is cancelled yet: surveys to them wait until it is closed, 4 hours at most; its close is a new call.",
            Told("followup.call.started.v1", ("callId", "call-2"), ("customerId", "c-1")));
        Assert.Equal(
            "A supervisor spoke with the customer of call call-1. Of the call's follow-ups that are pending, these kinds are cancelled: acknowledgement, supervisor-brief, supervisor-outreach, call-task, escalation.",
            Told("followup.supervisor.contacted.v1", ("callId", "call-1")));
        Assert.Equal(
            "The customer is forgotten: everything pending for them is cancelled, and what is stored about them goes.",
            Told("followup.customer.erased.v1", ("customerId", "c-1")));
        Assert.Equal(
            "Promise p-1 of call call-1 is kept. Of the promise's follow-ups that are pending, these kinds are cancelled: promise-nudge, promise-overdue. Rule \"promise kept\" decides. The promise-check is due at 2026-11-24 15:05 UTC: 1 business day from Mon 2026-11-23 15:05 Europe/London, calendar default: Tue 2026-11-24 15:05 Europe/London.",
            Told("followup.promise.kept.v1", ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", "2026-11-23T15:00:00Z")));
        Assert.Equal(
            "A new date for promise p-1 changes nothing. Nothing changes: it was kept already.",
            Told("followup.promise.moved.v1", ("callId", "call-1"), ("promiseId", "p-1"), ("dueAt", "2026-11-25T15:00:00Z")));
        Assert.Equal(
            "Call call-9 is not known yet. Until 2026-11-30 15:05:00 UTC an update waits for it: the customer replied (followup.customer.replied.v1). It is applied right after the call; without the call it expires.",
            Told("followup.customer.replied.v1", ("callId", "call-9")));
    }

    [Fact]
    public void What_waited_for_a_call_is_explained_with_it_as_long_as_it_waits()
    {
        var events = new ExplainEvents(Books.Shipped);
        events.CallUpdate(Given.Update("followup.supervisor.contacted.v1", "u-1", "2026-11-23T15:04:30Z", ("callId", "call-1")), Given.Now);
        events.CallUpdate(Given.Update("followup.customer.replied.v1", "u-2", "2026-11-23T14:00:00Z", ("callId", "call-1")), Given.Now);
        events.CallUpdate(Given.Update("followup.customer.replied.v1", "u-3", "2026-11-23T15:04:30Z", ("callId", "call-2")), Given.Now);

        var then = Assert.IsType<ExplainedEvent.Planned>(events.CallClosed(Given.Bytes(Given.Call(outcome: CallOutcome.Unresolved)), Given.Now)).Then;
        Assert.Equal(
            ["The customer replied, at 2026-11-23 14:00 UTC. Nothing changes: that was before the end of the call: it stops nothing.", "A supervisor spoke with the customer of call call-1."],
            then.Select(explained => ExplanationText.Of(Assert.IsType<ExplainedEvent.Update>(explained)).Split(" Of the call's")[0]));
        Assert.Empty(Assert.IsType<ExplainedEvent.Planned>(events.CallClosed(Given.Bytes(Given.Call("call-2", closedAt: "2026-11-30T15:05:00Z")), Given.At("2026-11-30T15:05:00Z"))).Then);
    }

    [Fact]
    public void It_reads_like_this() => Approved.Verify(
        "explain.txt",
        string.Join('\n', new[]
        {
            Given.Call(mood: Mood.Angry, closedAt: "2026-11-27T16:30:00Z"),
            Given.Call() with { Promises = [Given.Promise()] },
            Given.Call(outcome: CallOutcome.Abandoned) with { Customer = Given.Customer() with { TimeZone = null, Country = "NZ" } },
            Given.Call() with { Customer = Given.Customer() with { SurveyPermission = SurveyPermission.Unknown, Country = "AT" } },
        }.Select(call => ExplanationText.Of(Of(call)))));

    [Fact]
    public void A_series_of_events_counts_repeat_callers_knows_repeats_and_plans_a_reopened_call_anew()
    {
        var book = Book("""[{ "name": "again", "when": { "repeat": { "calls": 2, "days": 7 } }, "plan": [] }, { "name": "first", "plan": [] }]""");
        var events = new ExplainEvents(book);
        ExplainedEvent Close(string id, string at = "2026-11-23T15:04:00Z") => events.CallClosed(Given.Bytes(Given.Call(id, closedAt: at)), Given.Now);
        ExplainedEvent Reopen() => events.CallUpdate(Given.Update("followup.call.reopened.v1", "u-1", "2026-11-23T15:05:00Z", ("callId", "call-1")), Given.Now);

        Assert.Equal("first", Assert.IsType<ExplainedEvent.Planned>(Close("call-1")).Explanation.Rule);
        Assert.IsType<ExplainedEvent.Repeat>(Close("call-1"));
        Assert.Equal("again", Assert.IsType<ExplainedEvent.Planned>(Close("call-2")).Explanation.Rule);
        Assert.Equal([FollowUpKind.Acknowledgement, FollowUpKind.CheckIn, FollowUpKind.CheckInReminder, FollowUpKind.SupervisorOutreach, FollowUpKind.CallTask, FollowUpKind.ReCheckIn], Assert.IsType<ExplainedEvent.Update>(Reopen()).Stops);
        Assert.IsType<ExplainedEvent.Repeat>(Close("call-1"));
        Assert.IsType<ExplainedEvent.Planned>(Close("call-1", "2026-11-23T15:06:00Z"));
        Assert.Equal("message", Assert.IsType<ExplainedEvent.Unusable>(events.CallClosed("Hello"u8.ToArray(), Given.Now)).Error.Field);
    }

    private static Explanation Of(CallClosed call, PlanBook? book = null, Instant? now = null) =>
        Explain.Of(call, Journeys.Simulation.Identity, CustomerView.Empty, book ?? Books.Shipped, now ?? call.ClosedAt + Duration.FromSeconds(3));

    private static string? Why(CallClosed call, PlanBook? book = null, Instant? now = null) => Assert.Single(Of(call, book, now).FollowUps).SkipWhy;
}
