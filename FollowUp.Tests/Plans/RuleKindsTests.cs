using FollowUps.People;
using FollowUps.Plans;
using Xunit;
using static FollowUps.Tests.Plans.Books;

namespace FollowUps.Tests.Plans;

/// <summary>Which kinds a rule can plan, by the fact that it is about.</summary>
public sealed class RuleKindsTests
{
    [Theory]
    [InlineData("callClosed", "acknowledgement, promise-confirmation, check-in, check-in-reminder, supervisor-brief, supervisor-outreach, escalation, promise-nudge")]
    [InlineData("lowRating", "acknowledgement, supervisor-brief, supervisor-outreach, escalation")]
    [InlineData("notSolved", "acknowledgement, supervisor-brief, supervisor-outreach, escalation")]
    [InlineData("customerAsked", "acknowledgement, supervisor-brief, supervisor-outreach, escalation")]
    [InlineData("suspectAnswer", "acknowledgement, supervisor-brief, supervisor-outreach, escalation, rating-confirmation")]
    [InlineData("promiseOverdue", "acknowledgement, supervisor-brief, supervisor-outreach, escalation, promise-overdue")]
    [InlineData("promiseBroken", "acknowledgement, supervisor-brief, supervisor-outreach, escalation")]
    [InlineData("promiseKept", "acknowledgement, supervisor-brief, supervisor-outreach, escalation, promise-check")]
    [InlineData("caseClosed", "re-check-in")]
    [InlineData("weekEnded", "agent-digest")]
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
    [InlineData("weekEnded", "check-in", "'check-in' cannot be planned by a rule on 'weekEnded': it asks about the call, once (line 1).", "Write it into a rule with \"on\": \"callClosed\", which is meant where 'on' is missing, or leave it out.")]
    [InlineData("weekEnded", "supervisor-brief", "'supervisor-brief' cannot be planned by a rule on 'weekEnded': an agent's week has no customer and no case (line 1).", "Write it into a rule with \"on\": \"callClosed\", which is meant where 'on' is missing, or leave it out.")]
    [InlineData("caseClosed", "supervisor-outreach", "'supervisor-outreach' cannot be planned by a rule on 'caseClosed': it is about an open case, and that is closed then (line 1).", "Write it into a rule with \"on\": \"callClosed\", which is meant where 'on' is missing, or leave it out.")]
    [InlineData("callClosed", "re-check-in", "'re-check-in' cannot be planned when a call closes: no case is closed then (line 1).", "Write it into a rule with \"on\": \"caseClosed\", or leave it out.")]
    [InlineData("lowRating", "test", "'test' cannot be planned by a rule on 'lowRating': it is sent on request alone (line 1).", "Leave it out; ask for it with send-test.")]
    [InlineData("promiseOverdue", "promise-nudge", "'promise-nudge' cannot be planned by a rule on 'promiseOverdue': the rule of the call says when the owner of a promise is reminded (line 1).", "Write it into a rule with \"on\": \"callClosed\", which is meant where 'on' is missing, or leave it out.")]
    public void A_kind_that_cannot_speak_of_the_fact_of_its_rule_is_refused_with_the_rule_that_it_belongs_to(string on, string kind, string reason, string fix) =>
        Assert.Equal([new ConfigError("rules[0].plan[0].kind", reason, fix)], Read(BookOn(on, kind)).Errors);

    [Theory]
    [InlineData("""{ "kind": "promise-nudge", "delay": { "elapsed": "1h" } }""", "rules[0].plan[0].delay", "beforePromise")]
    [InlineData("""{ "kind": "promise-nudge", "delay": { "businessHours": 2 } }""", "rules[0].plan[0].delay", "beforePromise")]
    [InlineData("""{ "kind": "escalation", "delay": { "businessHours": 4 } }""", "rules[0].plan", "Add the supervisor-brief")]
    public void A_step_that_waits_for_what_never_comes_is_refused(string step, string path, string fix)
    {
        var error = Assert.Single(Read(Json(Rule($"[{step}]"))).Errors);

        Assert.Equal(path, error.Path);
        Assert.Contains(fix, error.Fix, StringComparison.Ordinal);
    }

    private static string BookOn(string on, string kind)
    {
        var delay = kind == "promise-nudge" ? """{ "beforePromise": "2h" }""" : """{ "elapsed": "1h" }""";
        var brief = kind == "escalation" ? """, { "kind": "supervisor-brief", "delay": { "elapsed": "1h" } }""" : "";
        return Json($$"""[{ "name": "all", "on": "{{on}}", "plan": [{ "kind": "{{kind}}", "delay": {{delay}} }{{brief}}] }]""");
    }
}
