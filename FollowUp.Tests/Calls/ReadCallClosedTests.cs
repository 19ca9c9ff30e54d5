using System.Text;
using System.Text.Json.Nodes;
using FollowUps.Calls;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Calls;

public sealed class ReadCallClosedTests
{
    [Fact]
    public void A_full_event_becomes_a_call_with_every_field()
    {
        var call = Read(Given.CallJson());

        Assert.Equal(new CallId("call-1"), call.Id);
        Assert.Equal(Division.Main, call.Division);
        Assert.Equal(Given.At("2026-11-23T15:04:00Z"), call.ClosedAt);
        Assert.Equal(Given.At("2026-11-23T14:40:00Z"), call.StartedAt);
        Assert.Equal(("billing", CallOutcome.Resolved, Mood.Calm, "normal"), (call.Queue, call.Outcome, call.Mood, call.Priority));
        Assert.Equal(["refund"], call.Tags);
        Assert.Equal(("Charged twice", "The second amount back this week"), (call.Reason, call.CustomerWish));
        Assert.Equal(["Refund requested"], call.ActionsTaken);
        Assert.Equal((DocumentationConsent.Granted, "refund-7781"), (call.Consent, call.CaseId));
        Assert.Equal(Given.Customer(), call.Customer);
        Assert.Equal(Given.Agent(), call.Agent);
        Assert.Equal(Given.Promise(), Assert.Single(call.Promises));
        Assert.Equal(("/call-platform/eu-1", "evt-call-1"), (call.Source, call.EventId));
        Assert.Empty(call.Notes);
    }

    [Fact]
    public void Three_fields_and_a_customer_are_enough()
    {
        var call = Read("""{ "callId": "c", "closedAt": "2026-11-23T15:04:00+01:00", "outcome": "unresolved", "customer": { "id": "7" } }"""u8);

        Assert.Equal(Given.At("2026-11-23T14:04:00Z"), call.ClosedAt);
        Assert.Equal((Mood.Calm, DocumentationConsent.NotAsked, "normal"), (call.Mood, call.Consent, call.Priority));
        Assert.Equal(new Customer { Id = "7" }, call.Customer);
        Assert.Null(call.Agent);
        Assert.Null(call.Source);
    }

    [Fact]
    public void An_abandoned_call_needs_no_customer() =>
        Assert.Equal(new Customer(), Read("""{ "callId": "c", "closedAt": "2026-11-23T15:04:00Z", "outcome": "abandoned" }"""u8).Customer);

