using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUps.Lifecycle;
using FollowUps.Sending;
using FollowUps.Suppressions;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.State;

/// <summary>Source-generated JSON of everything that is stored or put on a queue of ours: nothing is found by reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(InstantJson)])]
[JsonSerializable(typeof(CallRow))]
[JsonSerializable(typeof(CallPatch))]
[JsonSerializable(typeof(FollowUp))]
[JsonSerializable(typeof(FollowUpPatch))]
[JsonSerializable(typeof(DueItem))]
[JsonSerializable(typeof(TimelineEntry))]
[JsonSerializable(typeof(CustomerRow))]
[JsonSerializable(typeof(CustomerCallRow))]
[JsonSerializable(typeof(PendingRow))]
[JsonSerializable(typeof(AddressRow))]
[JsonSerializable(typeof(MailRow))]
[JsonSerializable(typeof(MailPatch))]
[JsonSerializable(typeof(AnswerRow))]
[JsonSerializable(typeof(OutgoingRow))]
[JsonSerializable(typeof(SpreadRow))]
[JsonSerializable(typeof(StatisticRow))]
[JsonSerializable(typeof(AgentFactRow))]
[JsonSerializable(typeof(DeadLetterRow))]
[JsonSerializable(typeof(DeadLetterIndexRow))]
[JsonSerializable(typeof(ForecastRow))]
[JsonSerializable(typeof(PartRow))]
[JsonSerializable(typeof(Platforms.KnownCustomer))]
[JsonSerializable(typeof(RetentionRow))]
[JsonSerializable(typeof(DivisionRow))]
[JsonSerializable(typeof(SwitchRow))]
[JsonSerializable(typeof(PaceRow))]
[JsonSerializable(typeof(SendChunk))]
[JsonSerializable(typeof(StoredMail))]
[JsonSerializable(typeof(EverywhereFilterRow))]
public sealed partial class StateJson : JsonSerializerContext;

/// <summary>Instants as ISO 8601 in UTC ("2026-11-24T16:00:00Z").</summary>
public sealed class InstantJson : JsonConverter<Instant>
{
    /// <inheritdoc/>
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        InstantPattern.ExtendedIso.Parse(reader.GetString()!) is { Success: true } parsed
            ? parsed.Value
            : throw new JsonException("Not an ISO 8601 instant in UTC.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
}
