using System.Collections.Frozen;
using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Lifecycle;
using FollowUps.People;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>An agent's week: what customers gave back, on the next Monday, to that agent alone, where the house wants such figures at all.</summary>
public sealed partial class AgentDigestTests
{
    private const string Start = "2026-11-23T15:05:00Z";
    private const string Monday = "2026-11-30T23:00:00Z";

    [Fact]
    public async Task A_week_with_thanks_and_promises_becomes_one_digest_on_monday_when_the_agent_is_there()
    {
        var sim = Switched(on: true);
        await ThankedAsync(sim);
        await KeptAsync(sim);
        await sim.PlayNightsUntilAsync(Monday);

        var (mail, at) = Assert.Single(Digests(sim));
        Assert.Equal("2026-11-30T09:00:00Z", at);
        Assert.Equal("sam.adeyemi@quillmere.example", mail.To.Address.Value); // the directory knows the agent
        Assert.Equal("Your week, Monday, 23 November to Sunday, 29 November", mail.Subject);
        Assert.Contains("Promises kept by their date: 1 of 1.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Customers who said that they were satisfied: 1.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("“Sam was patient <b>and</b> quick.”", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Sam was patient &lt;b&gt;and&lt;/b&gt; quick.", mail.Html, StringComparison.Ordinal);
        Assert.Equal(
            [
                "2026-11-30 02:00 upkeep: The week 2026-W48 of an agent is over and has something to tell.",
                "2026-11-30 02:00 plan: Rule \"week of an agent\" decides. Why: the week is over.",
                "2026-11-30 02:00 plan: The agent-digest to Sam Adeyemi is due at 2026-11-30 09:00 UTC. Why: at once in business hours from Mon 2026-11-30 00:00 Europe/London, calendar default: Mon 2026-11-30 09:00 Europe/London.",
                "2026-11-30 09:00 send: The agent-digest to Sam Adeyemi was handed to the email provider.",
            ],
            await TimelineAsync(sim));
    }

    [Fact]
    public async Task Further_nights_and_further_weeks_send_nothing_more()
    {
        var sim = Switched(on: true);
        await ThankedAsync(sim);
        await sim.PlayNightsUntilAsync("2026-12-20T23:00:00Z");
        Assert.Single(Digests(sim));
        Assert.NotEmpty(await sim.RowsAsync<AgentFactRow>(Keys.EveryAgentFact));
        await sim.PlayNightsUntilAsync("2027-01-05T23:00:00Z");
        Assert.Empty(await sim.RowsAsync<AgentFactRow>(Keys.EveryAgentFact)); // four weeks after the week
        Assert.Single(Digests(sim));
    }

    [Fact]
    public async Task Unless_it_is_switched_on_nothing_about_an_agent_is_kept_or_sent()
    {
        Assert.False(Given.Installation.PlanBook.AgentFigures);
        var sim = Switched(on: false);
        await ThankedAsync(sim);
        await KeptAsync(sim);
        Assert.Empty(await sim.RowsAsync<AgentFactRow>(Keys.EveryAgentFact));
        await sim.PlayNightsUntilAsync(Monday);
        Assert.Empty(Digests(sim));
        Assert.Empty(await TimelineAsync(sim));
    }

    [Fact]
    public async Task Switched_off_after_it_was_planned_it_is_cancelled_and_what_was_kept_goes()
    {
        var sim = Switched(on: true);
        await ThankedAsync(sim);
        await sim.PlayNightsUntilAsync("2026-11-30T08:00:00Z");
        sim.Settings = sim.Settings with { PlanBook = sim.Settings.PlanBook with { AgentFigures = false } };
        await sim.PlayNightsUntilAsync("2026-12-01T03:00:00Z");
        Assert.Empty(Digests(sim));
        Assert.Equal("2026-11-30 09:00 send: The agent-digest is cancelled. Why: figures about single agents are switched off.", (await TimelineAsync(sim))[^1]);
        Assert.Empty(await sim.RowsAsync<AgentFactRow>(Keys.EveryAgentFact));
    }

    [Fact]
    public async Task A_week_without_facts_is_no_mail()
    {
        var sim = Switched(on: true);
        await sim.CloseAsync(Given.Call());
        await sim.PlayNightsUntilAsync(Monday);
        Assert.Empty(Digests(sim));
        Assert.Empty(await TimelineAsync(sim));
    }

