using FollowUps.Plans;
using NodaTime;
using Xunit;
using static FollowUps.Tests.Plans.Books;

namespace FollowUps.Tests.Plans;

public sealed class PlanConditionTests
{
    [Theory]
    [InlineData("""{ }""", true)]
    [InlineData("""{ "outcome": ["unresolved", "resolved"] }""", true)]
    [InlineData("""{ "outcome": ["unresolved"] }""", false)]
    [InlineData("""{ "mood": ["calm"] }""", true)]
    [InlineData("""{ "mood": ["angry"] }""", false)]
    [InlineData("""{ "queue": ["billing"] }""", true)]
    [InlineData("""{ "queue": ["Billing"] }""", false)] // exact spelling
    [InlineData("""{ "priority": ["normal"] }""", true)]
    [InlineData("""{ "priority": ["high"] }""", false)]
    [InlineData("""{ "language": ["fr"] }""", true)]
    [InlineData("""{ "language": ["de"] }""", false)]
    [InlineData("""{ "tags": { "any": ["vip", "refund"] } }""", true)]
    [InlineData("""{ "tags": { "any": ["vip"] } }""", false)]
    [InlineData("""{ "tags": { "all": ["refund", "card"] } }""", true)]
    [InlineData("""{ "tags": { "all": ["refund", "vip"] } }""", false)]
    [InlineData("""{ "tags": { "none": ["vip"] } }""", true)]
    [InlineData("""{ "tags": { "none": ["vip", "card"] } }""", false)]
    [InlineData("""{ "weekday": ["monday"] }""", true)]
    [InlineData("""{ "weekday": ["saturday", "sunday"] }""", false)]
    [InlineData("""{ "hours": "15:00-16:00" }""", true)]
    [InlineData("""{ "hours": "15:04-15:05" }""", true)] // the beginning belongs to it
    [InlineData("""{ "hours": "09:00-15:04" }""", false)] // the end does not
    [InlineData("""{ "hours": "22:00-16:00" }""", true)] // past midnight
    [InlineData("""{ "hours": "12:00-24:00" }""", true)]
    [InlineData("""{ "repeat": { "calls": 3, "days": 7 } }""", true)] // this one and two within a week
    [InlineData("""{ "repeat": { "calls": 4, "days": 7 } }""", false)]
    [InlineData("""{ "repeat": { "calls": 4, "days": 30 } }""", true)]
    [InlineData("""{ "outcome": ["resolved"], "mood": ["angry"] }""", false)] // all of it must hold
    public void A_rule_takes_a_call_that_has_everything_it_wants(string when, bool taken)
    {
        var call = Call with { Tags = ["refund", "card"], Customer = Call.Customer with { Language = "fr" } };
        Instant[] earlier = [call.ClosedAt - Duration.FromDays(1), call.ClosedAt - Duration.FromDays(7), call.ClosedAt - Duration.FromDays(8)];

        var decision = Decide(Book($$"""[{ "name": "rule", "when": {{when}}, "plan": [] }]"""), call, earlier);

        Assert.Equal(taken ? "rule" : "none", decision.Rule);
    }

