using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using NodaTime;
using Xunit;
using static FollowUps.Tests.Plans.Books;
using static FollowUps.Tests.Schedule.Calendars;

namespace FollowUps.Tests.Plans;

public sealed class PlanTests
{
    private const string London = "Europe/London";
    private const string TwoRules = """
        [ { "name": "upset", "when": { "outcome": ["resolved"], "mood": ["frustrated", "angry"] }, "plan": [] },
          { "name": "resolved", "when": { "outcome": ["resolved"] }, "plan": [{ "kind": "check-in", "delay": { "elapsed": "24h" } }] } ]
        """;

    private static readonly PlanBook CheckIn = Book(Rule(OneCheckIn));

    [Fact]
    public void The_first_rule_that_matches_decides_and_says_why()
    {
        var decision = Decide(Book(TwoRules), Call);

        Assert.Equal(("resolved", "outcome resolved (wanted: resolved)"), (decision.Rule, decision.Reason));
        Assert.Equal(
            [("upset", false), ("resolved", true)],
            decision.Trace.Select(trace => (trace.Rule, trace.Matched)));
        Assert.Equal(["outcome resolved (wanted: resolved)", "mood calm (wanted: frustrated, angry)"], decision.Trace[0].Facts);
    }

    [Fact]
    public void A_rule_with_an_empty_plan_decides_that_nothing_is_sent()
    {
        var decision = Decide(Book(TwoRules), Call with { Mood = Mood.Angry });

        Assert.Equal("upset", decision.Rule);
        Assert.Empty(decision.FollowUps);
    }

    [Fact]
    public void A_call_without_a_rule_is_told_so()
    {
        var decision = Decide(Book(TwoRules), Call with { Outcome = CallOutcome.Abandoned });

        Assert.Equal(("none", "no rule"), (decision.Rule, decision.Reason));
        Assert.Empty(decision.FollowUps);
        Assert.Equal(2, decision.Trace.Length);
    }

    [Fact]
    public void A_check_in_waits_for_the_last_promise_and_a_business_day_more()
    {
        var call = Call with { Promises = [Promise("p-1", "2026-11-24T16:00"), Promise("p-2", "2026-11-27T16:00")] };

        var followUp = Assert.Single(Decide(CheckIn, call).FollowUps);

        Assert.Equal(At("2026-11-30T16:00", London), followUp.Due);
        Assert.Equal(followUp.Due + Duration.FromDays(7), followUp.ExpireAt);
        Assert.Contains("waits for the last promise", followUp.Steps);
    }

    [Fact]
    public void A_promise_that_ends_before_the_delay_changes_nothing()
    {
        var book = Book(Rule("""[{ "kind": "check-in", "delay": { "businessDays": 5 } }]"""));

        Assert.Equal(At("2026-11-30T15:04", London), Decide(book, Call with { Promises = [Promise("p-1", "2026-11-24T10:00")] }).FollowUps[0].Due);
    }

    [Fact]
    public void Only_check_ins_wait_for_promises()
    {
        var book = Book(Rule("""[{ "kind": "supervisor-outreach", "delay": { "businessHours": 4 } }]"""));

        Assert.Equal(At("2026-11-24T10:04", London), Decide(book, Call with { Promises = [Promise("p-1", "2026-11-27T16:00")] }).FollowUps[0].Due);
    }

    [Fact]
    public void A_delay_before_a_promise_is_planned_once_for_each_promise()
    {
        var book = Book(Rule("""[{ "kind": "promise-nudge", "delay": { "beforePromise": "2h" } }]"""));
        var call = Call with { Promises = [Promise("p-1", "2026-11-24T16:00"), Promise("p-2", "2026-11-27T16:00")] };

        Assert.Equal(
            [("p-1", At("2026-11-24T14:00", London)), ("p-2", At("2026-11-27T14:00", London))],
            Decide(book, call).FollowUps.Select(followUp => (followUp.Subject, followUp.Due)));
        Assert.Empty(Decide(book, Call).FollowUps);
    }

