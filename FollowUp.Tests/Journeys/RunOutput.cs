using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUps.Local;
using FollowUps.Local.Playing;

namespace FollowUps.Tests.Journeys;

/// <summary>What the handlers of a run wrote on both streams, with traces and metrics among it.</summary>
internal sealed partial class RunOutput(string text)
{
    /// <summary>Settings that put traces and metrics into the output, soon enough for a run of seconds.</summary>
    public const string Settings = """{ "Telemetry": { "Exporter": "console" }, "OTEL_BSP_SCHEDULE_DELAY": "200", "OTEL_METRIC_EXPORT_INTERVAL": "1000" }""";

    /// <summary>Fields of an event that say who somebody is, what was said, or how somebody is reached.</summary>
    private static readonly HashSet<string> Personal = ["name", "email", "phone", "reason", "summary", "customerWish", "actionsTaken", "what", "comment", "cause", "action"];

    /// <summary>Everything that was written.</summary>
    public string Text => text;

    /// <summary>Names of the metrics that were exported.</summary>
    public IReadOnlySet<string> Metrics { get; } = MetricName().Matches(text).Select(m => m.Groups[1].Value).ToHashSet();

    /// <summary>The spans that were exported.</summary>
    public IReadOnlyList<Span> Spans { get; } = [.. SpanStart().Split(text).Skip(1).Select(block => new Span(Field(block, "SpanId"), Field(block, "ParentSpanId"), Field(block, "DisplayName")))];

    /// <summary>Reads a folder of logs.</summary>
    public static RunOutput From(string folder) => new(string.Join('\n', Directory.GetFiles(folder, "handler-*.log").Order(StringComparer.Ordinal).Select(File.ReadAllText)));

    /// <summary>Every address, name, phone number and free text in the shipped sample calls, and in the shipped directory.</summary>
    public static IReadOnlySet<string> PersonalTexts()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in Script.Read(Path.Combine(Repository.Root, "samples", "calls.ndjson")).Lines)
        {
            try
            {
                using var json = JsonDocument.Parse(line.Message);
                Collect(json.RootElement, personal: false, found);
            }
            catch (JsonException)
            {
                // A sample of a message that cannot be used: as it is, it is what must not be written.
                found.Add(line.Message);
            }
        }

        using var directory = JsonDocument.Parse(Repo.Read("FollowUp.Functions/config/directory.json"));
        Collect(directory.RootElement.GetProperty("people"), personal: false, found);
        return found;
    }

    private static void Collect(JsonElement element, bool personal, HashSet<string> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in element.EnumerateObject()) Collect(field.Value, Personal.Contains(field.Name), found);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Collect(item, personal, found);
                break;
            case JsonValueKind.String when personal && element.GetString()!.Trim() is { Length: > 0 } text:
                found.Add(text);
                break;
        }
    }

    // Other lines may stand between those of a span: two writers share the stream.
    private static string? Field(string block, string name) => Regex.Match(block, $@"Activity\.{name}:\s+(\S.*)") is { Success: true } match ? match.Groups[1].Value.Trim() : null;

    [GeneratedRegex(@"Metric Name: ([\w.]+)")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"(?=Activity\.TraceId:)")]
    private static partial Regex SpanStart();

    /// <summary>One span.</summary>
    internal sealed record Span(string? Id, string? Parent, string? Name);
}
