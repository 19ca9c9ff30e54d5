using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Sending;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>Where no mail reaches a customer somebody phones, at the same instant.</summary>
public sealed class CallTaskTests
{
    private const string Start = "2026-11-23T15:05:00Z";

    [Fact]
    public async Task An_angry_caller_without_an_address_becomes_a_call_task_that_is_tried_three_times()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(mood: Mood.Angry) with { Customer = Given.Customer() with { Email = null } });
        for (var i = 0; i < 4; i++)
        {
            await sim.PlayUntilAsync($"2026-11-{24 + i}T12:00:00Z");
            if (i < 3)
            {
                await sim.CallTaskAsync(CallResult.NoAnswer);
            }
        }

        await sim.PlayToTheEndAsync();
        Assert.Equal(
            [
                ("call-task", "2026-11-24T10:04:00Z", "billing@quillmere.example"),
                ("call-task", "2026-11-25T12:00:00Z", "billing@quillmere.example"),
                ("call-task", "2026-11-26T12:00:00Z", "billing@quillmere.example"),
            ],
            Mails(sim));
        Assert.Contains("+33 1 99 00 12 34", sim.Mailbox.Mails.ElementAt(0).Text, StringComparison.Ordinal);
        Assert.Equal("unreachable: call-task: nobody picked up", await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_bounced_outreach_becomes_a_call_task_and_the_dialler_hears_of_it()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T10:04:00Z");
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(mail => Kind(mail) == "supervisor-outreach"), "Bounced", "550 5.1.1 no such user"));
        await sim.PlayUntilAsync("2026-11-24T10:04:30Z");

        Assert.Contains(("call-task", "2026-11-24T10:04:00Z", "priya.nair@quillmere.example"), Mails(sim));
        Assert.Equal("+33 1 99 00 12 34", Assert.Single(sim.Outcomes.Events, e => e.Type == OutgoingEvents.Undeliverable).Data.Phone);
        Assert.Null(await sim.OutcomeAsync("call-1"));
        await sim.CallTaskAsync(CallResult.Reached, "p-nair");
        Assert.Equal((CaseState.Contacted, "p-nair"), ((await sim.CallAsync("call-1")).Case!.State, (await sim.CallAsync("call-1")).Case!.Owner));
    }

    [Theory]
    [InlineData("Bounced", 0)] // suppressed: the later mails are not even posted
    [InlineData("FilteredSpam", 2)] // posted and filtered each time
    public async Task Each_apology_that_cannot_reach_the_customer_is_phoned_about_anew(string status, int apologies)
    {
        var sim = new Simulation(Start);
        var reported = new HashSet<OperationId>();
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        for (var hour = Start; string.CompareOrdinal(hour, "2026-11-28T00:00:00Z") < 0; hour = (Simulation.At(hour) + NodaTime.Duration.FromHours(1)).ToString())
        {
            await sim.PlayUntilAsync(hour);
            foreach (var mail in sim.Mailbox.Mails.Where(mail => mail.To.Address.Value == "ada@example.com" && reported.Add(mail.Operation)).ToList())
            {
                Assert.DoesNotContain(ReportResult.DeadLetter, await sim.ReportAsync(Given.Report(mail, status, "550 5.1.1 no such user")));
            }
        }

        await sim.PlayToTheEndAsync();
        var followUps = await sim.FollowUpsAsync("call-1");
        Assert.DoesNotContain(followUps, line => line.Contains("parked", StringComparison.Ordinal));
        Assert.Equal(apologies, Mails(sim).Count(mail => mail is { Kind: "promise-overdue", To: "ada@example.com" }));
        Assert.Equal(4, followUps.Count(line => line == "call-task: sent")); // for the promise in writing, two apologies and the outreach
    }

    private static string Kind(OutgoingEmail mail) => mail.Headers.Single(h => h.Key == "X-FollowUp-Kind").Value;

    private static List<(string Kind, string At, string To)> Mails(Simulation sim) =>
        [.. sim.Mailbox.Accepted.Select(a => (Kind(a.Mail), a.At.ToString(), a.Mail.To.Address.Value))];
}
