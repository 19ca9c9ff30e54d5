using System.Text.Json;
using FollowUps.Calls.Reading;

namespace FollowUps.Privacy;

/// <summary>The customer id that a message names where our contract has it, although the message as a whole could not be used.</summary>
internal static class NamedCustomer
{
    private const string ContractPrefix = "followup.";
    private static readonly string[] CallFields = ["callId", "closedAt", "outcome"];

    /// <summary>The id; null: there is none, or the message is not of our contract, so that a field of this name may mean something else.</summary>
    public static string? In(JsonElement message) => ContentOf(message) is { ValueKind: JsonValueKind.Object } data
        ? IdOf(data, "customerId") ?? (data.TryGetProperty("customer", out var customer) && customer.ValueKind == JsonValueKind.Object ? IdOf(customer, "id") : null)
        : null;

    private static JsonElement? ContentOf(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (Envelope.Attribute(message, "type")?.StartsWith(ContractPrefix, StringComparison.Ordinal) != true)
        {
            return CallFields.All(field => message.TryGetProperty(field, out _)) ? message : null;
        }

        if (message.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null)
        {
            return data;
        }

        return message.TryGetProperty("data_base64", out var base64) ? Inside(base64) : null;
    }

    /// <summary>The JSON inside a field in base64; null: it holds none.</summary>
    public static JsonElement? Inside(JsonElement base64) =>
        base64.ValueKind == JsonValueKind.String && Envelope.Decoded(base64.GetString()!) is { } json ? MessageText.Parse(json, out _) : null;

    private static string? IdOf(JsonElement source, string name) => !source.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => CleanText.Line(value.GetString()!) is { Length: > 0 } id ? id : null,
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
