using System.Text.Json;
using NodaTime;

namespace FollowUps.Local.Functions;

/// <summary>Reads the <c>function.json</c> files and <c>host.json</c> beside a handler, as the host does at its start.</summary>
public static class ReadFunctionApp
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads one folder per function, directly in <paramref name="folder"/> or in its subfolder <c>functions</c>.</summary>
    /// <param name="folder">Folder with host.json.</param>
    /// <param name="settings">App settings for <c>%NAME%</c>; a name that is not set means the name of the contract.</param>
    /// <exception cref="RunnerException">No function was found, or a file says something that the runner does not play.</exception>
    public static FunctionApp From(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var host = HostFile.Read(Path.Combine(folder, "host.json"));
        var files = FunctionFiles(folder);
        if (files.Count == 0) files = FunctionFiles(Path.Combine(folder, "functions"));
        if (files.Count == 0) throw new RunnerException($"No function.json under {folder}: build the handler first (dotnet build FollowUp.Functions).");

        var app = new FunctionApp { Limits = host.Limits };
        foreach (var file in files.Order(StringComparer.Ordinal)) app = Add(app, file, settings, host.RoutePrefix);
        return app;
    }

    private static List<string> FunctionFiles(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Select(d => Path.Combine(d, "function.json")).Where(File.Exists)]
            : [];

    private static FunctionApp Add(FunctionApp app, string file, IReadOnlyDictionary<string, string> settings, string prefix)
    {
        var name = Path.GetFileName(Path.GetDirectoryName(file))!;
        using var json = Parse(file);
        foreach (var binding in json.RootElement.GetProperty("bindings").EnumerateArray())
        {
            var bindingName = Text(binding, "name") ?? "";
            switch (Text(binding, "type")?.ToUpperInvariant())
            {
                case "QUEUETRIGGER":
                    var queue = Resolve(Text(binding, "queueName") ?? "", settings) ?? ContractQueue(name);
                    var binary = string.Equals(Text(binding, "dataType"), "binary", StringComparison.OrdinalIgnoreCase);
                    return app with { Queues = [.. app.Queues, new QueueFunction(name, bindingName, queue, binary)] };
                case "TIMERTRIGGER":
                    var schedule = Resolve(Text(binding, "schedule") ?? "", settings) ?? ContractSchedule(name);
                    return app with { Timers = [.. app.Timers, new TimerFunction(name, bindingName, ReadSchedule(schedule, file))] };
                case "HTTPTRIGGER":
                    var route = Text(binding, "route") ?? name;
                    var methods = binding.TryGetProperty("methods", out var m)
                        ? m.EnumerateArray().Select(x => x.GetString()!.ToUpperInvariant()).ToArray()
                        : ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
                    var needsKey = !string.Equals(Text(binding, "authLevel"), "anonymous", StringComparison.OrdinalIgnoreCase);
                    return app with { Http = [.. app.Http, new HttpFunction(name, prefix + route, methods, needsKey)] };
            }
        }

        throw new RunnerException($"{file} has no queueTrigger, timerTrigger or httpTrigger binding.");
    }

    private static string? Resolve(string text, IReadOnlyDictionary<string, string> settings)
    {
        if (!(text.Length > 2 && text[0] == '%' && text[^1] == '%')) return text;
        var name = text[1..^1];
        return settings.GetValueOrDefault(name) ?? settings.GetValueOrDefault(name.Replace(":", "__", StringComparison.Ordinal))
            ?? Environment.GetEnvironmentVariable(name);
    }

    // CallClosed reads call-closed, and CallClosedPoison reads call-closed-poison.
    private static string ContractQueue(string function) =>
        string.Concat(function.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static string ContractSchedule(string function) => function == "DueSweep" ? "0 * * * * *" : "0 0 2 * * *";

    private static LocalTime? ReadSchedule(string schedule, string file)
    {
        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is [_, "*" or "*/1", "*", "*", "*", "*"]) return null;
        if (fields is [var s, var m, var h, "*", "*", "*"] && int.TryParse(s, out var second) && int.TryParse(m, out var minute) && int.TryParse(h, out var hour))
            return new LocalTime(hour, minute, second);
        throw new RunnerException($"{file}: the schedule '{schedule}' is neither every minute (0 * * * * *) nor once a day (0 0 2 * * *).");
    }

    private static JsonDocument Parse(string file)
    {
        var text = File.ReadAllText(file);
        try
        {
            return JsonDocument.Parse(text, Lenient);
        }
        catch (JsonException e)
        {
            throw BrokenJson.In(file, text, e);
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
