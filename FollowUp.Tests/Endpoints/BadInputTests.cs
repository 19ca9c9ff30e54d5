using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimeKit;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>What a call platform may send by mistake or malice, put on the real queue, and what a person then finds in the desk's interface.</summary>
public sealed class BadInputTests(SharedHandler handler, AzuriteFixture azurite) : IClassFixture<SharedHandler>
{
    private const int QueueLimit = 64 * 1024;
    private readonly HandlerStage _stage = handler.Stage;

    /// <summary>What is wrong, the text on the queue, the field that is named, a word of the reason, a word of the fix.</summary>
    public static TheoryData<string, string, string, string, string> Refused() => new()
    {
        { "an empty message", "", "message", "empty", "" },
        { "not JSON", "hello there", "message", "not JSON", "" },
        { "a JSON array", "[{}]", "message", "array", "" },
        { "64 KiB of nothing", new string('x', QueueLimit), "message", "not JSON", "" },
        { "an unknown type", Envelope(e => e["type"] = "com.example.call.ended"), "type", "com.example.call.ended", "followup.call.closed.v1" },
        { "no call id", Data(d => d.Remove("callId")), "data.callId", "missing", "" },
        { "closed ten minutes from now", Data(d => d["closedAt"] = "2026-11-23T15:15:00Z"), "data.closedAt", "ahead", "" },
        { "an unknown outcome", Data(d => d["outcome"] = "DONE"), "data.outcome", "DONE", "outcomeMap" },
        { "an address without an @", Data(d => d["customer"]!["email"] = "ada.example.com"), "data.customer.email", "not an email address", "" },
        { "21 promises", Data(d => d["promises"] = new JsonArray([.. Enumerable.Range(1, 21).Select(i => new JsonObject { ["id"] = $"p-{i}", ["what"] = "Call", ["dueAt"] = "2026-11-24T16:00:00Z" })])), "data.promises", "20", "" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_used_is_a_dead_letter_with_reason_field_and_fix(string what, string text, string field, string reason, string fix)
    {
        var before = await DeadLettersAsync(_stage);
        Assert.Null(await _stage.PostAsync("CallClosed", text));
        await _stage.DeliverAsync();

        var letter = Assert.Single(await DeadLettersAsync(_stage), l => before.All(b => Id(b) != Id(l)));
        Assert.Equal((field, "call-closed", "waiting"), (Text(letter, "field"), Text(letter, "queue"), Text(letter, "state")));
        Assert.True(Text(letter, "reason").Contains(reason, StringComparison.Ordinal), $"{what}: {letter}");
        Assert.True(Text(letter, "fix").Contains(fix, StringComparison.Ordinal) && Text(letter, "fix").Length > 5, $"{what}: {letter}");
    }

    [Theory]
    [InlineData("five years back", "closedAt", "2021-11-23T15:04:00Z", "skipped", "too old", null)]
    [InlineData("no email", "customer.email", null, "skipped", "no address", null)]
    [InlineData("an unknown zone", "customer.timeZone", "Mars/Olympus", "scheduled", null, "Unknown time zone \"Mars/Olympus\"")]
    [InlineData("no language tag", "customer.language", "français", "scheduled", null, "not a language tag")]
    [InlineData("a language without templates", "customer.language", "tlh", "scheduled", null, null)]
    [InlineData("an unknown queue", "queue", "no-such-queue", "scheduled", null, null)]
    public async Task What_can_be_used_is_recorded_and_the_reason_or_the_note_is_there(string what, string field, string? value, string state, string? reason, string? note)
    {
        var id = $"usable: {what}";
        Assert.Null(await _stage.PostAsync("CallClosed", Data(d =>
        {
            (d["callId"], d["customer"]!["id"]) = (id, id);
            var path = field.Split('.');
            (path.Length == 1 ? d : d[path[0]]!)[path[^1]] = value;
        })));
        await _stage.DeliverAsync();

        var file = await CallAsync(_stage, id);
        var followUp = Assert.Single(file.GetProperty("followUps").EnumerateArray(), f => Text(f, "kind") == "check-in");
        Assert.Equal(("check-in", state, reason), (Text(followUp, "kind"), Text(followUp, "state"), reason is null ? null : Text(followUp, "reason")));
        Assert.Contains(file.GetProperty("timeline").EnumerateArray(), entry => Text(entry, "sentence").Contains(note ?? (reason is null ? "is due at" : "is not sent"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_as_large_as_the_queue_takes_is_recorded_and_the_cut_is_noted()
    {
        string Of(int summary) => Data(d => (d["callId"], d["customer"]!["id"], d["summary"]) = ("large", "large", new string('s', summary)));
        Assert.Null(await _stage.PostAsync("CallClosed", Of(QueueLimit - Of(0).Length)));
        await _stage.DeliverAsync();

        var file = await CallAsync(_stage, "large");
        Assert.Equal(8_000, Text(file.GetProperty("call"), "summary").Length);
        Assert.Contains(file.GetProperty("timeline").EnumerateArray(), entry => Text(entry, "sentence").Contains("data.summary was longer than 8,000 characters", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_of_any_kind_becomes_neither_header_nor_markup()
    {
        string[] names = ["Ada\r\nBcc: everybody@example.com", "<script>alert(1)</script><b>Ada</b>", "{{ brand.name }}{% include 'x' %}", "\u202Emoc.elpmaxe\u2066 Ada", "Zoë 👩🏽‍🚀"];
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString);
        foreach (var (number, name) in names.Index())
            Assert.Null(await stage.PostAsync("CallClosed", Data(d => (d["callId"], d["customer"]!["id"], d["customer"]!["name"], d["customer"]!["email"]) = ($"name-{number}", $"c-{number}", name, $"ada.{number}@example.com"))));
        await stage.PlayToTheEndAsync();

        Assert.Equal(names.Length, stage.Mails.Count(mail => mail.Kind == "promise-confirmation"));
        foreach (var mail in stage.Mails)
        {
            using var message = MimeMessage.Load(mail.Path);
            Assert.Empty(message.Bcc);
            Assert.Single(message.To.Mailboxes);
            Assert.DoesNotContain('\n', message.Subject!);
            Assert.DoesNotContain("<script", message.HtmlBody, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<b>Ada", message.HtmlBody, StringComparison.Ordinal);
            Assert.Equal("sent", Text(Assert.Single((await CallAsync(stage, message.Headers["X-FollowUp-Call"]!)).GetProperty("followUps").EnumerateArray(), f => Text(f, "kind") == "promise-confirmation"), "state"));
        }
    }

    [Theory]
    [InlineData("summary", "Other words", "with other content")]
    [InlineData("customer.id", "c-other", "under another customer")]
    public async Task The_same_call_told_differently_is_noted_and_the_first_one_stands(string field, string value, string note)
    {
        var id = $"again: {field}";
        Assert.Null(await _stage.PostAsync("CallClosed", Data(d => (d["callId"], d["customer"]!["id"]) = (id, id))));
        await _stage.DeliverAsync();
        Assert.Null(await _stage.PostAsync("CallClosed", Data(d =>
        {
            (d["callId"], d["customer"]!["id"]) = (id, id);
            (field == "summary" ? d : d["customer"]!)[field.Split('.')[^1]] = value;
        })));
        await _stage.DeliverAsync();

        var file = await CallAsync(_stage, id);
        Assert.Single(file.GetProperty("followUps").EnumerateArray(), f => Text(f, "kind") == "check-in");
        Assert.NotEqual("Other words", Text(file.GetProperty("call"), "summary"));
        Assert.Single(file.GetProperty("timeline").EnumerateArray(), entry => Text(entry, "sentence").Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_again_and_again_ends_where_a_person_finds_it()
    {
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString);
        Assert.Null(await stage.PostAsync("Send", "no chunk at all"));
        Assert.Null(await stage.PostAsync("CallClosedPoison", Data(d => d["callId"] = "poisoned")));
        await stage.PlayToTheEndAsync();

        var letters = await DeadLettersAsync(stage);
        var send = Assert.Single(letters, l => Text(l, "queue") == "send");
        Assert.Equal(5, send.GetProperty("dequeueCount").GetInt32());
        Assert.Contains("again and again", Text(send, "reason"), StringComparison.Ordinal);
        Assert.Single(letters, l => Text(l, "queue") == "call-closed" && Text(l, "reason").Contains("poison", StringComparison.Ordinal));
    }

    private static string Data(Action<JsonObject> change) => Encoding.UTF8.GetString(Given.CallJson(change));

    private static string Envelope(Action<JsonObject> change)
    {
        var envelope = Given.CallEnvelope();
        change(envelope);
        return envelope.ToJsonString();
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static string Id(JsonElement letter) => Text(letter, "id");

    private static async Task<JsonElement> CallAsync(HandlerStage stage, string id)
    {
        using var json = await GetAsync(stage, $"/api/v1/calls/{Uri.EscapeDataString(id)}");
        return json.RootElement.Clone();
    }

    private static async Task<IReadOnlyList<JsonElement>> DeadLettersAsync(HandlerStage stage)
    {
        using var json = await GetAsync(stage, "/api/v1/dead-letters");
        return [.. json.RootElement.GetProperty("deadLetters").EnumerateArray().Select(l => l.Clone())];
    }

    private static async Task<JsonDocument> GetAsync(HandlerStage stage, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var response = await stage.Fleet.SendAsync(request, CancellationToken.None);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync());
    }
}
