using System.Text;
using System.Text.Json.Nodes;
using FollowUps.Calls;
using Xunit;

namespace FollowUps.Tests.Calls;

public sealed class DeadLetterContentTests
{
    private static readonly string[] FreeText = ["reason", "summary", "customerWish", "comments", "comment", "text", "transcript"];

    /// <summary>A call that declined documentation, with a secret in every field that is free text or unknown, in every shape a message comes in.</summary>
    public static TheoryData<string, byte[]> Declined()
    {
        var data = Secrets();
        var envelope = Given.CallEnvelope();
        envelope["data"] = data.DeepClone();
        envelope["subject"] = "SECRET";
        var base64 = Given.CallEnvelope();
        base64.Remove("data");
        base64["data_base64"] = Convert.ToBase64String(Given.Bytes(data));
        var capital = data.DeepClone().AsObject();
        capital.Remove("documentationConsent");
        capital["DocumentationConsent"] = "Declined";
        var twice = Encoding.UTF8.GetString(Given.Bytes(data))[..^1] + ", \"documentationConsent\": \"granted\", \"reason\": \"SECRET\" }";
        return new()
        {
            { "bare", Given.Bytes(data) },
            { "envelope", Given.Bytes(envelope) },
            { "message in base64", ReadCallClosedTests.Base64(Given.Bytes(envelope)) },
            { "data_base64", Given.Bytes(base64) },
            { "an array of events", Given.Bytes(new JsonArray(Given.CallEnvelope(), envelope.DeepClone(), "SECRET")) },
            { "an envelope of another kind", Given.Bytes(new JsonObject { ["event"] = "ended", ["payload"] = data.DeepClone() }) },
            { "data as text beside the consent", Given.Bytes(new JsonObject { ["specversion"] = "1.0", ["documentationConsent"] = "declined", ["data"] = "SECRET" }) },
            { "another spelling", Given.Bytes(capital) },
            { "the field twice", Encoding.UTF8.GetBytes(twice) },
        };
    }

    [Theory]
    [MemberData(nameof(Declined))]
    public void Where_documentation_was_declined_no_free_text_is_kept(string shape, byte[] message)
    {
        var content = DeadLetterContent.Of(message);

        var kept = Encoding.UTF8.GetString(content.Bytes.Span);
        Assert.Equal(DocumentationConsent.Declined, content.Consent);
        Assert.DoesNotContain("SECRET", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", content.Text, StringComparison.Ordinal);
        Assert.True(content.Bytes.Length <= message.Length, shape);
        foreach (var base64 in kept.Split('"').Where(part => part.Length > 200))
        {
            Assert.DoesNotContain("SECRET", Encoding.UTF8.GetString(Convert.FromBase64String(base64)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_left_of_a_declined_call_can_be_driven_again()
    {
        var envelope = Given.CallEnvelope();
        envelope["data"] = Secrets();

        var kept = DeadLetterContent.Of(Given.Bytes(envelope)).Bytes;

        var call = ReadCallClosedTests.Read(kept.Span);
        var sent = ReadCallClosedTests.Read(Given.Bytes(envelope));
        Assert.Equal((sent.Id, sent.ClosedAt, sent.Customer, sent.Agent, sent.EventId), (call.Id, call.ClosedAt, call.Customer, call.Agent, call.EventId));
        Assert.Equal(sent.Promises.AsEnumerable(), call.Promises);
        Assert.Equal(sent.Tags.AsEnumerable(), call.Tags);
    }

    [Theory]
    [InlineData("granted", DocumentationConsent.Granted)]
    [InlineData("notAsked", DocumentationConsent.NotAsked)]
    [InlineData(null, DocumentationConsent.NotAsked)]
    public void Otherwise_the_bytes_are_kept_and_may_be_shown(string? consent, DocumentationConsent expected)
    {
        var message = ReadCallClosedTests.Base64(Given.CallJson(d => (d["documentationConsent"], d["outcome"]) = (consent, "DONE")));

        var content = DeadLetterContent.Of(message);

        Assert.Equal(message, content.Bytes.ToArray());
        Assert.Equal(expected, content.Consent);
        Assert.Contains("Charged twice", content.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"callId":"é"}""", """{"callId":"é"}""")]
    [InlineData("eyJjYWxsSWQiOiLDqSJ9", """{"callId":"é"}""")]
    [InlineData("not json", "not json")]
    [InlineData("true", "true")]
    public void A_person_reads_the_json_inside_where_a_producer_has_written_it_in_base64(string kept, string read) =>
        Assert.Equal(read, DeadLetterContent.Readable(Encoding.UTF8.GetBytes(kept)));

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("""{ "summary": "not a call" }""")]
    [InlineData("""{ "documentationConsent": "no", "outcome": "resolved" }""")]
    [InlineData("""{ "documentationConsent": ["declined"], "outcome": "resolved" }""")]
    [InlineData("""{ "specversion": "1.0", "type": "followup.call.closed.v1", "data": "{ \"documentationConsent\": \"declined\" }" }""")]
    [InlineData("""{ "specversion": "1.0", "type": "followup.call.closed.v1", "data_base64": "!" }""")]
    public void Where_consent_cannot_be_read_the_bytes_are_kept_and_nobody_sees_them(string text)
    {
        var message = Encoding.UTF8.GetBytes(text);

        var content = DeadLetterContent.Of(message);

        Assert.Equal(message, content.Bytes.ToArray());
        Assert.Null(content.Consent);
        Assert.False(content.Showable);
    }

    private static JsonObject Secrets()
    {
        var data = Given.CallEnvelope()["data"]!.DeepClone().AsObject();
        data["documentationConsent"] = "declined";
        foreach (var name in FreeText)
        {
            data[name] = "SECRET";
        }

        data["actionsTaken"] = new JsonArray("SECRET", "SECRET");
        data["notes"] = new JsonArray(new JsonObject { ["what"] = "SECRET" });
        data["extra"] = new JsonObject { ["name"] = "SECRET" };
        data["customer"]!["comment"] = "SECRET";
        data["promises"]!.AsArray().Add(new JsonObject { ["id"] = "p-2", ["what"] = "Send the form", ["dueAt"] = "2026-11-24T16:00:00Z", ["text"] = "SECRET" });
        return data;
    }
}
