using System.Text;
using System.Text.Json.Nodes;
using FollowUps.Calls;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Tests;

/// <summary>Valid things with defaults, to be changed by <c>with</c> or by a change to the JSON.</summary>
internal static partial class Given
{
    /// <summary>A minute after the default call closed: Monday, 23 November 2026.</summary>
    public static Instant Now { get; } = At("2026-11-23T15:05:00Z");

    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    public static EmailAddress Address(string text) =>
        EmailAddress.TryParse(text, out var address) ? address! : throw new ArgumentException("no address", nameof(text));

    /// <summary>Ada's resolved call to billing; Sam answered.</summary>
    public static CallClosed Call(string id = "call-1", CallOutcome outcome = CallOutcome.Resolved, Mood mood = Mood.Calm, string closedAt = "2026-11-23T15:04:00Z") => new()
    {
        Id = new CallId(id),
        ClosedAt = At(closedAt),
        StartedAt = At(closedAt) - Duration.FromMinutes(24),
        Queue = "billing",
        Outcome = outcome,
        Mood = mood,
        Reason = "Charged twice",
        Summary = "The October invoice was collected on two days.",
        CustomerWish = "The second amount back this week",
        ActionsTaken = ["Refund requested"],
        Consent = DocumentationConsent.Granted,
        Customer = Customer(),
        Agent = Agent(),
        Source = "/call-platform/eu-1",
        EventId = $"evt-{id}",
    };

    public static Customer Customer(string id = "c-1") => new()
    {
        Id = id,
        Name = "Ada Lovell",
        Email = Address("ada@example.com"),
        Phone = "+33 1 99 00 12 34",
        Language = "fr",
        TimeZone = "Europe/Paris",
        Country = "FR",
        SurveyPermission = SurveyPermission.Granted,
    };

    public static Agent Agent() => new()
    {
        Id = "a-1",
        Name = "Sam Okafor",
        Email = Address("sam@example.com"),
        Phone = "+44 20 7946 0101",
        Team = "billing-1",
    };

    public static Promise Promise(string id = "p-1", string dueAt = "2026-11-24T16:00:00Z") =>
        new(id, "Call back with the refund date", At(dueAt), new PromiseOwner("Sam Okafor", Address("sam@example.com"), "+44 20 7946 0101"));

    /// <summary>The event of <see cref="Call"/> as a queue message; <paramref name="change"/> is given its <c>data</c>.</summary>
    public static byte[] CallJson(Action<JsonObject>? change = null)
    {
        var envelope = CallEnvelope();
        change?.Invoke(envelope["data"]!.AsObject());
        return Bytes(envelope);
    }

    public static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    /// <summary>A message of an update type.</summary>
    public static byte[] UpdateJson(string type, JsonObject data) => Bytes(new JsonObject
    {
        ["specversion"] = "1.0",
        ["type"] = type,
        ["source"] = "/crm",
        ["id"] = "evt-u1",
        ["time"] = "2026-11-23T15:00:00Z",
        ["data"] = data,
    });

    public static JsonObject CallEnvelope() => JsonNode.Parse("""
        { "specversion": "1.0", "type": "followup.call.closed.v1", "source": "/call-platform/eu-1", "id": "evt-call-1", "time": "2026-11-23T15:04:05Z",
          "data": {
            "callId": "call-1", "closedAt": "2026-11-23T15:04:00Z", "startedAt": "2026-11-23T14:40:00Z",
            "queue": "billing", "outcome": "resolved", "mood": "calm", "priority": "normal", "tags": ["refund"],
            "reason": "Charged twice", "summary": "The October invoice was collected on two days.",
            "customerWish": "The second amount back this week", "actionsTaken": ["Refund requested"],
            "documentationConsent": "granted", "division": "main", "caseId": "refund-7781",
            "customer": { "id": "c-1", "name": "Ada Lovell", "email": "ada@example.com", "phone": "+33 1 99 00 12 34", "language": "fr",
                          "timeZone": "Europe/Paris", "country": "FR", "surveyPermission": "granted" },
            "agent": { "id": "a-1", "name": "Sam Okafor", "email": "sam@example.com", "phone": "+44 20 7946 0101", "team": "billing-1" },
            "promises": [ { "id": "p-1", "what": "Call back with the refund date", "dueAt": "2026-11-24T16:00:00Z",
                            "owner": { "name": "Sam Okafor", "email": "sam@example.com", "phone": "+44 20 7946 0101" } } ] } }
        """)!.AsObject();
}
