using FollowUps.Calls;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Fakes;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What is kept, quoted and exported of a call is what the customer agreed to.</summary>
public sealed class ConsentTests
{
    private const string Start = "2026-11-23T15:05:00Z";

    [Fact]
    public async Task A_brief_says_what_consent_allows_and_nothing_where_it_was_declined()
    {
        foreach (var (consent, told) in new[] { (DocumentationConsent.Granted, true), (DocumentationConsent.NotAsked, true), (DocumentationConsent.Declined, false) })
        {
            var sim = new Simulation(Start);
            await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Consent = consent });
            await sim.SweepAsync();
            var brief = sim.Mailbox.Mails.Single();
            Assert.Equal(told, brief.Text.Contains("The October invoice", StringComparison.Ordinal));
            Assert.Contains("How could I help you?", brief.Text, StringComparison.Ordinal);
            Assert.Contains("+33 1 99 00 12 34", brief.Text, StringComparison.Ordinal);
            Assert.Equal(At("2026-11-30T15:05:00Z"), sim.LinkIn(brief, LinkPurpose.Brief).ExpiresAt);
        }
    }

    [Theory]
    [InlineData(DocumentationConsent.Declined, false)]
    [InlineData(DocumentationConsent.NotAsked, false)]
    [InlineData(DocumentationConsent.Granted, true)]
    public async Task After_the_case_is_closed_the_words_of_the_call_stay_only_where_the_customer_agreed(DocumentationConsent consent, bool stay)
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Consent = consent });
        await sim.PlayUntilAsync("2026-11-24T12:00:00Z");
        await sim.ActAsync(new CaseAction.Close("other", "We phoned the bank", "A check each night", null), "p-nair");
        await sim.PlayToTheEndAsync();

        Assert.Equal(stay ? Words.Length : 0, (await RowTracesAsync(sim)).Count(trace => trace.StartsWith("c:", StringComparison.Ordinal)));
        if (consent == DocumentationConsent.Declined)
        {
            Assert.Empty(await TracesAsync(sim));
        }
    }

    [Fact]
    public async Task A_refusal_by_link_leaves_no_word_in_any_row_and_in_no_later_mail()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Consent = DocumentationConsent.NotAsked });
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        Assert.NotEmpty(await TracesAsync(sim));
        var before = sim.Mailbox.Accepted.Count;
        Assert.True(await sim.Declines.RunAsync(sim.LinkIn(sim.Mailbox.Mails.First(), LinkPurpose.Brief), sim.Now, CancellationToken.None));
        Assert.True(await sim.Declines.RunAsync(sim.LinkIn(sim.Mailbox.Mails.First(), LinkPurpose.Brief), sim.Now, CancellationToken.None));
        Assert.Empty(await RowTracesAsync(sim));
        await sim.PlayToTheEndAsync();

        Assert.Empty(await RowTracesAsync(sim));
        Assert.All(sim.Mailbox.Mails.Skip(before), mail => Assert.DoesNotContain(Words, word => mail.Text.Contains(word, StringComparison.Ordinal) || mail.Html.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_refusal_removes_the_words_also_from_a_mail_that_is_reported_delivered_at_that_moment()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = new Simulation(Start, store: store);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Consent = DocumentationConsent.NotAsked });
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        var brief = sim.Mailbox.Mails.First();
        store.Before("remove-mail", async () =>
        {
            foreach (var mail in sim.Mailbox.Mails)
            {
                await sim.ReportAsync(Given.Report(mail, "Delivered"));
            }
        });
        Assert.True(await sim.Declines.RunAsync(sim.LinkIn(brief, LinkPurpose.Brief), sim.Now, CancellationToken.None));
        Assert.Equal(1, store.Commits["remove-mail"]);
        Assert.Empty(await RowTracesAsync(sim));
    }

    [Fact]
    public async Task Words_of_a_declined_call_serve_its_open_case_where_the_plan_book_says_so_and_go_with_it()
    {
        var book = Given.PlanBookWithoutReminder(json => json["consent"] = new System.Text.Json.Nodes.JsonObject { ["declined"] = "openCaseOnly" });
        var sim = new Simulation(Start, s => s with { PlanBook = book });
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Consent = DocumentationConsent.Declined });
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-23T15:03:00Z") with { Consent = DocumentationConsent.Declined, Customer = Given.Customer("c-2") });
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        Assert.Contains("The October invoice", sim.Mailbox.Mails.First().Text, StringComparison.Ordinal);
        Assert.Equal(Words.Length, (await RowTracesAsync(sim)).Count(trace => trace.StartsWith("c:", StringComparison.Ordinal)));
        Assert.Null((await sim.CallAsync("call-2")).Summary);
        await sim.ActAsync(new CaseAction.Close("other", "We phoned the bank", "A check each night", null), "p-nair");
        await sim.PlayToTheEndAsync();

        Assert.Null((await sim.CallAsync("call-1")).Summary);
        Assert.All(sim.Mailbox.Mails.Where(mail => mail.To.Address.Value == "ada@example.com"), mail => Assert.DoesNotContain(Words, word => mail.Text.Contains(word, StringComparison.Ordinal)));
        Assert.All(sim.Outcomes.Events, e => Assert.DoesNotContain(Words, word => e.ToString().Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_customer_who_was_not_asked_and_says_yes_keeps_the_words_and_a_refusal_stands()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved) with { Consent = DocumentationConsent.NotAsked });
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        var link = sim.LinkIn(sim.Mailbox.Mails.First(), LinkPurpose.Brief);
        Assert.True(await sim.Grants.RunAsync(link, sim.Now, CancellationToken.None));
        Assert.True(await sim.Grants.RunAsync(link, sim.Now, CancellationToken.None));
        Assert.Single(await sim.TimelineAsync("call-1"), line => line.Contains("The customer agrees that the call is documented.", StringComparison.Ordinal));
        await sim.ActAsync(new CaseAction.Close("other", "We phoned the bank", "A check each night", null), "p-nair");
        Assert.Equal(("The October invoice was collected on two days.", "We phoned the bank"), ((await sim.CallAsync("call-1")).Summary, (await sim.CallAsync("call-1")).Case!.Action));

        await sim.Declines.RunAsync(link, sim.Now, CancellationToken.None);
        Assert.True(await sim.Grants.RunAsync(link, sim.Now, CancellationToken.None));
        Assert.Equal((DocumentationConsent.Declined, null), ((await sim.CallAsync("call-1")).Consent, (await sim.CallAsync("call-1")).Summary));
        Assert.False(await sim.Grants.RunAsync(link with { Call = "nobody" }, sim.Now, CancellationToken.None));
    }

    [Theory]
    [InlineData(DocumentationConsent.Declined, "Billing Error", "billing error", false)]
    [InlineData(DocumentationConsent.Declined, "She was charged in October", "other", false)]
    [InlineData(DocumentationConsent.Declined, "She was charged in October", "other", true)]
    [InlineData(DocumentationConsent.Granted, "Tariff change", "Tariff change", false)]
    public async Task The_cause_that_a_crm_names_is_kept_of_a_declined_call_only_as_a_word_of_the_list(DocumentationConsent consent, string cause, string kept, bool early)
    {
        var sim = new Simulation(Start);
        var call = Given.Call(outcome: CallOutcome.Unresolved) with { Consent = consent };
        if (!early)
        {
            await sim.CloseAsync(call);
        }

        await sim.UpdateAsync(EventTypes.CaseClosed, "closed", "2026-11-23T15:04:30Z", ("callId", "call-1"), ("cause", cause), ("action", "Refunded in October"));
        if (early)
        {
            await sim.CloseAsync(call);
        }

        await sim.PlayToTheEndAsync();
        var matter = (await sim.CallAsync("call-1")).Case!;
        Assert.Equal((CaseState.Closed, kept), (matter.State, matter.Cause));
        var all = string.Join('\n', (await sim.Store.RangeAsync(Division.Main, new KeyRange("!", "~"), int.MaxValue, CancellationToken.None)).SelectMany(row => row.Columns).Select(column => column.Value.ToString()));
        Assert.Equal(consent == DocumentationConsent.Granted, all.Contains("October", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_mail_to_a_customer_who_was_not_asked_asks_once()
    {
        var sim = new Simulation(Start, s => s with { PlanBook = Given.PlanBookWithReminder });
        await sim.CloseAsync(Given.Call() with { Consent = DocumentationConsent.NotAsked });
        await sim.PlayToTheEndAsync();

        Assert.Equal([true, false], sim.Mailbox.Mails.Select(mail => mail.Text.Contains("?consent=1", StringComparison.Ordinal)));
    }

    private static Instant At(string text) => Simulation.At(text);

    private static readonly string[] Words = ["Charged twice", "October invoice", "The second amount back", "Refund requested"];

    /// <summary>Where a word of the call is found: in rows, mails and outgoing events.</summary>
    private static async Task<List<string>> TracesAsync(Simulation sim)
    {
        var texts = sim.Mailbox.Mails.Select(mail => mail.Subject + mail.Text + mail.Html).Concat(sim.Outcomes.Events.Select(e => e.ToString()));
        return [.. await RowTracesAsync(sim), .. texts.Where(text => Words.Any(word => text.Contains(word, StringComparison.Ordinal)))];
    }

    private static async Task<List<string>> RowTracesAsync(Simulation sim)
    {
        var found = new List<string>();
        foreach (var row in await sim.Store.RangeAsync(Division.Main, new KeyRange("!", "~"), int.MaxValue, CancellationToken.None))
        {
            var mail = row.Key.StartsWith("m:", StringComparison.Ordinal) ? StoredMail.Unpack(row.As<MailRow>().MailBytes)?.Text : null;
            var text = string.Join('\n', row.Columns.Select(column => column.Value.ToString())) + mail;
            found.AddRange(Words.Where(word => text.Contains(word, StringComparison.Ordinal)).Select(word => $"{row.Key[..1]}: {word}"));
        }

        return found;
    }
}
