using FollowUps.Calls;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
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
