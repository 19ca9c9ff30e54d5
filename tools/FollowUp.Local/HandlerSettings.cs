using System.Text.Json;

namespace FollowUps.Local;

/// <summary>The app settings that a handler is started with, as environment variables.</summary>
public static class HandlerSettings
{
    /// <summary>The mailbox's access key: a constant, since it opens nothing but this machine's mailbox.</summary>
    public const string MailboxKey = "bG9jYWwgbWFpbGJveCwgbm90IGEgc2VjcmV0ISEhISE=";

    /// <summary>First words of every setting that the handler, its libraries or the host read.</summary>
    private static readonly string[] Known =
    [
        "Mail", "FollowUp", "Config", "Telemetry", "Email", "Links", "Sending", "Storage", "Queues", "Schedules", "Desk", "Zoom", "AzureWebJobsStorage", "Logging", "ASPNETCORE",
        "WEBSITE", "OTEL", "APPLICATIONINSIGHTS", "AZURE", "DOTNET", "FUNCTIONS",
    ];

    /// <summary>Puts together what the runner decides, and what overrides it.</summary>
    /// <param name="connectionString">Azurite's.</param>
    /// <param name="port">Web port.</param>
    /// <param name="secrets">The installation's.</param>
    /// <param name="overrides">What <see cref="Read"/> found; null: nothing.</param>
    public static IReadOnlyDictionary<string, string> For(string connectionString, int port, Secrets secrets, IReadOnlyDictionary<string, string>? overrides)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["AzureWebJobsStorage"] = connectionString,
            ["FUNCTIONS_WORKER_RUNTIME"] = "custom",
            ["FollowUp__Clock"] = "invocation",
            ["FollowUp__Pepper"] = secrets.Pepper,
            ["Mail__Mode"] = "Live",
            ["Mail__From"] = "care@mail.quillmere.example",
            ["Email__ConnectionString"] = $"endpoint=http://127.0.0.1:{port}/;accesskey={MailboxKey}",
            ["Links__BaseUrl"] = $"http://localhost:{port}",
            ["Links__Keys__0"] = secrets.LinkKey,
            ["Desk__TrustPrincipal"] = "true",
        };
        foreach (var (name, value) in overrides ?? new Dictionary<string, string>()) settings[name] = value;
        return settings;
    }

    /// <summary>Reads the file of <c>--settings</c>.</summary>
    /// <param name="file">JSON, flat (<c>"Mail:Mode": "Off"</c>) or nested; null: none.</param>
    /// <param name="note">Called with a line for each setting that no handler reads; it is passed on all the same.</param>
    /// <returns>Names as environment variables have them, the last of equal ones.</returns>
    /// <exception cref="RunnerException">The file is missing or no JSON object.</exception>
    public static IReadOnlyDictionary<string, string> Read(string? file, Action<string> note)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (file is null) return settings;
        if (!File.Exists(file)) throw new RunnerException($"--settings {file}: there is no such file.");
        var text = File.ReadAllText(file);
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new RunnerException($"--settings {file}: an object is needed, such as {{ \"Mail\": {{ \"Mode\": \"Off\" }} }}.");
            foreach (var (name, value) in Flatten("", json.RootElement))
            {
                settings[name] = value;
                if (!IsKnown(name)) note($"--settings {file}: nothing reads the setting {name}; known ones begin with {string.Join(", ", Known)}.");
            }

            return settings;
        }
        catch (JsonException e)
        {
            throw BrokenJson.In($"--settings {file}", text, e);
        }
    }

    private static bool IsKnown(string name) => Known.Contains(name.Split('_', 2)[0], StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<(string Name, string Value)> Flatten(string path, JsonElement element)
    {
        var prefix = path.Length == 0 ? "" : path + "__";
        return element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject()
                .SelectMany(p => Flatten(prefix + p.Name.Replace(":", "__", StringComparison.Ordinal), p.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany((item, i) => Flatten($"{prefix}{i}", item)),
            JsonValueKind.String => [(path, element.GetString()!)],
            JsonValueKind.Null => [(path, "")],
            _ => [(path, element.GetRawText())],
        };
    }
}
