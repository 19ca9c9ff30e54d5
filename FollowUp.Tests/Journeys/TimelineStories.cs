using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.Sending;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>
/// What an operator reads who asks why something was, or was not, sent. Each story is a file under <c>Approved/timelines</c> that a person has
/// read: one sentence for each event, with who, when and why.
/// </summary>
public sealed class TimelineStories
{
    private const string Start = "2026-11-23T15:05:00Z";

    [Fact]
    public Task Resolved_calm() => ToldAsync("resolved-calm", new Simulation(Start), sim => sim.CloseAsync(Given.Call()));

    [Fact]
    public Task Resolved_angry() => ToldAsync("resolved-angry", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call(mood: Mood.Angry));
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        await sim.Ratings.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate), 4, "Quick this time", "page-1", sim.Now, CancellationToken.None);
    });

    [Fact]
    public Task Unresolved() => ToldAsync("unresolved", new Simulation(Start), sim => sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved, mood: Mood.Angry)));

    [Fact]
    public Task Abandoned() => ToldAsync("abandoned", new Simulation(Start), sim => sim.CloseAsync(Given.Call(outcome: CallOutcome.Abandoned)));

    [Fact]
    public Task No_address() => ToldAsync("no-address", new Simulation(Start), sim =>
        sim.CloseAsync(Given.Call(mood: Mood.Angry) with { Customer = Given.Customer() with { Email = null } }));

    [Fact]
    public Task Declined_consent() => ToldAsync("declined-consent", new Simulation(Start), sim =>
        sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Consent = DocumentationConsent.Declined }));

    [Fact]
    public Task Unsubscribed() => ToldAsync("unsubscribed", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call("call-0", closedAt: "2026-11-23T15:04:00Z"));
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        await sim.Unsubscribes.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate), sim.Now, CancellationToken.None);
        await sim.PlayUntilAsync("2026-12-10T09:00:00Z");
        await sim.CloseAsync(Given.Call(closedAt: "2026-12-10T08:59:00Z"));
    });

    [Fact]
    public Task Mail_off() => ToldAsync("mail-off", new Simulation(Start, s => s with { Mode = new MailMode.Off() }), sim => sim.CloseAsync(Given.Call()));

    [Fact]
    public Task No_survey_permission() => ToldAsync("no-survey-permission", new Simulation(Start), sim =>
        sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { SurveyPermission = SurveyPermission.Unknown, Country = "DE" } }));

    [Fact]
    public Task Quota_squeeze() => ToldAsync("quota-squeeze", new Simulation(Start, s => s with { Quota = new QuotaLimits(1, 2) }), async sim =>
    {
        for (var i = 0; i < 5; i++)
        {
            await sim.CloseAsync(Given.Call($"call-before-{i}", closedAt: "2026-11-23T15:00:00Z") with
            {
                Customer = Given.Customer($"c-before-{i}") with { Email = Given.Address($"before{i}@example.com") },
            });
        }

        await sim.CloseAsync(Given.Call());
    });

    [Fact]
    public Task Throttled_then_sent() => ToldAsync("throttled-then-sent", new Simulation(Start), sim =>
    {
        sim.Mailbox.Next(new SendResult.Throttled(Duration.FromMinutes(5)));
        return sim.CloseAsync(Given.Call());
    });

    [Fact]
    public Task Unclear_then_known() => ToldAsync("unclear-then-known", new Simulation(Start), sim =>
    {
        sim.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true);
        return sim.CloseAsync(Given.Call());
    });

    [Fact]
    public Task Refused() => ToldAsync("refused", new Simulation(Start), sim =>
    {
        sim.Mailbox.Next(new SendResult.Refused("invalid-recipient"));
        return sim.CloseAsync(Given.Call());
    });

    [Fact]
    public Task Call_again() => ToldAsync("call-again", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T08:59:00Z"));
    });

    [Fact]
    public Task Helped_by_another_agent_first() => ToldAsync("helped-first", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T08:59:00Z"));
    });

    [Fact]
    public Task Backfill() => ToldAsync("backfill", new Simulation(Start), sim => sim.CloseAsync(Given.Call(closedAt: "2025-11-20T10:00:00Z")));

    [Fact]
    public Task Capped() => ToldAsync("capped", new Simulation("2026-11-20T15:05:00Z"), async sim =>
    {
        await sim.CloseAsync(Given.Call("call-0", closedAt: "2026-11-20T15:04:00Z"));
        await sim.PlayUntilAsync(Start);
        await sim.CloseAsync(Given.Call());
    });

    [Fact]
    public Task Promise_first() => ToldAsync("promise-first", new Simulation(Start), sim => sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] }));

    [Fact]
    public Task Promise_kept() => ToldAsync("promise-kept", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        await sim.PlayUntilAsync("2026-11-24T14:30:00Z");
        await KeptAsync(sim);
        await sim.PlayUntilAsync("2026-11-25T16:00:00Z");
        await AnswerAsync(sim, kept: true);
    });

    [Fact]
    public Task Promise_moved_then_kept_late() => ToldAsync("promise-moved", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        await sim.UpdateAsync(EventTypes.PromiseMoved, "m", null, ("callId", "call-1"), ("promiseId", "p-1"), ("dueAt", "2026-11-25T12:00:00Z"));
        await sim.PlayUntilAsync("2026-11-25T13:00:00Z");
        await KeptAsync(sim);
    });

    [Fact]
    public Task Promise_broken() => ToldAsync("promise-broken", new Simulation(Start), sim => sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] }));

    [Fact]
    public Task Promise_denied() => ToldAsync("promise-denied", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise()] });
        await sim.PlayUntilAsync("2026-11-24T14:30:00Z");
        await KeptAsync(sim);
        await sim.PlayUntilAsync("2026-11-25T16:00:00Z");
        await AnswerAsync(sim, kept: false);
        await sim.PlayUntilAsync("2026-11-26T10:00:00Z");
        await KeptAsync(sim);
    });

    [Fact]
    public Task Acknowledged_date_is_missed() => ToldAsync("acknowledged-date-missed", new Simulation(Start, s => s with { PlanBook = Plans.Books.Shipped }), async sim =>
    {
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        sim.Mailbox.Next(new SendResult.Throttled(Duration.FromHours(3)));
    });

    [Fact]
    public Task Odd_promises() => ToldAsync("promise-odd", new Simulation(Start), sim => sim.CloseAsync(Given.Call() with
    {
        Agent = null,
        Promises = [Given.Promise("p-past", "2026-11-23T15:00:00Z"), Given.Promise("p-sunday", "2026-11-29T10:00:00Z") with { Owner = null }],
    }));

    [Fact]
    public Task Holiday_weekend_in_Paris() => ToldAsync("holiday-weekend-paris", new Simulation("2026-12-24T16:31:00Z"), sim =>
        sim.CloseAsync(Given.Call(mood: Mood.Angry, closedAt: "2026-12-24T16:30:00Z")));

    [Fact]
    public Task Holiday_weekend_in_Sydney() => ToldAsync("holiday-weekend-sydney", new Simulation("2026-12-24T16:31:00Z"), sim =>
        sim.CloseAsync(Given.Call(mood: Mood.Angry, closedAt: "2026-12-24T16:30:00Z") with { Customer = Given.Customer() with { TimeZone = "Australia/Sydney", Country = "AU" } }));

    [Fact]
    public Task Delivered_again_with_other_content() => ToldAsync("delivered-again", new Simulation(Start), async sim =>
    {
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-23T15:20:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.CloseAsync(Given.Call(mood: Mood.Angry));
    });

    private static Task<UpdateResult> KeptAsync(Simulation sim) =>
        sim.UpdateAsync(EventTypes.PromiseKept, $"kept-{sim.Now}", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", sim.Now.ToString()));

    private static Task<bool?> AnswerAsync(Simulation sim, bool kept) => sim.Promises.AnswerAsync(
        sim.LinkIn(sim.Mailbox.Mails.Last(mail => mail.Headers.Any(header => header.Value == "promise-check")), LinkPurpose.Promise), kept, null, "page-1", sim.Now, CancellationToken.None);

    /// <summary>Plays a story to its end and compares the timeline of <c>call-1</c>; every story must read without personal data.</summary>
    internal static async Task ToldAsync(string name, Simulation sim, Func<Simulation, Task> story)
    {
        await story(sim);
        await sim.PlayToTheEndAsync();
        var lines = await sim.TimelineAsync("call-1");
        Assert.All(lines, line => Assert.DoesNotMatch("Ada|example\\.com|\\+33|Sam|Charged|October|invoice", line));
        Approved.Verify($"timelines/{name}.txt", string.Join('\n', lines) + "\n");
    }
}
