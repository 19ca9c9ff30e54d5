using System.Text;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local;
using FollowUps.Local.Playing;
using FollowUps.Plans;
using FollowUps.Promises;
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

    private static async Task AssertStoredAsync(Simulation sim, Explanation explanation)
    {
        var hash = Simulation.Identity.Call(explanation.Call);
        var call = (await sim.Store.FindAsync(Division.Main, Keys.Call(hash), CancellationToken.None))!.As<CallRow>();
        Assert.Equal((explanation.Rule, explanation.Reason), (call.Rule, call.Why));
        var stored = await sim.RowsAsync<FollowUp>(Keys.FollowUps(hash));
        Assert.Equal(
            explanation.FollowUps.Where(f => f.Kind != FollowUpKind.PromiseNudge).Select(f => (f.Kind.Word(), IdOf(explanation, f), f.Due, f.SkipReason?.Word())).Order(),
            stored.Select(f => (f.Kind, f.Id, f.DueAt, f.Reason)).Order());

        var told = await sim.RowsAsync<TimelineEntry>(Keys.Timelines(hash));

        // The reminder of a promise is a timer first: it fires when the explanation says, unless that is no earlier than the promise itself.
        var timers = (await sim.RowsAsync<DueItem>(Keys.Lane(0))).Where(t => t.Call == hash && t.Name == FollowUps.Due.Timers.PromiseRemind).Select(t => (t.Subject, t.At)).ToHashSet();
        Assert.All(
            explanation.FollowUps.Where(f => f.Kind == FollowUpKind.PromiseNudge && f.Due is not null && f.Due < call.PromiseOf(f.Subject)!.DueAt), f => Assert.Contains((f.Subject, f.Due!.Value), timers));
        Assert.All(explanation.FollowUps.Where(f => f.Due is not null && f.Kind != FollowUpKind.PromiseNudge), f => Assert.Contains(told, t => t.FollowUp == IdOf(explanation, f) && t.Reason == string.Join("; ", f.Arithmetic)));
    }

    private static string IdOf(Explanation explanation, FollowUpExplanation followUp) =>
        Simulation.Identity.FollowUp(Simulation.Identity.Call(explanation.Call), 1, followUp.Kind.Word(), followUp.Subject).Value;
}
