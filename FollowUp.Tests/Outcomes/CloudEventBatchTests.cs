using System.Text.Json;
using FollowUps.Outcomes;
using FollowUps.State;
using FollowUps.Storage;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Outcomes;

public sealed class CloudEventBatchTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 23, 9, 0);

    [Fact]
    public void Events_that_fit_are_one_message() => Assert.Single(CloudEventBatch.Split(Events(50, reason: 20)));

    [Fact]
    public void Messages_stay_under_48_KiB_and_no_event_is_lost_or_moved()
    {
        var batches = CloudEventBatch.Split(Events(50, reason: 4000)).ToList();
        Assert.True(batches.Count > 1);
        Assert.All(batches, batch => Assert.InRange(batch.Length, 2, 48 * 1024 - 1));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"event-{i}"), batches.SelectMany(Ids));
    }

    [Fact]
    public void A_reason_longer_than_a_sentence_is_cut_before_it_is_stored()
    {
        var changes = new Changes("t").Announce(OutgoingEvents.Closed, "cause", At, Data(new string('x', 5000)));
        var row = RowCodec.Read<OutgoingRow>(Assert.Single(changes.Rows).Columns);
        Assert.Equal(1000, row.Data.Reason!.Length);
    }

    [Fact]
    public void What_is_counted_never_shows_in_what_is_published()
    {
        var row = Events(1, 5).Single() with { Counted = [new(At, "billing", "team-1", "check-in", [new(Counters.Sent)])] };
        Assert.Equal(CloudEventBatch.Write(Events(1, 5)), CloudEventBatch.Write([row]));
    }

    [Fact]
    public void Every_published_type_and_every_field_of_its_data_is_in_the_schema_and_nothing_else()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "schema", "outcomes.schema.json")));
        var definitions = schema.RootElement.GetProperty("$defs");
        var types = definitions.GetProperty("event").GetProperty("oneOf").EnumerateArray()
            .Select(one => definitions.GetProperty(one.GetProperty("$ref").GetString()!.Split('/')[^1]).GetProperty("properties").GetProperty("type").GetProperty("const").GetString());
        Assert.Equal(OutgoingEvents.Published, types);

        var whole = new OutgoingData
        {
            CallId = "call-1",
            Division = "main",
            Episode = 1,
            FollowUpId = "f",
            Kind = "check-in",
            DueAt = At,
            Score = 5,
            Scale = "csat",
            Outcome = "satisfied",
            PromiseId = "p-1",
            Reason = "why",
            Phone = "+44",
        };
        var written = RowCodec.Write(new OutgoingRow("t", "i", At, whole))["data_json"];
        using var data = JsonDocument.Parse((string)written);
        var known = definitions.GetProperty("fields").GetProperty("properties").EnumerateObject().Select(p => p.Name);
        Assert.Equal(data.RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    private static OutgoingData Data(string reason) => new() { CallId = "call-1", Division = "main", Reason = reason };

    private static List<OutgoingRow> Events(int count, int reason) =>
        [.. Enumerable.Range(0, count).Select(i => new OutgoingRow(OutgoingEvents.Closed, $"event-{i}", At, Data(new string('é', reason))))];

    private static IEnumerable<string> Ids(ReadOnlyMemory<byte> batch)
    {
        using var json = JsonDocument.Parse(batch);
        return [.. json.RootElement.EnumerateArray().Select(e => e.GetProperty("id").GetString()!)];
    }
}
