using System.Text.Json;

namespace FollowUps.Local;

/// <summary>The app settings that a handler is started with, as environment variables.</summary>
public static class HandlerSettings
{
    /// <summary>The mailbox's access key: a constant, since it opens nothing but this machine's mailbox.</summary>
    public const string MailboxKey = "bG9jYWwgbWFpbGJveCwgbm90IGEgc2VjcmV0ISEhISE=";

    /// <summary>Puts together what the runner decides, overridden by the file of <c>--settings</c>.</summary>
    /// <param name="connectionString">Azurite's.</param>
    /// <param name="port">Web port.</param>
    /// <param name="secrets">The installation's.</param>
    /// <param name="settingsFile">JSON, flat (<c>"Mail:Mode": "Off"</c>) or nested; null: none.</param>
    public static IReadOnlyDictionary<string, string> For(string connectionString, int port, Secrets secrets, string? settingsFile)
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
        if (settingsFile is not null) Override(settings, settingsFile);
        return settings;
    }

    private static void Override(Dictionary<string, string> settings, string file)
    {
        if (!File.Exists(file)) throw new RunnerException($"--settings {file}: there is no such file.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new RunnerException($"--settings {file}: an object is needed.");
            foreach (var (name, value) in Flatten("", json.RootElement)) settings[name] = value;
        }
        catch (JsonException e)
        {
            throw new RunnerException($"--settings {file} is not JSON: {e.Message}", 2, e);
        }
    }

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
