using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.State;
using MimeKit;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>
/// Everything that a whole life of a call leaves behind is read back past the product: table rows of every partition, dead letters, queues, mails and the
/// handler's log. Of a call whose documentation was declined not a word of it is found.
/// </summary>
public sealed class DeclinedConsentTests(AzuriteFixture azurite)
{
    private static readonly string[] Words = ["Charged twice", "October invoice", "second amount back", "Refund requested", "nobody-knows-field"];

    [Fact]
    public async Task Of_a_declined_call_not_a_word_is_found_in_rows_dead_letters_queues_mails_or_the_log()
    {
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString);
        await LiveAsync(stage, DocumentationConsent.Declined);
        Assert.Equal([], await TracesAsync(stage));
        Assert.Equal(3, stage.Mails.Select(mail => mail.Kind).Distinct().Count(kind => kind is "supervisor-brief" or "escalation" or "supervisor-outreach"));
        Assert.Equal(2, (await stage.RowsAsync<DeadLetterRow>("b:")).Count);
    }

    [Fact]
    public async Task Of_a_granted_one_the_same_search_finds_them()
    {
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString);
        await LiveAsync(stage, DocumentationConsent.Granted);
        var traces = await TracesAsync(stage);
        foreach (var where in new[] { "row c", "row m", "row b", "mail supervisor-brief" })
        {
            Assert.Contains(traces, trace => trace.StartsWith(where, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(traces, trace => trace.StartsWith("log", StringComparison.Ordinal));
    }

    /// <summary>An unsolved call that climbs the whole ladder; the same call with a code that nobody mapped, and once more from the poison queue.</summary>
    private static async Task LiveAsync(HandlerStage stage, DocumentationConsent consent)
    {
        await stage.PostAsync(Given.Call(outcome: CallOutcome.Unresolved, mood: Mood.Angry) with { Consent = consent });
        await stage.PostAsync("CallClosed", Bad(consent, "call-bad"));
        await stage.PostAsync("CallClosedPoison", Bad(consent, "call-poison"));
        await stage.PlayToTheEndAsync();
    }

    private static string Bad(DocumentationConsent consent, string id) => Encoding.UTF8.GetString(Given.CallJson(data =>
    {
        (data["callId"], data["outcome"], data["documentationConsent"], data["notes"]) = (id, "DONE", consent.Word(), "nobody-knows-field");
    }));

    private async Task<IReadOnlyList<string>> TracesAsync(HandlerStage stage)
    {
        var found = new List<string>();
        void Look(string where, string? text) => found.AddRange(Words.Where(word => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true).Select(word => $"{where}: {word}"));
        await foreach (var row in new TableClient(azurite.ConnectionString, stage.Settings["Storage__Table"]).QueryAsync<TableEntity>())
        {
            foreach (var (name, value) in row)
            {
                var text = value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString();
                Look($"row {row.RowKey[..1]}", text);
                if (row.RowKey[0] == 'm' && value is byte[] packed && StoredMail.Unpack(packed) is { } mail)
                {
                    Look("row m", mail.Subject + mail.Text + mail.Html);
                }
            }
        }

        var outcomes = await stage.TextsAsync("Queues__Outcomes");
        Assert.NotEmpty(outcomes);
        outcomes.ToList().ForEach(text => Look("outgoing event", text));
        foreach (var name in stage.App.Queues.Select(queue => queue.Queue))
        {
            foreach (var message in (await new QueueClient(azurite.ConnectionString, name).PeekMessagesAsync(32)).Value)
            {
                Look($"queue {name}", message.MessageText);
            }
        }

        foreach (var mail in stage.Mails)
        {
            using var message = await MimeMessage.LoadAsync(mail.Path);
            Look($"mail {mail.Kind}", message.Subject + message.TextBody + message.HtmlBody + string.Join('\n', message.Headers.Select(header => header.Value)));
        }

        using var log = new StreamReader(new FileStream(stage.Handler.LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Look("log", await log.ReadToEndAsync());
        return found;
    }
}
