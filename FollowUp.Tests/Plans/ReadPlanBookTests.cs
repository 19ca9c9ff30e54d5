using System.Text;
using CsCheck;
using FollowUps.Calls;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Schedule;
using NodaTime;
using Xunit;
using static FollowUps.Tests.Plans.Books;

namespace FollowUps.Tests.Plans;

public sealed class ReadPlanBookTests
{
    [Fact]
    public void What_is_left_out_has_its_documented_default()
    {
        var book = Book(Rule(OneCheckIn));

        Assert.Equal(QuietHours.Default, book.QuietHours);
        Assert.Equal((Duration.FromDays(7), Duration.FromHours(72)), (book.AnswerWindow, book.MaxAge));
        Assert.Equal((SurveyPolicy.Shipped, StopConditions.Shipped), (book.Surveys, book.Stop));
        Assert.Empty(book.Caps);
        var step = book.Rules[0].Steps[0];
        Assert.Equal((Duration.FromDays(7), 1d, Approval.Automatic, RatingScale.Csat, null), (step.ExpireAfter, step.Sample, step.Approval, step.Scale, step.Variant));
    }

    [Theory]
    [InlineData("""{ "elapsed": "90m" }""", "90 minutes")]
    [InlineData("""{ "elapsed": "0m" }""", "at once")]
    [InlineData("""{ "elapsed": "3d" }""", "72 hours")]
    [InlineData("""{ "businessHours": 4 }""", "4 business hours")]
    [InlineData("""{ "businessHours": 0.5 }""", "30 business minutes")]
    [InlineData("""{ "businessDays": 3 }""", "3 business days")]
    [InlineData("""{ "beforePromise": "2h" }""", "2 business hours before the promise is due")]
    [InlineData("""{ "nextBusinessMorning": true }""", "the next business morning")]
    public void A_delay_has_one_of_five_forms(string delay, string words) =>
        Assert.Equal(words, Book(Rule($$"""[{ "kind": "check-in", "delay": {{delay}} }]""")).Rules[0].Steps[0].Delay.Describe());

    [Theory]
    [InlineData("callClosed", "acknowledgement, promise-confirmation, check-in, check-in-reminder, supervisor-brief, supervisor-outreach, escalation, promise-nudge, re-check-in")]
    [InlineData("lowRating", "acknowledgement, promise-confirmation, check-in, check-in-reminder, supervisor-brief, supervisor-outreach, escalation, re-check-in")]
    [InlineData("promiseOverdue", "acknowledgement, promise-confirmation, check-in, check-in-reminder, supervisor-brief, supervisor-outreach, escalation, promise-overdue, re-check-in")]
    [InlineData("promiseKept", "acknowledgement, promise-confirmation, check-in, check-in-reminder, supervisor-brief, supervisor-outreach, escalation, promise-check, re-check-in")]
    [InlineData("suspectAnswer", "acknowledgement, promise-confirmation, check-in, check-in-reminder, supervisor-brief, supervisor-outreach, escalation, rating-confirmation, re-check-in")]
    [InlineData("weekEnded", "acknowledgement, promise-confirmation, check-in, check-in-reminder, supervisor-brief, supervisor-outreach, escalation, re-check-in, agent-digest")]
    public void A_rule_plans_the_kinds_that_can_speak_of_its_fact_and_no_other(string on, string kinds)
    {
        var allowed = FollowUpKinds.All.Select(kind => kind.Word).Where(kind => Read(BookOn(on, kind)).Book is not null);

        Assert.Equal(kinds, string.Join(", ", allowed));
    }