    [Theory]
    [InlineData("""{ "queue": ["billing"] }""")]
    [InlineData("""{ "language": ["en"] }""")]
    public void What_the_platform_does_not_say_is_no_match(string when)
    {
        var decision = Decide(Book($$"""[{ "name": "rule", "when": {{when}}, "plan": [] }]"""), Call with { Queue = null });

        Assert.Equal("none", decision.Rule);
        Assert.Contains("(none)", Assert.Single(decision.Trace[0].Facts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ }""", """{ "outcome": ["resolved"] }""", true)]
    [InlineData("""{ "outcome": ["resolved", "abandoned"] }""", """{ "outcome": ["resolved"], "mood": ["angry"] }""", true)]
    [InlineData("""{ "outcome": ["resolved", "unresolved", "escalated", "abandoned"] }""", """{ }""", true)] // all there are
    [InlineData("""{ "outcome": ["resolved"] }""", """{ }""", false)]
    [InlineData("""{ "outcome": ["resolved"], "mood": ["angry"] }""", """{ "outcome": ["resolved"] }""", false)]
    [InlineData("""{ "queue": ["a", "b"] }""", """{ "queue": ["b"] }""", true)]
    [InlineData("""{ "queue": ["a"] }""", """{ "queue": ["a", "b"] }""", false)]
    [InlineData("""{ "tags": { "any": ["a", "b"] } }""", """{ "tags": { "any": ["a"] } }""", true)]
    [InlineData("""{ "tags": { "any": ["a", "b"] } }""", """{ "tags": { "all": ["b", "c"] } }""", true)]
    [InlineData("""{ "tags": { "any": ["a"] } }""", """{ "tags": { "any": ["a", "b"] } }""", false)]
    [InlineData("""{ "tags": { "all": ["a"] } }""", """{ "tags": { "all": ["a", "b"] } }""", true)]
    [InlineData("""{ "tags": { "none": ["a"] } }""", """{ "tags": { "none": ["a", "b"] } }""", true)]
    [InlineData("""{ "tags": { "none": ["a"] } }""", """{ }""", false)]
    [InlineData("""{ "repeat": { "calls": 2, "days": 30 } }""", """{ "repeat": { "calls": 3, "days": 7 } }""", true)]
    [InlineData("""{ "repeat": { "calls": 3, "days": 7 } }""", """{ "repeat": { "calls": 2, "days": 7 } }""", false)]
    [InlineData("""{ "hours": "09:00-12:00" }""", """{ "hours": "09:00-12:00" }""", true)]
    [InlineData("""{ "hours": "09:00-12:00" }""", """{ }""", false)]
    [InlineData("""{ "hours": "09:00-18:00" }""", """{ "hours": "10:00-12:00" }""", true)]
    [InlineData("""{ "hours": "22:00-02:00" }""", """{ "hours": "23:00-01:00" }""", true)]
    [InlineData("""{ "hours": "22:00-02:00" }""", """{ "hours": "00:00-01:30" }""", true)]
    [InlineData("""{ "hours": "22:00-02:00" }""", """{ "hours": "22:00-24:00" }""", true)]
    [InlineData("""{ "hours": "22:00-02:00", "mood": ["calm"] }""", """{ "hours": "23:00-01:00" }""", false)]
    [InlineData("""{ "hours": "02:00-22:00" }""", """{ "hours": "22:00-02:00" }""", false)]
    [InlineData("""{ "language": ["EN"] }""", """{ "language": ["en"] }""", true)]
    public void A_rule_that_no_call_can_reach_is_a_warning(string earlier, string later, bool warned)
    {
        var reading = Read(Json($$"""[{ "name": "first", "when": {{earlier}}, "plan": [] }, { "name": "second", "when": {{later}}, "plan": [] }]"""));

        Assert.NotNull(reading.Book);
        Assert.Equal(warned ? ["rules[1]"] : [], reading.Warnings.Select(warning => warning.Path));
    }

    [Theory]
    [InlineData("""{ "outcome": ["resolved"] }""", """{ "mood": ["angry"] }""", true)]
    [InlineData("""{ "queue": ["billing"], "outcome": ["resolved"] }""", """{ "outcome": ["resolved"], "mood": ["angry"] }""", true)]
    [InlineData("""{ "tags": { "any": ["vip"] } }""", """{ "outcome": ["resolved"] }""", true)]
    [InlineData("""{ "hours": "08:00-12:00" }""", """{ "hours": "11:00-13:00" }""", true)]
    [InlineData("""{ "hours": "22:00-02:00" }""", """{ "hours": "01:00-05:00" }""", true)]
    [InlineData("""{ "outcome": ["resolved"], "mood": ["angry"] }""", """{ "outcome": ["resolved"] }""", false)] // an exception before the wider rule
    [InlineData("""{ "outcome": ["resolved"] }""", """{ "outcome": ["abandoned"], "mood": ["angry"] }""", false)]
    [InlineData("""{ "hours": "08:00-12:00" }""", """{ "hours": "12:00-13:00" }""", false)]
    [InlineData("""{ "tags": { "all": ["vip"] } }""", """{ "tags": { "none": ["vip"] }, "mood": ["angry"] }""", false)]
    [InlineData("""{ "queue": ["a"] }""", """{ "queue": ["b"], "mood": ["angry"] }""", false)]
    public void A_rule_that_shares_calls_with_an_earlier_one_is_a_warning_unless_it_is_its_exception(string earlier, string later, bool warned)
    {
        var reading = Read(Json($$"""[{ "name": "first", "when": {{earlier}}, "plan": [] }, { "name": "second", "when": {{later}}, "plan": {{OneCheckIn}} }]"""));

        Assert.Equal(warned ? ["Some calls match both this rule and 'first' before it, which decides about them (line 1)."] : [], reading.Warnings.Select(warning => warning.Reason));
    }

    [Fact]
    public void A_rule_whose_calls_are_taken_by_several_between_them_is_a_warning()
    {
        var reading = Read(Json("""
            [{ "name": "upset", "when": { "mood": ["frustrated", "angry"] }, "plan": [] },
             { "name": "calm here", "when": { "mood": ["calm"], "queue": ["a", "b"] }, "plan": [] },
             { "name": "never", "when": { "queue": ["b"] }, "plan": [] },
             { "name": "sometimes", "when": { "queue": ["b", "c"] }, "plan": [] }]
            """));

        Assert.Equal("No call reaches this rule: 'upset' and 'calm here' before it take all of its calls between them (line 3).", Assert.Single(reading.Warnings).Reason);
    }

    [Theory]
    [InlineData("""{ "hours": "00:00-12:00" }""", """{ "hours": "12:00-24:00" }""", """{ "outcome": ["resolved"] }""", true)]
    [InlineData("""{ "hours": "00:00-12:00" }""", """{ "hours": "12:30-24:00" }""", """{ "outcome": ["resolved"] }""", false)]
    [InlineData("""{ "hours": "20:00-10:00" }""", """{ "hours": "09:00-21:00" }""", """{ "hours": "08:00-07:00" }""", true)]
    [InlineData("""{ "hours": "22:00-02:00" }""", """{ "hours": "02:00-04:00", "weekday": ["monday"] }""", """{ "hours": "23:00-03:00", "weekday": ["monday"] }""", true)]
    [InlineData("""{ "hours": "22:00-02:00" }""", """{ "hours": "02:00-04:00", "weekday": ["monday"] }""", """{ "hours": "23:00-03:00", "weekday": ["monday", "friday"] }""", false)]
    public void Hours_of_several_rules_may_take_all_calls_of_a_later_one_between_them(string first, string second, string later, bool taken)
    {
        var reading = Read(Json($$"""[{ "name": "first", "when": {{first}}, "plan": [] }, { "name": "second", "when": {{second}}, "plan": [] }, { "name": "third", "when": {{later}}, "plan": [] }]"""));

        Assert.Equal(
            taken ? ["rules[2]: No call reaches this rule: 'first' and 'second' before it take all of its calls between them (line 1)."] : [],
            reading.Warnings.Select(warning => $"{warning.Path}: {warning.Reason}"));
    }

    [Theory]
    [InlineData("""{ "any": ["a"], "none": ["a"] }""", true)]
    [InlineData("""{ "any": ["a", "b"], "none": ["b", "a"] }""", true)]
    [InlineData("""{ "all": ["a"], "none": ["a"] }""", true)]
    [InlineData("""{ "any": ["a", "b"], "none": ["b"] }""", false)]
    public void A_rule_whose_tags_contradict_each_other_matches_nothing_and_takes_no_call_from_a_later_one(string tags, bool contradict)
    {
        var reading = Read(Json($$"""[{ "name": "first", "when": { "tags": {{tags}} }, "plan": [] }, { "name": "second", "when": { "tags": { "any": ["a"], "all": ["a"] } }, "plan": {{OneCheckIn}} }]"""));

        Assert.Equal(
            contradict ? ["rules[0]: No call matches this rule: its tags want and forbid the same (line 1)."] : ["rules[1]: Some calls match both this rule and 'first' before it, which decides about them (line 1)."],
            reading.Warnings.Select(warning => $"{warning.Path}: {warning.Reason}"));
    }

    [Fact]
    public void A_language_is_compared_in_small_letters() =>
        Assert.Equal("all", Decide(Book("""[{ "name": "all", "when": { "language": ["FR"] }, "plan": [] }]"""), Call with { Customer = Call.Customer with { Language = "fr" } }).Rule);

    [Theory]
    [InlineData("2027-10-29T12:00:00Z", null)]
    [InlineData("2027-10-30T12:00:00Z", "The last holiday in the list is 2027-12-28; every later day counts as a working day.")]
    [InlineData("2028-02-01T12:00:00Z", "The last holiday in the list was 2027-12-28; every later day counts as a working day.")]
    public void A_list_of_holidays_that_ends_soon_is_a_warning(string now, string? reason)
    {
        var findings = HolidaysRunOut.Of(Books.Shipped, Given.At(now)).ToList();

        Assert.Equal(reason, findings.SingleOrDefault()?.Reason);
        Assert.All(findings, finding => Assert.Equal("calendars.default.holidays", finding.Path));
        Assert.Empty(HolidaysRunOut.Of(Book(Rule("[]")), Given.At(now)));
    }
}
