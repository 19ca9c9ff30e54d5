using System.Globalization;
using System.Text.Json;
using NodaTime;

namespace FollowUps.Local.Functions;

/// <summary>What the runner plays of <c>host.json</c>.</summary>
internal sealed record HostFile(HostLimits Limits, string RoutePrefix)
{
    /// <summary>Reads the file; without it, and for what it does not say, the host's defaults.</summary>
    public static HostFile Read(string path)
    {
        if (!File.Exists(path)) return new HostFile(new HostLimits(), "api/");
        using var json = Parse(path);
        var root = json.RootElement;
        var defaults = new HostLimits();
        var prefix = At(root, "extensions", "http", "routePrefix")?.GetString() ?? "api";
        return new HostFile(
            defaults with
            {
                VisibilityTimeout = Span(At(root, "extensions", "queues", "visibilityTimeout")) is { } v ? Duration.FromTimeSpan(v) : defaults.VisibilityTimeout,
                MaxDequeueCount = At(root, "extensions", "queues", "maxDequeueCount")?.GetInt32() ?? defaults.MaxDequeueCount,
                BatchSize = At(root, "extensions", "queues", "batchSize")?.GetInt32() ?? defaults.BatchSize,
                FunctionTimeout = Span(At(root, "functionTimeout")) ?? defaults.FunctionTimeout,
                InitializationTimeout = Span(At(root, "customHandler", "initializationTimeout")) ?? defaults.InitializationTimeout,
            },
            prefix.Length == 0 ? "" : prefix + "/");
    }

    private static JsonDocument Parse(string path)
    {
        var text = File.ReadAllText(path);
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            throw BrokenJson.In(path, text, e);
        }
    }

    private static JsonElement? At(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element;
    }

    private static TimeSpan? Span(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } text ? TimeSpan.Parse(text.GetString()!, CultureInfo.InvariantCulture) : null;
}
