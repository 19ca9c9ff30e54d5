using System.Text;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local;
using FollowUps.Local.Playing;
using FollowUps.Plans;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>An explanation is worth something only when the run then does the same: shown on every closed call of every shipped sample.</summary>
public sealed class ExplainEqualsTheRunTests
{
    [Theory]
    [InlineData("calls.ndjson")]
    [InlineData("week.ndjson")]
    public async Task What_is_explained_is_what_is_stored_and_then_sent(string sample)
    {
        var lines = Script.ReadEvents(Path.Combine(Repository.Root, "samples", sample)).Where(line => line.Queue == "call-closed").ToList();
        var sim = new Simulation(lines[0].At!.Value.ToString(), s => s with { Quota = new QuotaLimits(10_000, 100_000) });
        var events = new ExplainEvents(sim.Settings.PlanBook);
        var due = new Dictionary<string, Instant>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            await sim.PlayUntilAsync(line.At!.Value.ToString());
            var message = Encoding.UTF8.GetBytes(line.Message);
            var explained = events.CallClosed(message, sim.Now);
            var result = await sim.DeliverAsync(message);
            switch (explained)
            {
                case ExplainedEvent.Planned { Explanation: var explanation }:
                    Assert.Equal(IntakeResult.Recorded, result);
                    await AssertStoredAsync(sim, explanation);
                    foreach (var followUp in explanation.FollowUps.Where(f => f.Due is not null))
                    {
                        due[IdOf(explanation, followUp)] = followUp.Due!.Value;
                    }

                    break;
                case ExplainedEvent.Repeat:
                    Assert.Contains(result, new[] { IntakeResult.Duplicate, IntakeResult.Noted });
                    break;
                default:
                    Assert.IsType<ExplainedEvent.Unusable>(explained);
                    Assert.Equal(IntakeResult.DeadLetter, result);
                    break;
            }
        }

        await sim.PlayToTheEndAsync();
        Assert.NotEmpty(sim.Mailbox.Accepted);

        // What came of it later was nothing to explain; what goes to the house keeps the hours of whoever is written to, and never comes early.
        foreach (var (mail, at) in sim.Mailbox.Accepted.Select(sent => (sent.Mail, sent.At)))
        {
            if (due.TryGetValue(mail.Headers.Single(h => h.Key == "X-FollowUp-Id").Value, out var explained))
            {
                var toCustomer = FollowUpKinds.TryParse(mail.Headers.Single(h => h.Key == "X-FollowUp-Kind").Value, out var kind) && kind.GoesToCustomer();
                Assert.True(toCustomer ? at == explained : at >= explained, $"a {kind.Word()} explained for {explained} went out at {at}");
            }
        }