    [Theory]
    [InlineData("callClosed", "promise-overdue", "'promise-overdue' cannot be planned when a call closes: no promise is late then (line 1).", "Write it into a rule with \"on\": \"promiseOverdue\", or leave it out.")]
    [InlineData("callClosed", "promise-check", "'promise-check' cannot be planned when a call closes: nobody has said then that a promise was kept (line 1).", "Write it into a rule with \"on\": \"promiseKept\", or leave it out.")]
    [InlineData("callClosed", "rating-confirmation", "'rating-confirmation' cannot be planned when a call closes: there is no answer then that it could ask about (line 1).", "Write it into a rule with \"on\": \"suspectAnswer\", or leave it out.")]
    [InlineData("callClosed", "agent-digest", "'agent-digest' cannot be planned when a call closes: it is about an agent's week (line 1).", "Write it into a rule with \"on\": \"weekEnded\", or leave it out.")]
    [InlineData("callClosed", "call-task", "'call-task' cannot be planned when a call closes: it takes the place of a mail that cannot reach the customer, by itself (line 1).", "Leave it out; whoever can be phoned is phoned instead of the supervisor-outreach.")]
    [InlineData("lowRating", "test", "'test' cannot be planned by a rule on 'lowRating': it is sent on request alone (line 1).", "Leave it out; ask for it with send-test.")]
    [InlineData("promiseOverdue", "promise-nudge", "'promise-nudge' cannot be planned by a rule on 'promiseOverdue': the rule of the call says when the owner of a promise is reminded (line 1).", "Write it into a rule with \"on\": \"callClosed\", which is meant where 'on' is missing, or leave it out.")]
    public void A_kind_that_cannot_speak_of_the_fact_of_its_rule_is_refused_with_the_rule_that_it_belongs_to(string on, string kind, string reason, string fix) =>
        Assert.Equal([new ConfigError("rules[0].plan[0].kind", reason, fix)], Read(BookOn(on, kind)).Errors);

    [Theory]
    [InlineData("""{ "kind": "promise-nudge", "delay": { "elapsed": "1h" } }""", "rules[0].plan[0].delay", "beforePromise")]
    [InlineData("""{ "kind": "promise-nudge", "delay": { "businessHours": 2 } }""", "rules[0].plan[0].delay", "beforePromise")]
    [InlineData("""{ "kind": "escalation", "delay": { "businessHours": 4 } }""", "rules[0].plan", "Add the supervisor-brief")]
    public void A_step_that_waits_for_what_never_comes_is_refused(string step, string path, string fix) => AssertError(Json(Rule($"[{step}]")), path, fix);

    [Fact]
    public void The_platforms_own_codes_are_kept_by_source()
    {
        var book = Book(Rule("[]"), """
            "outcomeMap": { "/platform/eu": { "SOLVED": "resolved" }, "": { "1": "unresolved" } }, "moodMap": { "/platform/eu": { "red": "angry" } }
            """);

        Assert.Equal(CallOutcome.Resolved.Word(), book.OutcomeMap["/platform/eu"]["SOLVED"]);
        Assert.Equal(CallOutcome.Unresolved.Word(), book.OutcomeMap[""]["1"]);
        Assert.Equal(Mood.Angry.Word(), book.MoodMap["/platform/eu"]["red"]);
    }

    [Fact]
    public void Stop_conditions_of_a_named_kind_replace_the_shipped_ones_and_others_stay()
    {
        var stop = Book(Rule("[]"), """ "stop": { "check-in": ["answered"] } """).Stop;

        Assert.True(stop.Stops(FollowUpKind.CheckIn, StopFact.Answered));
        Assert.False(stop.Stops(FollowUpKind.CheckIn, StopFact.NewCall));
        Assert.True(stop.Stops(FollowUpKind.Escalation, StopFact.Acknowledged));
    }

    [Theory]
    [InlineData("sample", "1.5", "rules[0].plan[0].sample", "from 0 to 1")]
    [InlineData("sample", "\"1\"", "rules[0].plan[0].sample", "without quotes")]
    [InlineData("kind", "\"chek-in\"", "rules[0].plan[0].kind", "Did you mean 'check-in'?")]
    [InlineData("kind", "\"sms\"", "rules[0].plan[0].kind", "Use one of: acknowledgement")]
    [InlineData("expireAfter", "\"7 days\"", "rules[0].plan[0].expireAfter", "\"3d\"")]
    [InlineData("expireAfter", "\"0d\"", "rules[0].plan[0].expireAfter", "\"3d\"")]
    [InlineData("expireAfter", "\"400d\"", "rules[0].plan[0].expireAfter", "\"3d\"")]
    [InlineData("expireAfter", "7", "rules[0].plan[0].expireAfter", "\"3d\"")]
    [InlineData("approval", "\"onacknowledge\"", "rules[0].plan[0].approval", "Did you mean 'onAcknowledge'?")]
    [InlineData("scale", "\"stars\"", "rules[0].plan[0].scale", "csat, nps, ces")]
    [InlineData("variant", "\"../other\"", "rules[0].plan[0].variant", "small letters")]
    [InlineData("dealy", "{}", "rules[0].plan[0].dealy", "Did you mean 'delay'?")]
    public void A_wrong_value_of_a_step_is_named_with_its_fix(string name, string value, string path, string fix)
    {
        var kind = name == "kind" ? value : "\"check-in\"";
        var more = name == "kind" ? "" : $", \"{name}\": {value}";

        AssertError(Json(Rule($$"""[{ "kind": {{kind}}, "delay": { "elapsed": "24h" }{{more}} }]""")), path, fix);
    }

