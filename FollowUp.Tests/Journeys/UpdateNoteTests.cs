using System.Text.Json.Nodes;
using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What is odd about an update, a close or a plan is said where it is read, although it counts.</summary>
public sealed class UpdateNoteTests
{
    private static readonly (string, string)[] Call1 = [("callId", "call-1")];

    [Fact]
    public async Task A_reopening_closes_the_case_says_so_and_is_why_the_rest_is_cancelled()
    {
        var sim = await WithCaseAsync();
        await sim.UpdateAsync(EventTypes.CallReopened, "u-1", null, Call1);

        var told = (await sim.TimelineAsync("call-1")).Select(WithoutTime).ToList();
        var opened = told.IndexOf("call platform: The call was opened again.");
        Assert.Equal("call platform: The case is closed. Why: the call was opened again.", told[opened + 1]);
        Assert.True(opened < told.IndexOf("plan: The escalation is cancelled. Why: the call was opened again."), string.Join('\n', told));
        Assert.DoesNotContain(await sim.FollowUpsAsync("call-1"), line => line.Contains("the case was closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reopening_without_a_case_closes_none()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.UpdateAsync(EventTypes.CallReopened, "u-1", null, Call1);
        Assert.DoesNotContain(await sim.TimelineAsync("call-1"), line => line.Contains("The case is closed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/crm", " (said by /crm)")]
    [InlineData("https://crm.example/ada@example.com", "")]
    public async Task Who_said_that_a_case_was_closed_is_told_unless_it_looks_like_an_address(string source, string by)
    {
        foreach (var early in new[] { false, true })
        {
            var sim = new Simulation("2026-11-23T15:05:00Z");
            var call = Given.Call(outcome: CallOutcome.Unresolved);
            if (!early)
            {
                await sim.CloseAsync(call);
            }

            await SayAsync(sim, EventTypes.SupervisorContacted, source, """{ "callId": "call-1" }""");
            await SayAsync(sim, EventTypes.CaseClosed, source, """{ "callId": "call-1", "cause": "Billing error", "action": "none" }""");
            await SayAsync(sim, EventTypes.CaseClosed, source, """{ "callId": "call-1", "cause": "billing error", "action": "another" }""");
            if (early)
            {
                await sim.CloseAsync(call);
            }

            var told = await sim.TimelineAsync("call-1");
            Assert.Single(told, line => line.Contains($"supervisor: A supervisor spoke with the customer{by}.", StringComparison.Ordinal));
            Assert.Single(told, line => line.Contains($"supervisor: The case was closed with a cause and an action{by}.", StringComparison.Ordinal));
            Assert.Single(told, line => line.Contains($"supervisor: The case was closed once more{by}.", StringComparison.Ordinal));
            Assert.DoesNotContain(told, line => line.Contains("plan book's list", StringComparison.Ordinal));
        }
    }

    public static TheoryData<string, string?, (string, string)[], string> Odd() => new()
    {
        { EventTypes.CaseClosed, null, [.. Call1, ("cause", "gremlins"), ("action", "none")], "Why: the cause is not in the plan book's list: it counts as \"other\"." },
        { EventTypes.SupervisorContacted, "2026-11-24T15:05:00Z", Call1, "Why: its time, 2026-11-24 15:05 UTC, is ahead of ours: it counts as now." },
        { EventTypes.CustomerReplied, null, [.. Call1, ("customerId", "c-9")], "Why: it names another customer than the call: it counts for the call." },
        { EventTypes.PromiseKept, null, [.. Call1, ("promiseId", "p-1"), ("keptAt", "2026-11-23T14:00:00Z")], "Why: that was at 2026-11-23 14:00 UTC, before the end of the call." },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task What_is_odd_about_an_update_is_said_and_it_counts(string type, string? time, (string, string)[] data, string why)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Promises = [Given.Promise()] });
        Assert.Equal(UpdateResult.Applied, await sim.UpdateAsync(type, "u-1", time, data));
        Assert.Single(await sim.TimelineAsync("call-1"), line => line.EndsWith(why, StringComparison.Ordinal));
    }

    public static TheoryData<string, string?, (string, string)[]> Usual() => new()
    {
        { EventTypes.SupervisorContacted, "2026-11-23T15:09:00Z", Call1 },
        { EventTypes.CustomerReplied, null, [.. Call1, ("customerId", "c-1")] },
        { EventTypes.PromiseKept, null, [.. Call1, ("promiseId", "p-1"), ("keptAt", "2026-11-23T15:04:30Z")] },
    };

    [Theory]
    [MemberData(nameof(Usual))]
    public async Task Nothing_is_said_of_what_is_not_odd(string type, string? time, (string, string)[] data)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Promises = [Given.Promise()] });
        await sim.UpdateAsync(type, "u-1", time, data);
        Assert.DoesNotContain(await sim.TimelineAsync("call-1"), line => line.Contains("is ahead of ours", StringComparison.Ordinal)
            || line.Contains("another customer", StringComparison.Ordinal) || line.Contains("before the end of the call", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whose_call_it_is_that_has_no_customer_id_nobody_can_tell()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Customer = Given.Customer() with { Id = null } });
        await sim.UpdateAsync(EventTypes.CustomerReplied, "u-1", null, [.. Call1, ("customerId", "c-9")]);
        Assert.DoesNotContain(await sim.TimelineAsync("call-1"), line => line.Contains("another customer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2026-11-23T15:50:00Z", true)]
    [InlineData("2026-11-23T15:58:00Z", false)]
    [InlineData("2026-11-23T16:10:00Z", false)]
    public async Task A_close_dated_before_the_reopening_is_taken_and_said_so(string closedAgain, bool said)
    {
        const string note = "intake: This close is dated before the word that the call was opened again (2026-11-23 16:00 UTC); it is taken all the same.";
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-23T16:20:00Z");
        await SayAsync(sim, EventTypes.CallReopened, "/crm", """{ "callId": "call-1" }""", "2026-11-23T16:00:00Z");
        Assert.Equal(IntakeResult.Recorded, await sim.CloseAsync(Given.Call(closedAt: closedAgain)));
        Assert.Equal(said, (await sim.TimelineAsync("call-1")).Select(WithoutTime).Contains(note));
    }

    [Fact]
    public async Task In_mode_Off_the_brief_says_that_no_escalation_follows()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Mode = new MailMode.Off() });
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Escalated));
        await sim.PlayToTheEndAsync();
        Assert.Single(await sim.TimelineAsync("call-1"), line => line.EndsWith("plan: No escalation is planned. Why: the supervisor-brief was kept back: nobody got it who could leave it unanswered.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("3d", true)]
    [InlineData("0m", false)]
    public async Task An_acknowledgement_that_the_rule_names_and_that_has_nothing_to_announce_is_said_not_to_be_planned(string delay, bool told)
    {
        var book = Given.PlanBookWith(json => json["rules"]!.AsArray().Single(rule => rule!["name"]!.GetValue<string>() == "not solved")!["plan"]!.AsArray()
            .Add(new JsonObject { ["kind"] = "acknowledgement", ["delay"] = new JsonObject { ["elapsed"] = delay } }));
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = book });
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        Assert.Equal(
            told ? ["plan: No acknowledgement is planned, although the rule names one. Why: there is no later supervisor-outreach that it could announce."] : [],
            (await sim.TimelineAsync("call-1")).Select(WithoutTime).Where(line => line.Contains("No acknowledgement", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_mail_to_the_house_that_waits_says_who_works_again_when()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Escalated));
        var brief = (await sim.RowsAsync<DueItem>(Keys.DueIndex)).Single(item => item.Kind == "supervisor-brief");
        var night = Simulation.At("2026-11-23T23:00:00Z");
        var to = Addressee.Of(brief.Letter!, null, sim.Settings, night);
        Assert.NotNull(to.Person);
        Assert.StartsWith($"outside the hours in which this may go out: {to.Person.Name} works again from Tue 2026-11-24 ", BeforeSend.OutOfHours(brief, to, sim.Settings, night), StringComparison.Ordinal);
        Assert.Contains("calendar default opens at Tue 2026-11-24 09:00 Europe/London", BeforeSend.OutOfHours(brief, to with { Person = null }, sim.Settings, night), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cap_over_several_kinds_names_them_as_mails()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithCaps("""[{ "kinds": ["check-in", "re-check-in"], "max": 2, "per": "7d" }]""") });
        foreach (var call in new[] { "call-1", "call-2", "call-3" })
        {
            await sim.CloseAsync(Given.Call(call));
        }

        await sim.PlayToTheEndAsync();
        List<string> told = [.. await sim.TimelineAsync("call-1"), .. await sim.TimelineAsync("call-2"), .. await sim.TimelineAsync("call-3")];
        Assert.Contains(told, line => line.Contains("2 mails of the kinds check-in, re-check-in in the last 7 days", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reminder_of_a_promise_that_is_due_when_the_call_becomes_known_comes_after_the_call()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise("p-1", "2026-11-23T15:04:30Z")] });
        await sim.SweepAsync();
        var told = (await sim.TimelineAsync("call-1")).ToList();
        var reminded = told.FindIndex(line => line.Contains("The promise-nudge", StringComparison.Ordinal));
        Assert.True(reminded > told.FindIndex(line => line.Contains("promise is followed up", StringComparison.Ordinal)), string.Join('\n', told));
    }

    private static async Task<Simulation> WithCaseAsync()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Escalated));
        await sim.PlayUntilAsync("2026-11-23T15:20:00Z");
        return sim;
    }

    private static Task<UpdateResult> SayAsync(Simulation sim, string type, string source, string data, string? time = null)
    {
        var message = JsonNode.Parse(Given.UpdateJson(type, JsonNode.Parse(data)!.AsObject()))!.AsObject();
        message["source"] = source;
        message["id"] = $"{type} {data}";
        message.Remove("time");
        if (time is not null)
        {
            message["time"] = time;
        }

        return sim.DeliverUpdateAsync(Given.Bytes(message));
    }

    private static string WithoutTime(string line) => line["2026-11-23 15:05 ".Length..];
}
