using System.Text;
using System.Text.Json.Nodes;
using FollowUps.Calls;
using Xunit;

namespace FollowUps.Tests.Calls;

public sealed class BadCallClosedTests
{
    /// <summary>What is wrong, the message, the field the error names, and a word of its reason or fix.</summary>
    public static TheoryData<string, byte[], string, string> Messages() => new()
    {
        { "empty", [], "message", "empty" },
        { "only white space", " \n"u8.ToArray(), "message", "empty" },
        { "not JSON", "hello there"u8.ToArray(), "message", "not JSON (line 1, byte 1)" },
        { "broken JSON in base64", ReadCallClosedTests.Base64("{ \"callId\": "u8.ToArray()), "message", "not JSON" },
        { "base64 three times", ReadCallClosedTests.Base64(ReadCallClosedTests.Base64(ReadCallClosedTests.Base64(Given.CallJson()))), "message", "not JSON" },
        { "Latin-1", Encoding.Latin1.GetBytes("""{ "callId": "é" }"""), "message", "UTF-8" },
        { "array", "[{}]"u8.ToArray(), "message", "array" },
        { "string", "\"call-1\""u8.ToArray(), "message", "object" },
        { "number", "1e999999"u8.ToArray(), "message", "object" },
        { "nested too deep", Encoding.ASCII.GetBytes(new string('[', 70) + new string(']', 70)), "message", "deeper than 64" },
        { "unknown type", Envelope(e => e["type"] = "com.example.call.ended"), "type", "com.example.call.ended" },
        { "an update on the wrong queue", Envelope(e => e["type"] = "followup.call.reopened.v1"), "type", "call-updates" },
        { "another CloudEvents version", Envelope(e => e["specversion"] = "0.3"), "specversion", "1.0" },
        { "no specversion", Envelope(e => e.Remove("specversion")), "specversion", "1.0" },
        { "no data", Envelope(e => e.Remove("data")), "data", "missing" },
        { "data is text", Envelope(e => e["data"] = "{}"), "data", "an object, but is a string" },
        { "data_base64 is no base64", Envelope(e => (e["data"], e["data_base64"]) = (null, "%%")), "data_base64", "base64" },
        { "empty object", "{}"u8.ToArray(), "data.callId", "missing" },
        { "no call id", Data(d => d.Remove("callId")), "data.callId", "missing" },
        { "blank call id", Data(d => d["callId"] = " "), "data.callId", "missing" },
        { "call id of 201 characters", Data(d => d["callId"] = new string('x', 201)), "data.callId", "200" },
        { "call id with a line break", Data(d => d["callId"] = "call\r\n1"), "data.callId", "control character" },
        { "call id is a number", Data(d => d["callId"] = 4711), "data.callId", "a string, but is a number" },
        { "no time of close", Data(d => d.Remove("closedAt")), "data.closedAt", "missing" },
        { "time without an offset", Data(d => d["closedAt"] = "2026-11-23T15:04:00"), "data.closedAt", "RFC 3339" },
        { "time as seconds", Data(d => d["closedAt"] = 1795446240), "data.closedAt", "a string, but is a number" },
        { "a time that no field ever had", Data(d => d["closedAt"] = "0001-01-01T00:00:00Z"), "data.closedAt", "RFC 3339" },
        { "the end of time", Data(d => d["closedAt"] = "9999-12-31T23:59:59-18:00"), "data.closedAt", "RFC 3339" },
        { "closed ten minutes ahead", Data(d => d["closedAt"] = "2026-11-23T15:15:00Z"), "data.closedAt", "5 minutes ahead" },
        { "no outcome", Data(d => d.Remove("outcome")), "data.outcome", "resolved, unresolved, escalated or abandoned" },
        { "unknown outcome", Data(d => d["outcome"] = "DONE"), "data.outcome", "outcomeMap" },
        { "outcome in capitals", Data(d => d["outcome"] = "Resolved"), "data.outcome", "\"Resolved\"" },
        { "unknown mood", Data(d => d["mood"] = "-3"), "data.mood", "moodMap" },
        { "unknown consent", Data(d => d["documentationConsent"] = "maybe"), "data.documentationConsent", "notAsked, granted or declined" },
        { "unknown survey permission", Data(d => d["customer"]!["surveyPermission"] = "no"), "data.customer.surveyPermission", "denied" },
        { "no customer", Data(d => d.Remove("customer")), "data.customer.id", "missing" },
        { "no customer id", Data(d => d["customer"]!["id"] = null), "data.customer.id", "missing" },
        { "customer is text", Data(d => d["customer"] = "Ada"), "data.customer", "an object, but is a string" },
        { "address without an @", Data(d => d["customer"]!["email"] = "ada.example.com"), "data.customer.email", "not an email address" },
        { "two addresses", Data(d => d["customer"]!["email"] = "ada@example.com, bob@example.com"), "data.customer.email", "one address" },
        { "agent is an array", Data(d => d["agent"] = new JsonArray()), "data.agent", "an object, but is an array" },
        { "tags is text", Data(d => d["tags"] = "refund"), "data.tags", "an array, but is a string" },
        { "a tag is a number", Data(d => d["tags"] = new JsonArray("a", 2)), "data.tags[1]", "a string, but is a number" },
        { "an action is an object", Data(d => d["actionsTaken"] = new JsonArray(new JsonObject())), "data.actionsTaken[0]", "a string, but is an object" },
        { "a promise is text", Data(d => d["promises"] = new JsonArray("soon")), "data.promises[0]", "an object, but is a string" },
        { "a promise without an id", Promise(p => p.Remove("id")), "data.promises[0].id", "missing" },
        { "a promise without words", Promise(p => p["what"] = ""), "data.promises[0].what", "missing" },
        { "a promise without a date", Promise(p => p.Remove("dueAt")), "data.promises[0].dueAt", "missing" },
        { "a promise for tomorrow", Promise(p => p["dueAt"] = "tomorrow"), "data.promises[0].dueAt", "RFC 3339" },
        { "a promise id twice", Data(d => d["promises"] = Promises(2, i => "p")), "data.promises[1].id", "earlier promise" },
        { "21 promises", Data(d => d["promises"] = Promises(21, i => $"p-{i}")), "data.promises", "20" },
        { "division with a capital", Data(d => d["division"] = "Main"), "data.division", "a-z" },
        { "division is a number", Data(d => d["division"] = 1), "data.division", "a string, but is a number" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_bad_message_is_refused_with_the_field_and_the_fix(string what, byte[] message, string field, string word)
    {
        var error = ReadCallClosedTests.Bad(message).Error;

        Assert.Equal(field, error.Field);
        Assert.True($"{error.Reason} {error.Fix}".Contains(word, StringComparison.Ordinal), $"{what}: {error}");
        Assert.EndsWith(".", error.Reason, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void An_error_quotes_nobodys_words(string what, byte[] message, string field, string word)
    {
        var error = ReadCallClosedTests.Bad(message).Error.ToString();

        string[] personal = ["Ada", "Lovell", "ada.example", "Sam", "Okafor", "99 00", "7946", "Charged", "October", "second amount", "Refund", "hello"];
        Assert.True(personal.All(p => !error.Replace("\"ada@example.com\"", "", StringComparison.Ordinal).Contains(p, StringComparison.Ordinal)), $"{what} {field} {word}: {error}");
    }

    [Fact]
    public void A_code_in_an_error_is_cut_and_on_one_line()
    {
        var reason = ReadCallClosedTests.Bad(Data(d => d["outcome"] = "A\r\n\"B\" " + new string('x', 300))).Error.Reason;
        Assert.Contains("\"A  \\\"B\\\" " + new string('x', 33) + "…\"", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_bad_message_says_about_documentation_is_reported_with_it()
    {
        Assert.Equal(DocumentationConsent.Declined, ReadCallClosedTests.Bad(Data(d => (d["outcome"], d["documentationConsent"]) = ("DONE", "declined"))).Consent);
        Assert.Equal(DocumentationConsent.NotAsked, ReadCallClosedTests.Bad(Data(d => (d["outcome"], d["documentationConsent"]) = ("DONE", null))).Consent);
        Assert.Null(ReadCallClosedTests.Bad("hello"u8.ToArray()).Consent);
    }

    private static byte[] Data(Action<JsonObject> change) => Given.CallJson(change);

    private static byte[] Promise(Action<JsonObject> change) => Data(d => change(d["promises"]![0]!.AsObject()));

    private static byte[] Envelope(Action<JsonObject> change)
    {
        var envelope = Given.CallEnvelope();
        change(envelope);
        return Given.Bytes(envelope);
    }

    private static JsonArray Promises(int count, Func<int, string> id) =>
        [.. Enumerable.Range(1, count).Select(i => new JsonObject { ["id"] = id(i), ["what"] = "Call back", ["dueAt"] = "2026-11-24T16:00:00Z" })];
}