    [Theory]
    [InlineData("""{ }""", "delay", "Write one of")]
    [InlineData("""{ "elapsed": "24h", "businessDays": 1 }""", "delay", "Write one of")]
    [InlineData("""{ "elapsed": 24 }""", "delay.elapsed", "\"4h\"")]
    [InlineData("""{ "businessHours": "4h" }""", "delay.businessHours", "without quotes")]
    [InlineData("""{ "businessHours": -1 }""", "delay.businessHours", "from 0")]
    [InlineData("""{ "businessDays": 1.5 }""", "delay.businessDays", "whole number")]
    [InlineData("""{ "nextBusinessMorning": false }""", "delay.nextBusinessMorning", "Write true")]
    [InlineData("""{ "businesHours": 4 }""", "delay.businesHours", "Did you mean 'businessHours'?")]
    [InlineData("\"24h\"", "delay", "{ and }")]
    public void A_wrong_delay_is_named_with_its_fix(string delay, string path, string fix) =>
        AssertError(Json(Rule($$"""[{ "kind": "check-in", "delay": {{delay}} }]""")), $"rules[0].plan[0].{path}", fix);

    [Theory]
    [InlineData("""[{ "name": "a", "plan": [] }, { "name": "a", "plan": [] }]""", "rules[1].name", "name of its own")]
    [InlineData("""[{ "plan": [] }]""", "rules[0]", "Give the rule a name")]
    [InlineData("""[{ "name": "a" }]""", "rules[0]", "List the follow-ups")]
    [InlineData("""[{ "name": "a", "when": { "outcome": [] }, "plan": [] }]""", "rules[0].when.outcome", "leave 'outcome' out")]
    [InlineData("""[{ "name": "a", "when": { "outcome": "resolved" }, "plan": [] }]""", "rules[0].when.outcome", "[ and ]")]
    [InlineData("""[{ "name": "a", "when": { "outcome": ["solved"] }, "plan": [] }]""", "rules[0].when.outcome[0]", "Did you mean 'resolved'?")]
    [InlineData("""[{ "name": "a", "when": { "weekday": ["mon"] }, "plan": [] }]""", "rules[0].when.weekday[0]", "monday")]
    [InlineData("""[{ "name": "a", "when": { "hours": "9-12" }, "plan": [] }]""", "rules[0].when.hours", "09:00-18:00")]
    [InlineData("""[{ "name": "a", "when": { "hours": "00:00-24:00" }, "plan": [] }]""", "rules[0].when.hours", "Leave 'hours' out")]
    [InlineData("""[{ "name": "a", "when": { "repeat": { "calls": 1, "days": 7 } }, "plan": [] }]""", "rules[0].when.repeat.calls", "from 2")]
    [InlineData("""[{ "name": "a", "when": { "language": ["en-GB"] }, "plan": [] }]""", "rules[0].when.language[0]", "Write \"en\".")]
    [InlineData("""[{ "name": "a", "when": { "language": ["fr", "zh_Hant"] }, "plan": [] }]""", "rules[0].when.language[1]", "Write \"zh\".")]
    [InlineData("""[{ "name": "a", "when": { "language": ["english"] }, "plan": [] }]""", "rules[0].when.language[0]", "two or three letters")]
    [InlineData("""[{ "name": "a", "when": { "tags": ["vip"] }, "plan": [] }]""", "rules[0].when.tags", "{ and }")]
    [InlineData("""[{ "name": "a", "plan": [{ "kind": "check-in", "delay": { "elapsed": "1h" } }, { "kind": "check-in", "delay": { "elapsed": "2h" } }] }]""", "rules[0].plan[1]", "each kind once")]
    public void A_wrong_rule_is_named_with_its_fix(string rules, string path, string fix) => AssertError(Json(rules), path, fix);