    [Fact]
    public async Task An_answer_that_is_changed_to_a_low_one_takes_its_thanks_back()
    {
        var sim = Switched(on: true);
        var link = await ThankedAsync(sim, at: "2026-11-28T12:00:00Z");
        await sim.PlayNightsUntilAsync("2026-11-30T08:00:00Z");
        var opened = sim.Now - Duration.FromMinutes(1);
        Assert.Equal(RatingResult.Recorded, await sim.Ratings.RunAsync(link, new Vote(2, null, null, new RenderedPage("page-2", opened) { Asked = PageAsked.ToChange }), sim.Now, CancellationToken.None));
        await sim.PlayNightsUntilAsync(Monday);
        Assert.Empty(Digests(sim));
        Assert.Equal("2026-11-30 09:00 send: The agent-digest is cancelled. Why: nothing of the week counts any more.", (await TimelineAsync(sim))[^1]);
    }

    [Theory]
    [InlineData(DocumentationConsent.Declined)]
    [InlineData(DocumentationConsent.NotAsked)]
    public async Task Nobody_is_quoted_whose_call_may_not_be_documented(DocumentationConsent consent)
    {
        var sim = Switched(on: true);
        await ThankedAsync(sim, call => call with { Consent = consent });
        await sim.PlayNightsUntilAsync(Monday);
        var (mail, _) = Assert.Single(Digests(sim));
        Assert.Contains("satisfied: 1.", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("patient", mail.Text + mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_before_monday_keeps_the_words_out_and_one_after_it_finds_none_stored()
    {
        var before = Switched(on: true);
        var link = await ThankedAsync(before);
        await before.Declines.RunAsync(link, before.Now, CancellationToken.None);
        await before.PlayNightsUntilAsync(Monday);
        Assert.DoesNotContain("patient", Assert.Single(Digests(before)).Mail.Text, StringComparison.Ordinal);

        var after = Switched(on: true);
        link = await ThankedAsync(after);
        await after.PlayNightsUntilAsync(Monday);
        await after.Declines.RunAsync(link, after.Now, CancellationToken.None);
        var kept = await after.Store.RangeAsync(Division.Main, new KeyRange("!", "~"), int.MaxValue, CancellationToken.None);
        Assert.DoesNotContain(kept, row => row.Columns.Values.OfType<string>().Any(text => text.Contains("patient", StringComparison.Ordinal)));
        Assert.DoesNotContain(kept.Where(row => row.Key[0] == 'm').Select(row => StoredMail.Unpack(row.As<MailRow>().MailBytes)), mail => mail?.Text.Contains("patient", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_shadow_week_keeps_the_digest_without_words()
    {
        var sim = Switched(on: true);
        await ThankedAsync(sim);
        await sim.PlayUntilAsync("2026-11-27T12:00:00Z");
        sim.Settings = sim.Settings with { Mode = new MailMode.Off() };
        await sim.PlayNightsUntilAsync(Monday);
        Assert.Empty(Digests(sim));
        var shadow = Assert.Single(await sim.RowsAsync<FollowUp>(Keys.FollowUps(Week)));
        Assert.Equal((FollowUpState.Skipped, "mail mode"), (shadow.State, shadow.Reason));
        var mail = StoredMail.Unpack((await sim.Store.FindAsync(Division.Main, Keys.Mail(new OperationId(Guid.Parse(shadow.Operation!))), CancellationToken.None))!.As<MailRow>().MailBytes)!;
        Assert.Contains("satisfied: 1.", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("patient", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_whom_nobody_can_write_to_is_skipped_with_that_reason()
    {
        var sim = Switched(on: true);
        await ThankedAsync(sim, call => call with { Agent = Given.Agent() with { Id = "a-9", Email = null } });
        await sim.PlayNightsUntilAsync(Monday);
        Assert.Empty(Digests(sim));
        Assert.Equal("2026-11-30 02:00 plan: The agent-digest is not sent. Why: no address: there is no address that could be written to.", (await TimelineAsync(sim, "a-9"))[^1]);
    }

    [Fact]
    public async Task An_agent_whom_the_directory_does_not_know_is_written_to_as_the_platform_said()
    {
        var sim = Switched(on: true);
        await ThankedAsync(sim, call => call with { Agent = Given.Agent() with { Id = "a-9" } });
        await sim.PlayNightsUntilAsync(Monday);
        Assert.Equal("sam@example.com", Assert.Single(Digests(sim)).Mail.To.Address.Value);
    }

    [Theory]
    [InlineData("2026-11-30", "2026-12-01", "2026-12-02T09:00:00Z")] // back on Wednesday
    [InlineData("2026-11-30", "2026-12-11", null)] // back when it is no news any more
    public async Task An_agent_who_is_away_gets_it_on_the_day_of_return_or_not_at_all(string first, string last, string? at)
    {
        var sim = Switched(on: true);
        sim.Settings = sim.Settings with { Directory = Away(sim.Settings.Directory, first, last) };
        await ThankedAsync(sim);
        await sim.PlayNightsUntilAsync("2026-12-20T23:00:00Z");
        Assert.Equal(at is null ? [] : [at], Digests(sim).Select(digest => digest.At));
        if (at is null)
        {
            Assert.Contains("Why: expired", (await TimelineAsync(sim))[^1], StringComparison.Ordinal);
            Assert.Empty(sim.Alerts.All);
        }
    }

    private static string Week => WeekOf("a-1");

    private static string WeekOf(string agent) => PlanDigests.HashOf(Simulation.Identity, agent, new AgentWeek(new LocalDate(2026, 11, 23)));

    private static Simulation Switched(bool on) => new(Start, s => s with { PlanBook = s.PlanBook with { AgentFigures = on } });

    private static ContactDirectory Away(ContactDirectory directory, string first, string last)
    {
        var agent = directory.People["a-1"] with { Absences = [new Absence(LocalDatePattern.Iso.Parse(first).Value, LocalDatePattern.Iso.Parse(last).Value)] };
        return directory with { People = directory.People.Select(person => person.Key == agent.Id ? KeyValuePair.Create(agent.Id, agent) : person).ToFrozenDictionary() };
    }

    /// <summary>A customer of the agent says that they are satisfied, and why.</summary>
    private static async Task<SignedLink> ThankedAsync(Simulation sim, Func<CallClosed, CallClosed>? change = null, string at = "2026-11-25T12:00:00Z")
    {
        await sim.CloseAsync(change is null ? Given.Call() : change(Given.Call()));
        await sim.PlayUntilAsync(at);
        var link = sim.LinkIn(sim.Mailbox.Mails.Last(mail => mail.Headers.Any(header => header is { Key: "X-FollowUp-Kind", Value: "check-in" })), LinkPurpose.Rate);
        Assert.Equal(RatingResult.Recorded, await sim.Ratings.RunAsync(link, 5, "Sam was patient <b>and</b> quick.", "page-1", sim.Now, CancellationToken.None));
        return link;
    }

    /// <summary>Another customer was promised something, and it was kept on time.</summary>
    private static async Task KeptAsync(Simulation sim)
    {
        var promise = Given.Promise(dueAt: "2026-11-26T16:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: sim.Now.ToString()) with { Customer = Given.Customer("c-2") with { Email = Given.Address("c2@example.com") }, Promises = [promise] });
        await sim.UpdateAsync(EventTypes.PromiseKept, "evt-kept", null, ("callId", "call-2"), ("promiseId", "p-1"), ("keptAt", sim.Now.ToString()));
    }

    private static IEnumerable<(OutgoingEmail Mail, string At)> Digests(Simulation sim) =>
        sim.Mailbox.Accepted.Where(sent => sent.Mail.Headers.Any(header => header is { Key: "X-FollowUp-Kind", Value: "agent-digest" })).Select(sent => (sent.Mail, sent.At.ToString()));

    private static async Task<IReadOnlyList<string>> TimelineAsync(Simulation sim, string agent = "a-1") =>
        [.. (await sim.RowsAsync<TimelineEntry>(Keys.Timelines(WeekOf(agent)))).OrderBy(t => t.At).ThenBy(t => t.Sequence)
            .Select(t => $"{t.At:uuuu-MM-dd HH:mm} {t.Actor}: {t.Sentence}{(t.Reason is null ? "" : $" Why: {t.Reason}.")}")];
}
