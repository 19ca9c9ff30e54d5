using System.Text.Json.Nodes;
using FollowUps.Calls;
using Xunit;

namespace FollowUps.Tests.Calls;

public sealed class ReadCallUpdateTests
{
    private static readonly CallId Call = new("call-1");

    public static TheoryData<string, string, CallUpdate> Updates() => new()
    {
        { EventTypes.CallStarted, """{ "callId": "call-1", "customerId": "c-1" }""", new CallUpdate.CallStarted(Call, "c-1") },
        { EventTypes.CallReopened, """{ "callId": "call-1" }""", new CallUpdate.CallReopened(Call) },
        { EventTypes.CustomerReplied, """{ "callId": "call-1" }""", new CallUpdate.CustomerReplied(Call, null) },
        { EventTypes.CustomerReplied, """{ "customerId": "c-1" }""", new CallUpdate.CustomerReplied(null, "c-1") },
        { EventTypes.PromiseKept, """{ "callId": "call-1", "promiseId": "p-1", "keptAt": "2026-11-23T15:00:00Z" }""", new CallUpdate.PromiseKept(Call, "p-1", Given.At("2026-11-23T15:00:00Z")) },
        { EventTypes.PromiseMoved, """{ "callId": "call-1", "promiseId": "p-1", "dueAt": "2026-11-25T15:00:00Z" }""", new CallUpdate.PromiseMoved(Call, "p-1", Given.At("2026-11-25T15:00:00Z")) },
        { EventTypes.SupervisorContacted, """{ "callId": "call-1" }""", new CallUpdate.SupervisorContacted(Call) },
        { EventTypes.CaseClosed, """{ "callId": "call-1", "cause": "double debit", "action": "The job that collects runs once.\nIt says so." }""", new CallUpdate.CaseClosed(Call, "double debit", "The job that collects runs once.\nIt says so.") },
        { EventTypes.CustomerErased, """{ "customerId": "c-1" }""", new CallUpdate.CustomerErased("c-1") },
    };

    [Theory]
    [MemberData(nameof(Updates))]
    public void Every_update_of_the_contract_is_read(string type, string data, CallUpdate expected)
    {
        var json = JsonNode.Parse(data)!.AsObject();
        json["division"] = "emea-2";

        var update = Assert.IsType<ReadResult<CallUpdate>.Read>(ReadCallUpdate.Of(Given.UpdateJson(type, json), Given.Now)).Value;

        Assert.True(Division.TryParse("emea-2", out var division));
        Assert.Equal(expected with { Division = division, EventId = "evt-u1", Source = "/crm", Time = Given.At("2026-11-23T15:00:00Z") }, update);
    }

    [Fact]
    public void The_table_above_knows_every_type() =>
        Assert.Equal(EventTypes.Updates.Order(), Updates().Select(row => row.Data.Item1).Distinct().Order());

    [Theory]
    [InlineData("followup.call.reopened.v1", "{}", "data.callId")]
    [InlineData("followup.call.started.v1", """{ "callId": "call-1" }""", "data.customerId")]
    [InlineData("followup.customer.replied.v1", "{}", "data.callId")]
    [InlineData("followup.customer.replied.v1", """{ "callId": 1, "customerId": "c-1" }""", "data.callId")]
    [InlineData("followup.promise.kept.v1", """{ "callId": "call-1", "promiseId": "p-1" }""", "data.keptAt")]
    [InlineData("followup.promise.kept.v1", """{ "callId": "call-1", "promiseId": "p-1", "keptAt": "2026-11-24T15:00:00Z" }""", "data.keptAt")]
    [InlineData("followup.promise.moved.v1", """{ "callId": "call-1", "dueAt": "2026-11-24T15:00:00Z" }""", "data.promiseId")]
    [InlineData("followup.promise.moved.v1", """{ "callId": "call-1", "promiseId": "p-1", "dueAt": "Friday" }""", "data.dueAt")]
    [InlineData("followup.case.closed.v1", """{ "callId": "call-1", "cause": "double debit" }""", "data.action")]
    [InlineData("followup.case.closed.v1", """{ "callId": "call-1", "action": "none" }""", "data.cause")]
    [InlineData("followup.customer.erased.v1", """{ "customerId": "" }""", "data.customerId")]
    [InlineData("followup.call.closed.v1", """{ "callId": "call-1" }""", "type")]
    [InlineData("followup.call.reopened.v2", """{ "callId": "call-1" }""", "type")]
    public void A_bad_update_is_refused_with_the_field(string type, string data, string field) =>
        Assert.Equal(field, Bad(Given.UpdateJson(type, JsonNode.Parse(data)!.AsObject())).Error.Field);

    [Fact]
    public void Without_an_envelope_nobody_knows_what_happened() => Assert.Equal("type", Bad("""{ "callId": "call-1" }"""u8.ToArray()).Error.Field);

    [Fact]
    public void The_words_of_a_bad_update_are_kept_for_a_redrive_and_shown_to_nobody()
    {
        var message = Given.UpdateJson(EventTypes.CaseClosed, new JsonObject { ["callId"] = "call-1", ["action"] = "spoke to the neighbour" });

        Assert.Null(Bad(message).Consent);
        Assert.False(DeadLetterContent.Of(message).Showable);
    }

    private static ReadResult<CallUpdate>.Bad Bad(ReadOnlyMemory<byte> message) => Assert.IsType<ReadResult<CallUpdate>.Bad>(ReadCallUpdate.Of(message, Given.Now));
}