    [Theory]
    [InlineData(""" "quietHours": { "from": "8pm", "to": "08:00" } """, "quietHours.from", "\"08:00\"")]
    [InlineData(""" "quietHours": { "from": "20:00" } """, "quietHours", "the same time twice means none")]
    [InlineData(""" "caps": [{ "kind": "check-in", "max": 0, "per": "7d" }] """, "caps[0].max", "from 1")]
    [InlineData(""" "caps": [{ "kind": "test", "max": 1, "per": "7d" }, { "kind": "test", "max": 2, "per": "7d" }] """, "caps[1]", "Leave one")]
    [InlineData(""" "surveyBasis": { "countries": { "Germany": "optIn" } } """, "surveyBasis.countries.Germany", "\"DE\"")]
    [InlineData(""" "surveyBasis": { "default": "opt-in" } """, "surveyBasis.default", "Did you mean 'optIn'?")]
    [InlineData(""" "countryZones": { "FR": "Europe/Pari" } """, "countryZones.FR", "Europe/London")]
    [InlineData(""" "queueCalendars": { "billing": "defualt" } """, "queueCalendars.billing", "Did you mean 'default'?")]
    [InlineData(""" "outcomeMap": { "/platform/eu": { "SOLVED": "solved" } } """, "outcomeMap[\"/platform/eu\"].SOLVED", "Did you mean 'resolved'?")]
    [InlineData(""" "stop": { "check-in": ["newcall"] } """, "stop.check-in[0]", "Did you mean 'newCall'?")]
    [InlineData(""" "maxage": "72h" """, "maxage", "Did you mean 'maxAge'?")]
    [InlineData(""" "maxAge": "72" """, "maxAge", "\"4h\"")]
    [InlineData(""" "rules": [] """, "rules", "Leave out line")]
    public void A_wrong_setting_is_named_with_its_fix(string setting, string path, string fix) => AssertError(Json(Rule(OneCheckIn), setting), path, fix);

