using System.Text.Json;

namespace FollowUps.Calls.Reading;

/// <summary>
/// What a message says about documenting the call, however broken the rest of it is. It decides what of a dead letter may be kept, so
/// it errs towards "declined": that word counts wherever it stands and however it is spelled.
/// </summary>
internal static class StatedConsent
{
    public const string Field = "documentationConsent";

    /// <summary>The consent; null when the message says something else there, or is not recognisable as a call.</summary>
    public static DocumentationConsent? In(JsonElement message)
    {
        var stated = All(message).ToList();
        return stated.Contains(DocumentationConsent.Declined) ? DocumentationConsent.Declined
            : stated.Count > 0 ? stated.Aggregate((a, b) => a == b ? a : null)
            : IsCall(message) ? DocumentationConsent.NotAsked
            : null;
    }

    private static IEnumerable<DocumentationConsent?> All(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(All),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(OfProperty),
        _ => [],
    };

    private static IEnumerable<DocumentationConsent?> OfProperty(JsonProperty property) =>
        property.Name.Equals(Field, StringComparison.OrdinalIgnoreCase) ? [Word(property.Value)]
        : property.NameEquals("data_base64") ? Inside(property.Value)
        : All(property.Value);

    // Text we cannot look into may say "declined".
    private static IEnumerable<DocumentationConsent?> Inside(JsonElement base64) =>
        base64.ValueKind == JsonValueKind.String && Envelope.Decoded(base64.GetString()!) is { } json
        && MessageText.Parse(json, out _) is { } content
            ? All(content)
            : [null];

    private static DocumentationConsent? Word(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? DocumentationConsent.NotAsked
        : value.ValueKind != JsonValueKind.String ? null
        : value.GetString()!.Trim() switch
        {
            "granted" => DocumentationConsent.Granted,
            "notAsked" or "" => DocumentationConsent.NotAsked,
            var other when other.Equals("declined", StringComparison.OrdinalIgnoreCase) => DocumentationConsent.Declined,
            _ => null,
        };

    // Nothing said means "not asked" for a call only; of another message nobody knows whose words are in it.
    private static bool IsCall(JsonElement message) =>
        Envelope.Open(message, new Findings()) is { Type: null or EventTypes.CallClosed } envelope
        && (envelope.Data.TryGetProperty("outcome", out _) || envelope.Data.TryGetProperty("closedAt", out _));
}
