using System.Text.Json.Nodes;
using FollowUps.Calls;

namespace FollowUps.Tests;

/// <summary>Events as the call platform sends them.</summary>
internal static partial class Given
{
    /// <summary>A call as its queue message.</summary>
    public static byte[] Bytes(CallClosed call) => Bytes(new JsonObject
    {
        ["specversion"] = "1.0",
        ["type"] = "followup.call.closed.v1",
        ["source"] = call.Source ?? "/call-platform/eu-1",
        ["id"] = call.EventId ?? "evt",
        ["data"] = Data(call),
    });

    private static JsonObject Data(CallClosed call) => new()
    {
        ["callId"] = call.Id.Value,
        ["closedAt"] = call.ClosedAt.ToString(),
        ["queue"] = call.Queue,
        ["outcome"] = call.Outcome.Word(),
        ["mood"] = call.Mood.Word(),
        ["priority"] = call.Priority,
        ["tags"] = List(call.Tags),
        ["reason"] = call.Reason,
        ["summary"] = call.Summary,
        ["customerWish"] = call.CustomerWish,
        ["actionsTaken"] = List(call.ActionsTaken),
        ["documentationConsent"] = call.Consent.Word(),
        ["division"] = call.Division.Value,
        ["caseId"] = call.CaseId,
        ["customer"] = new JsonObject
        {
            ["id"] = call.Customer.Id,
            ["name"] = call.Customer.Name,
            ["email"] = call.Customer.Email?.Value,
            ["phone"] = call.Customer.Phone,
            ["language"] = call.Customer.Language,
            ["timeZone"] = call.Customer.TimeZone,
            ["country"] = call.Customer.Country,
            ["surveyPermission"] = call.Customer.SurveyPermission.ToString().ToLowerInvariant(),
        },
        ["agent"] = call.Agent is null ? null : new JsonObject
        {
            ["id"] = call.Agent.Id,
            ["name"] = call.Agent.Name,
            ["email"] = call.Agent.Email?.Value,
            ["phone"] = call.Agent.Phone,
            ["team"] = call.Agent.Team,
        },
        ["promises"] = new JsonArray([.. call.Promises.Select(p => (JsonNode)new JsonObject { ["id"] = p.Id, ["what"] = p.What, ["dueAt"] = p.DueAt.ToString(), ["owner"] = Owner(p.Owner) })]),
    };

    private static JsonObject? Owner(PromiseOwner? owner) => owner is null ? null : new() { ["name"] = owner.Name, ["email"] = owner.Email?.Value, ["phone"] = owner.Phone };

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