    [Theory]
    [InlineData("14d", "defer", "1d", true)]
    [InlineData("7d", "defer", "7d", true)]
    [InlineData("6d", "defer", "7d", false)]
    [InlineData("14d", "drop", "1d", false)]
    public void A_cap_that_lets_wait_for_longer_than_the_mail_may_is_a_warning(string per, string action, string expireAfter, bool warned)
    {
        var rule = Rule($$"""[{ "kind": "check-in", "delay": { "elapsed": "1h" }, "expireAfter": "{{expireAfter}}" }]""");
        var warnings = Read(Json(rule, $$""" "caps": [{ "kind": "check-in", "max": 1, "per": "{{per}}", "action": "{{action}}" }] """)).Warnings;

        Assert.Equal(warned ? ["caps[0]"] : [], warnings.Select(warning => warning.Path));
        Assert.All(warnings, warning => Assert.StartsWith("It lets wait for up to ", warning.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "zone": "London", "week": { "monday": ["09:00-18:00"] } }""", "calendars.default.zone", "Europe/London")]
    [InlineData("""{ "zone": "UTC", "week": {} }""", "calendars.default", "open hours in order")]
    [InlineData("""{ "zone": "UTC" }""", "calendars.default", "Write the open hours")]
    [InlineData("""{ "zone": "UTC", "week": { "mon": ["09:00-18:00"], "friday": ["09:00-18:00"] } }""", "calendars.default.week.mon", "monday")]
    [InlineData("""{ "zone": "UTC", "week": { "monday": ["09:00-25:00"], "friday": ["09:00-18:00"] } }""", "calendars.default.week.monday[0]", "09:00-18:00")]
    [InlineData("""{ "zone": "UTC", "week": { "monday": ["13:00-18:00", "09:00-12:00"] } }""", "calendars.default", "in order")]
    [InlineData("""{ "zone": "UTC", "week": { "monday": ["18:00-09:00"] } }""", "calendars.default", "in order")]
    [InlineData("""{ "zone": "UTC", "week": { "monday": ["09:00-18:00"] }, "holidays": ["25.12.2026"] }""", "calendars.default.holidays[0]", "2026-12-25")]
    public void A_wrong_calendar_is_named_with_its_fix(string calendar, string path, string fix) =>
        AssertError($$"""{ "rules": [], "calendars": { "default": {{calendar}} } }""", path, fix);

    [Theory]
    [InlineData("", "(file)", "line 1")]
    [InlineData("{\n \"rules\": [],\n \"calendars\": {,}\n}", "(file)", "line 3")]
    [InlineData("[]", "(file)", "{ and }")]
    [InlineData("{}", "(file)", "List the rules")]
    [InlineData("{ \"rules\": [], \"calendars\": {} }", "calendars", "where a queue names none")]
    [InlineData("{ \"rules\": [{ \"name\": \"\\ud800\" }] }", "(file)", "surrogate", true)]
    public void A_file_that_is_no_plan_book_is_told_where(string json, string path, string text, bool inReason = false)
    {
        var error = Assert.Single(Read(json).Errors, error => error.Path == path && (inReason ? error.Reason : error.Fix).Contains(text, StringComparison.Ordinal));

        Assert.Equal(path, error.Path);
    }

    [Fact]
    public void An_error_names_its_line()
    {
        var error = Assert.Single(Read("{\n\"rules\": [\n{ \"name\": \"a\",\n  \"plan\": [ 7 ] } ],\n\"calendars\": { \"default\": { \"zone\": \"UTC\", \"week\": { \"monday\": [\"09:00-18:00\"] } } } }").Errors);

        Assert.Equal(new ConfigError("rules[0].plan[0]", "An object is wanted (line 4).", "Put it in { and }."), error);
    }

    [Theory]
    [InlineData("""{ "kind": "check-in", "delay": { "elapsed": "1h" }, "approval": "manual" }""", "rules[0].plan[0].approval")]
    [InlineData("""{ "kind": "supervisor-outreach", "delay": { "elapsed": "1h" }, "approval": "manual" }""", "rules[0].plan")]
    [InlineData("""{ "kind": "supervisor-brief", "delay": { "elapsed": "1h" }, "scale": "nps" }""", "rules[0].plan[0].scale")]
    public void A_setting_without_effect_is_a_warning(string step, string path) =>
        Assert.Equal(path, Assert.Single(Read(Json(Rule($"[{step}]"))).Warnings).Path);

    [Fact]
    public void All_errors_are_found_at_once() =>
        Assert.Equal(
            ["rules[0].plan[0].kind", "rules[0].plan[0].sample", "maxAge"],
            Read(Json(Rule("""[{ "kind": "sms", "delay": { "elapsed": "1h" }, "sample": 2 }]"""), """ "maxAge": 3 """)).Errors.Select(error => error.Path));

    [Fact]
    public void A_byte_order_mark_is_no_error() =>
        Assert.Empty(ReadPlanBook.Of((byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Json(Rule(OneCheckIn)))]).Errors);

    [Fact]
    public void Another_encoding_is_named() =>
        Assert.Contains("UTF-8", Assert.Single(ReadPlanBook.Of(Encoding.Latin1.GetBytes("{ \"rules\": \"caf\u00e9\" }")).Errors).Reason, StringComparison.Ordinal);

    [Fact]
    public void Whatever_is_in_the_file_the_reader_answers()
    {
        var shipped = ShippedFile;
        var damages = Gen.Select(Gen.Int[0, shipped.Length - 1], Gen.Int[0, 30], Gen.OneOf(Gen.String, Gen.Const(""), Gen.Const("0"), Gen.Const("\"x\""), Gen.Const("null")));
        damages.Sample(
            (at, cut, text) =>
            {
                byte[] damaged = [.. shipped.AsSpan(0, at), .. Encoding.UTF8.GetBytes(text), .. shipped.AsSpan(Math.Min(at + cut, shipped.Length))];
                var reading = ReadPlanBook.Of(damaged);
                return reading.Book is null == reading.Errors.Length > 0;
            },
            iter: 2_000);
    }

    private static void AssertError(string json, string path, string fix)
    {
        var reading = Read(json);

        Assert.Null(reading.Book);
        Assert.Contains(reading.Errors, error => error.Path == path && error.Fix.Contains(fix, StringComparison.Ordinal));
        Assert.All(reading.Errors, error => Assert.Matches(@"\(line \d+\)\.$|line \d+ on\.$", error.Reason));
    }

    private static string BookOn(string on, string kind)
    {
        var delay = kind == "promise-nudge" ? """{ "beforePromise": "2h" }""" : """{ "elapsed": "1h" }""";
        var brief = kind == "escalation" ? """, { "kind": "supervisor-brief", "delay": { "elapsed": "1h" } }""" : "";
        return Json($$"""[{ "name": "all", "on": "{{on}}", "plan": [{ "kind": "{{kind}}", "delay": {{delay}} }{{brief}}] }]""");
    }
}