    [Theory]
    [InlineData("2026-11-24T15:00", "2026-11-24T15:04", null)] // heard of before it is due
    [InlineData("2026-11-25T10:00", "2026-11-25T10:00", null)] // late: at once
    [InlineData("2026-11-25T21:00", "2026-11-26T08:00", null)] // late, in quiet hours
    [InlineData("2026-11-26T15:04", "2026-11-26T15:04", null)] // 72 hours are not too old
    [InlineData("2026-11-26T15:05", "2026-11-26T15:05", SkipReason.TooOld)]
    public void A_call_heard_of_late_gets_its_mail_at_the_next_allowed_moment_or_not_at_all(string now, string due, SkipReason? skipped)
    {
        var followUp = Plan.Of(Call, [], CheckIn, At(now, London)).FollowUps[0];

        Assert.Equal((At(due, London), skipped), (followUp.Due, followUp.SkipReason));
        Assert.Equal(At("2026-12-01T15:04", London), followUp.ExpireAt);
    }

    [Theory]
    [InlineData("2026-11-23T17:00", SkipReason.TooOld)] // its window of an hour is over
    [InlineData("2026-11-23T16:03", null)]
    public void A_window_that_has_passed_is_too_old(string now, SkipReason? skipped)
    {
        var book = Book(Rule("""[{ "kind": "supervisor-outreach", "delay": { "elapsed": "0m" }, "expireAfter": "1h" }]"""));

        Assert.Equal(skipped, Plan.Of(Call, [], book, At(now, London)).FollowUps[0].SkipReason);
    }

    [Fact]
    public void A_window_that_ends_in_quiet_hours_is_expired()
    {
        var book = Book(Rule("""[{ "kind": "supervisor-outreach", "delay": { "elapsed": "4h" }, "expireAfter": "2h" }]"""));

        Assert.Equal(SkipReason.Expired, Plan.Of(Call, [], book, At("2026-11-23T20:30", London)).FollowUps[0].SkipReason);
    }

    [Fact]
    public void A_customer_without_an_address_is_skipped_with_that_reason_and_a_supervisor_is_not()
    {
        var book = Book(Rule("""[{ "kind": "check-in", "delay": { "elapsed": "24h" } }, { "kind": "supervisor-brief", "delay": { "businessHours": 0 } }]"""));

        Assert.Equal(
            [SkipReason.NoAddress, null],
            Decide(book, Call with { Customer = new Customer { Id = "c-1" } }).FollowUps.Select(followUp => followUp.SkipReason));
    }

    [Fact]
    public void Mail_to_a_supervisor_knows_no_quiet_hours()
    {
        var book = Book(Rule("""[{ "kind": "supervisor-brief", "delay": { "elapsed": "6h" } }]"""));

        Assert.Equal(At("2026-11-23T21:04", London), Decide(book, Call).FollowUps[0].Due);
    }

    [Theory]
    [InlineData("Asia/Tokyo", "FR", "Asia/Tokyo")] // the customer's own zone
    [InlineData(null, "FR", "Europe/Paris")] // by country
    [InlineData(null, "XX", "America/New_York")] // that of the queue's calendar
    [InlineData(null, null, "America/New_York")]
    public void The_customers_clock_is_their_own_else_their_countrys_else_the_queues(string? zone, string? country, string expected)
    {
        const string more = """
            "countryZones": { "FR": "Europe/Paris" }, "queueCalendars": { "billing": "us" }
            """;
        var json = Json(Rule(OneCheckIn), more)
            .Replace("\"calendars\": {", "\"calendars\": { \"us\": { \"zone\": \"America/New_York\", \"week\": { \"monday\": [\"09:00-17:00\"] } },", StringComparison.Ordinal);

        Assert.Equal(expected, Read(json).Book!.ZoneOf(Call with { Customer = new Customer { TimeZone = zone, Country = country } }).Id);
        Assert.Equal(London, Read(json).Book!.ZoneOf(Call with { Queue = "sales" }).Id);
    }

    private static Promise Promise(string id, string dueAt) => new(id, "Call back", At(dueAt, London), null);
}