        Assert.Contains(sim.Sent(), sent => sent.Kind == "check-in");
    }

    [Theory]
    [InlineData(CallOutcome.Resolved, CallOutcome.Resolved, false, true)]
    [InlineData(CallOutcome.Unresolved, CallOutcome.Resolved, false, true)]
    [InlineData(CallOutcome.Unresolved, CallOutcome.Unresolved, false, false)]
    [InlineData(CallOutcome.Escalated, CallOutcome.Abandoned, false, false)]
    [InlineData(CallOutcome.Resolved, null, true, true)]
    [InlineData(CallOutcome.Unresolved, null, true, true)]
    [InlineData(CallOutcome.Unresolved, CallOutcome.Resolved, true, true)]
    public async Task A_call_heard_of_late_is_explained_with_what_has_happened_since(CallOutcome outcome, CallOutcome? later, bool replied, bool anythingPointless)
    {
        var sim = new Simulation("2026-11-23T16:00:00Z", s => s with { PlanBook = Plans.Books.Shipped });
        var events = new ExplainEvents(sim.Settings.PlanBook);
        if (later is { } ended)
        {
            var other = Given.Bytes(Given.Call("call-2", outcome: ended, closedAt: "2026-11-23T15:30:00Z"));
            events.CallClosed(other, sim.Now);
            await sim.DeliverAsync(other);
        }

        if (replied)
        {
            var reply = Given.Update(EventTypes.CustomerReplied, "u-1", "2026-11-23T15:40:00Z", ("customerId", "c-1"));
            events.CallUpdate(reply, sim.Now);
            await sim.DeliverUpdateAsync(reply);
        }

        var message = Given.Bytes(Given.Call(outcome: outcome) with { Promises = [Given.Promise()] });
        var explanation = Assert.IsType<ExplainedEvent.Planned>(events.CallClosed(message, sim.Now)).Explanation;
        await sim.DeliverAsync(message);

        await AssertStoredAsync(sim, explanation);
        Assert.Equal(anythingPointless, explanation.FollowUps.Any(f => f.CancelledBecause is not null));
    }

    [Fact]
    public async Task What_is_explained_of_an_update_is_what_becomes_of_it()
    {
        const string time = "2026-11-23T15:05:00Z";
        (string, string) call = ("callId", "call-1"), promise = ("promiseId", "p-1");
        byte[][] messages =
        [
            Given.Update(EventTypes.SupervisorContacted, "contacted", time, call),
            Given.Update(EventTypes.SupervisorContacted, "contacted", time, call),
            Given.Update(EventTypes.PromiseKept, "unknown early", time, call, ("promiseId", "p-9"), ("keptAt", time)),
            Given.Bytes(Given.Call(outcome: CallOutcome.Unresolved) with { Promises = [Given.Promise()] }),
            Given.Update(EventTypes.SupervisorContacted, "contacted", time, call),
            Given.Update(EventTypes.CustomerReplied, "replied before the call", "2026-11-23T14:00:00Z", call),
            Given.Update(EventTypes.CustomerReplied, "replied", time, call),
            Given.Update(EventTypes.PromiseKept, "unknown", time, call, ("promiseId", "p-9"), ("keptAt", time)),
            Given.Update(EventTypes.PromiseKept, "unknown", time, call, ("promiseId", "p-9"), ("keptAt", time)),
            Given.Update(EventTypes.PromiseMoved, "moved", time, call, promise, ("dueAt", "2026-11-25T16:00:00Z")),
            Given.Update(EventTypes.PromiseMoved, "moved by an older word", "2026-11-23T15:04:00Z", call, promise, ("dueAt", "2026-11-26T16:00:00Z")),
            Given.Update(EventTypes.PromiseMoved, "moved into the past", time, call, promise, ("dueAt", "2026-11-23T15:00:00Z")),
            Given.Update(EventTypes.PromiseKept, "kept", time, call, promise, ("keptAt", time)),
            Given.Update(EventTypes.PromiseKept, "kept twice", time, call, promise, ("keptAt", time)),
            Given.Update(EventTypes.CaseClosed, "closed", time, call, ("cause", "billing error"), ("action", "none")),
            Given.Update(EventTypes.CaseClosed, "closed twice", time, call, ("cause", "billing error"), ("action", "none")),
            Given.Bytes(Given.Call(closedAt: "2026-11-23T15:05:20Z")),
            Given.Update(EventTypes.CallReopened, "opened before the call", "2026-11-23T15:00:00Z", call),
            Given.Update(EventTypes.CallReopened, "opened", time, call),
            Given.Update(EventTypes.CustomerReplied, "replied before the second close", time, call),
            Given.Bytes(Given.Call(closedAt: "2026-11-23T15:05:20Z")),
        ];
        var sim = new Simulation("2026-11-23T15:05:30Z", s => s with { PlanBook = Plans.Books.Shipped });
        var events = new ExplainEvents(sim.Settings.PlanBook);
        var planned = new List<(string Kind, Instant? DueAt)>();
        foreach (var (index, message) in messages.Index())
        {
            var isCall = Encoding.UTF8.GetString(message).Contains("closedAt", StringComparison.Ordinal);
            var explained = isCall ? events.CallClosed(message, sim.Now) : events.CallUpdate(message, sim.Now);
            var result = isCall ? (await sim.DeliverAsync(message)).ToString() : (await sim.DeliverUpdateAsync(message)).ToString();
            var expected = explained switch
            {
                ExplainedEvent.Planned => "Recorded",
                ExplainedEvent.Repeat when result is "Duplicate" or "Noted" => result,
                ExplainedEvent.Update { WaitsUntil: not null } => "Waiting",
                ExplainedEvent.Update { Nothing.Sentence: "An update comes once more." } => "Duplicate",
                ExplainedEvent.Update { Nothing: not null } => "Noted",
                ExplainedEvent.Update => "Applied",
                _ => "DeadLetter",
            };
            Assert.Equal((index, expected), (index, result));
            if (explained is ExplainedEvent.Update { Plans: { } decision })
            {
                planned.AddRange(decision.FollowUps.Select(f => (f.Kind.Word(), (Instant?)Keys.RoundUp(f.Due))));
            }
        }

        Assert.Equal(["promise-check", "re-check-in"], planned.Select(f => f.Kind));
        Assert.Equal(planned, (await sim.RowsAsync<FollowUp>(Keys.FollowUps(Simulation.Identity.Call(new CallId("call-1"))))).Where(f => f.Kind is "promise-check" or "re-check-in").Select(f => (f.Kind, f.DueAt)).Order());
        Assert.Equal(2, (await sim.CallAsync("call-1")).Episode);
    }

    private static async Task AssertStoredAsync(Simulation sim, Explanation explanation)
    {
        var hash = Simulation.Identity.Call(explanation.Call);
        var call = (await sim.Store.FindAsync(Division.Main, Keys.Call(hash), CancellationToken.None))!.As<CallRow>();
        Assert.Equal((explanation.Rule, explanation.Reason), (call.Rule, call.Why));
        var stored = await sim.RowsAsync<FollowUp>(Keys.FollowUps(hash));
        Assert.Equal(
            explanation.FollowUps.Where(f => f.Kind != FollowUpKind.PromiseNudge).Select(f => (f.Kind.Word(), IdOf(explanation, f), f.Due, f.SkipReason?.Word() ?? f.CancelledBecause)).Order(),
            stored.Select(f => (f.Kind, f.Id, f.DueAt, f.Reason)).Order());

        var told = await sim.RowsAsync<TimelineEntry>(Keys.Timelines(hash));

        // The reminder of a promise is a timer first: it fires when the explanation says, and where the explanation says that it does not come there is none.
        var timers = (await sim.RowsAsync<DueItem>(Keys.Lane(0))).Where(t => t.Call == hash && t.Name == FollowUps.Due.Timers.PromiseRemind).Select(t => (t.Subject, t.At)).ToHashSet();
        Assert.Equal(explanation.FollowUps.Where(f => f.Kind == FollowUpKind.PromiseNudge && f.Due is not null).Select(f => (f.Subject, f.Due!.Value)).Order(), timers.Select(t => (t.Subject!, t.At)).Order());
        Assert.All(explanation.FollowUps.Where(f => f.Due is not null && f.Kind != FollowUpKind.PromiseNudge), f => Assert.Contains(told, t => t.FollowUp == IdOf(explanation, f) && t.Reason == string.Join("; ", f.Arithmetic)));
    }

    private static string IdOf(Explanation explanation, FollowUpExplanation followUp) =>
        Simulation.Identity.FollowUp(Simulation.Identity.Call(explanation.Call), 1, followUp.Kind.Word(), followUp.Subject).Value;
}