    public static TheoryData<string, byte[]> Encodings()
    {
        var json = Given.CallJson();
        byte[] bom = [0xEF, 0xBB, 0xBF];
        var data = Given.CallEnvelope();
        data["data_base64"] = Convert.ToBase64String(Given.Bytes(data["data"]!));
        data.Remove("data");
        return new()
        {
            { "plain JSON", json },
            { "byte order mark", [.. bom, .. json] },
            { "white space around", [.. "\r\n  "u8, .. json, .. "\n"u8] },
            { "base64", Base64(json) },
            { "base64 twice", Base64(Base64(json)) },
            { "base64 of a byte order mark and JSON", Base64([.. bom, .. json]) },
            { "base64 in lines", Encoding.ASCII.GetBytes(Convert.ToBase64String(json, Base64FormattingOptions.InsertLineBreaks)) },
            { "data_base64", Given.Bytes(data) },
            { "bare data", Given.Bytes(Given.CallEnvelope()["data"]!.DeepClone()) },
        };
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void However_the_platform_encodes_it_it_is_the_same_call(string encoding, byte[] message)
    {
        var call = Read(message);
        Assert.True((call.Id.Value, call.Customer, call.Promises.Single()) == ("call-1", Given.Customer(), Given.Promise()), encoding);
    }

    [Fact]
    public void A_bare_call_may_have_a_type_field_of_its_own() =>
        Assert.Equal("call-1", Read(Given.Bytes(WithType(Given.CallEnvelope()["data"]!.DeepClone().AsObject(), "inbound"))).Id.Value);

    [Fact]
    public void A_call_of_five_years_ago_is_read_because_the_plan_decides_about_age() =>
        Assert.Equal(Given.At("2021-11-23T15:04:00Z"), Read(Given.CallJson(d => d["closedAt"] = "2021-11-23T15:04:00Z")).ClosedAt);

    [Fact]
    public void A_clock_five_minutes_ahead_is_tolerated() =>
        Assert.Equal(Given.Now + Duration.FromMinutes(5), Read(Given.CallJson(d => d["closedAt"] = "2026-11-23T15:10:00Z")).ClosedAt);

    [Fact]
    public void A_customer_without_an_address_and_an_unknown_queue_are_fine()
    {
        var call = Read(Given.CallJson(d =>
        {
            d["customer"]!["email"] = "";
            d["queue"] = "a-queue-nobody-knows";
        }));
        Assert.Null(call.Customer.Email);
        Assert.Equal("a-queue-nobody-knows", call.Queue);
    }

    [Fact]
    public void A_platforms_codes_are_mapped_by_its_source()
    {
        var maps = new CodeMaps(
            new Dictionary<string, IReadOnlyDictionary<string, string>> { ["/call-platform/eu-1"] = new Dictionary<string, string> { ["DONE"] = "resolved" } },
            new Dictionary<string, IReadOnlyDictionary<string, string>> { ["/call-platform/eu-1"] = new Dictionary<string, string> { ["-2"] = "angry" } });
        var message = Given.CallJson(d => (d["outcome"], d["mood"]) = ("DONE", "-2"));

        var call = Assert.IsType<ReadResult<CallClosed>.Read>(ReadCallClosed.Of(message, maps, Given.Now)).Value;

        Assert.Equal((CallOutcome.Resolved, Mood.Angry), (call.Outcome, call.Mood));
    }

    [Fact]
    public void An_unmapped_code_is_refused_with_the_line_to_add_to_the_plan_book()
    {
        var error = Bad(Given.CallJson(d => d["outcome"] = "DONE")).Error;

        Assert.Equal("data.outcome", error.Field);
        Assert.Contains("\"DONE\"", error.Reason, StringComparison.Ordinal);
        Assert.Contains("""
            "outcomeMap": {"/call-platform/eu-1": {"DONE": "resolved"}}
            """, error.Fix, StringComparison.Ordinal);
        Assert.Equal("data.mood", Bad(Given.CallJson(d => d["mood"] = "livid")).Error.Field);
    }

    [Fact]
    public void Of_a_call_whose_documentation_was_declined_only_the_promise_keeps_its_words()
    {
        var call = Read(Given.CallJson(d => d["documentationConsent"] = "declined"));

        Assert.Equal((null, null, null), (call.Reason, call.Summary, call.CustomerWish));
        Assert.Empty(call.ActionsTaken);
        Assert.Equal("Call back with the refund date", call.Promises.Single().What);
    }

    [Fact]
    public void Of_a_field_that_occurs_twice_the_last_counts() =>
        Assert.Equal("b", Read("""{ "callId": "a", "callId": "b", "closedAt": "2026-11-23T15:04:00Z", "outcome": "abandoned" }"""u8).Id.Value);

    [Fact]
    public void Without_a_division_in_the_envelope_the_bad_message_belongs_to_its_own_or_to_main()
    {
        Assert.Equal("emea-2", Bad(Given.CallJson(d => (d["division"], d["outcome"]) = ("emea-2", null))).Division.Value);
        Assert.Equal(Division.Main, Bad(Given.CallJson(d => d["division"] = "EMEA/2")).Division);
    }

    internal static CallClosed Read(ReadOnlySpan<byte> message) =>
        ReadCallClosed.Of(message.ToArray(), CodeMaps.Empty, Given.Now) switch
        {
            ReadResult<CallClosed>.Read read => read.Value,
            ReadResult<CallClosed>.Bad bad => throw new Xunit.Sdk.XunitException(bad.Error.ToString()),
            _ => throw new InvalidOperationException(),
        };

    internal static ReadResult<CallClosed>.Bad Bad(ReadOnlyMemory<byte> message) =>
        Assert.IsType<ReadResult<CallClosed>.Bad>(ReadCallClosed.Of(message, CodeMaps.Empty, Given.Now));

    internal static byte[] Base64(byte[] bytes) => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));

    private static JsonObject WithType(JsonObject data, string type)
    {
        data["type"] = type;
        return data;
    }
}
