using FollowUps.Messages;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>The timeline tells which words a customer got, and which language they were meant to have.</summary>
public sealed class TemplateVersionTests
{
    [Fact]
    public async Task The_sentence_of_a_sent_mail_names_the_version_of_its_template()
    {
        var sent = await SentAsync("fr");
        Assert.StartsWith("fr/check-in@", Assert.Single(sent).Template, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_language_that_is_not_there_is_told_in_a_sentence_of_its_own()
    {
        var sent = await SentAsync("it");
        Assert.StartsWith("en/check-in@", sent[0].Template, StringComparison.Ordinal);
        Assert.Equal("There is no template 'check-in' in language 'it': it is sent in 'en'.", sent[1].Sentence);
    }

    private static async Task<IReadOnlyList<TimelineEntry>> SentAsync(string language)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Render = new Render(Shipped.Templates) });
        await sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { Language = language } });
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        return [.. (await sim.RowsAsync<TimelineEntry>(KeyRange.Prefix("t:"))).Where(entry => entry.Kind is "followup.sent" or "followup.template-note").OrderBy(entry => entry.Sequence)];
    }
}
