using System.Globalization;
using System.Text.Json;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Local.Verbs;

/// <summary>The verb <c>suppressions</c>: puts mailboxes on the suppression list of an installation that runs, takes them off, and says what it holds about one.</summary>
public static class SuppressionVerb
{
    private const int LinesPerRequest = 500;
    private const int ErrorsShown = 20;
    private const string Place = "[--division D | --everywhere]";

    private static readonly string[] ValueOptions = ["--division", "--port", "--url", "--reason", "--scope", "--until", "--by"];
    private static readonly string[] Flags = ["--everywhere", "--although-unsubscribed"];

    /// <summary>For the list of verbs.</summary>
    public static Verb Verb { get; } = new(
        "suppressions",
        $"suppressions import FILE.csv {Place} {RunningApi.Options}\n"
        + "  suppressions add ADDRESS [--reason R] [--scope S] [--until DATE] [--division D | --everywhere] [--port N | --url URL]\n"
        + "  suppressions remove ADDRESS [--reason R] [--although-unsubscribed] [--by NAME] [--division D | --everywhere] [--port N | --url URL]\n"
        + $"  suppressions show ADDRESS [--division D] {RunningApi.Options}\n     ",
        "the suppression list of a running installation (docs/suppression.md)",
        (arguments, cancellationToken) => RunAsync(arguments, Console.Out, cancellationToken));

    /// <summary>Does what the arguments after the verb say.</summary>
    /// <returns>0: done; 1: something that was to be taken off is still on it; 2: the file or an argument is to be mended, and nothing was written.</returns>
    /// <exception cref="RunnerException">An argument is wrong, or no installation answers.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var (words, options) = Split(arguments);
        if (words is not [var job, var subject]) throw new RunnerException($"Use it so:\n  {Verb.Usage.TrimEnd()}");
        var port = options.GetValueOrDefault("--port") is not { } p ? (int?)null
            : int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new RunnerException($"--port {p}: a number is needed.");
        if (options.ContainsKey("--everywhere") && options.ContainsKey("--division")) throw new RunnerException("Name --division or --everywhere, not both.");
        var place = options.ContainsKey("--everywhere") ? "everywhere=true" : $"division={Uri.EscapeDataString(options.GetValueOrDefault("--division") ?? "main")}";
        string line = job switch
        {
            "import" => "",
            "add" or "show" => Line(subject, options, "reason", "scope", "until"),
            "remove" => Line(subject, options, "reason"),
            _ => throw new RunnerException($"Unknown: suppressions {job}. Known: import, add, remove, show."),
        };
        var requests = job == "import" ? await FileAsync(subject, output, cancellationToken) : [line];
        if (requests is null) return 2;

        using var api = RunningApi.Find(port, options.GetValueOrDefault("--url"));
        return job switch
        {
            "show" => await ShowAsync(api, place, requests[0], output, cancellationToken),
            "remove" => await RemoveAsync(api, place, requests[0], options, output, cancellationToken),
            _ => await SendAsync(api, place, requests, output, cancellationToken),
        };
    }

    private static async Task<IReadOnlyList<string>?> FileAsync(string path, TextWriter output, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new RunnerException($"{path}: there is no such file.");
        // The installation stamps the entries with its own time; here only what can be told without it is checked.
        var reading = ReadSuppressionCsv.Of(await File.ReadAllTextAsync(path, cancellationToken), Instant.MinValue);
        if (reading.Errors.Count == 0) return [.. reading.Requests.Select(ReadSuppressionLines.Write)];
        foreach (var error in reading.Errors.Take(ErrorsShown)) await output.WriteLineAsync($"{path}, {error}");
        await output.WriteLineAsync($"{reading.Errors.Count} to be mended; nothing was imported.");
        return null;
    }

    private static async Task<int> SendAsync(RunningApi api, string place, IReadOnlyList<string> lines, TextWriter output, CancellationToken cancellationToken)
    {
        var (written, known, sent) = (0, true, 0);
        foreach (var part in lines.Chunk(LinesPerRequest))
        {
            var (status, body) = await api.PostAsync($"/api/v1/suppressions?{place}", string.Join('\n', part), cancellationToken);
            if (status != 200)
            {
                await WriteErrorsAsync(status, body, sent, output);
                return 2;
            }

            using var answer = JsonDocument.Parse(body);
            written += answer.RootElement.GetProperty("written").GetInt32();
            known = answer.RootElement.GetProperty("divisionKnown").GetBoolean();
            sent += part.Length;
        }

        await output.WriteLineAsync($"{lines.Count} read, {written} written; the list already had the others.");
        if (!known) await output.WriteLineAsync("Mind the division: it has had no event yet.");
        return 0;
    }

    private static async Task<int> ShowAsync(RunningApi api, string place, string line, TextWriter output, CancellationToken cancellationToken)
    {
        var (status, body) = await api.PostAsync($"/api/v1/suppressions/lookup?{place}", line, cancellationToken);
        if (status != 200)
        {
            await WriteErrorsAsync(status, body, 0, output);
            return 2;
        }

        using var answer = JsonDocument.Parse(body);
        var entries = answer.RootElement.GetProperty("suppressions").EnumerateArray().ToList();
        if (entries.Count == 0) await output.WriteLineAsync("Not suppressed.");
        foreach (var entry in entries) await output.WriteLineAsync(Entry(entry));
        foreach (var removal in answer.RootElement.GetProperty("removed").EnumerateArray())
            await output.WriteLineAsync($"{Of(removal, "where")}: {Of(removal, "reason")} was taken off at {Of(removal, "at")} by {Of(removal, "by")}");
        return 0;
    }

    private static async Task<int> RemoveAsync(
        RunningApi api, string place, string line, Dictionary<string, string> options, TextWriter output, CancellationToken cancellationToken)
    {
        var although = options.ContainsKey("--although-unsubscribed") ? "&althoughUnsubscribed=true" : "";
        var by = Uri.EscapeDataString(options.GetValueOrDefault("--by") ?? "runner");
        var (status, body) = await api.PostAsync($"/api/v1/suppressions/remove?{place}{although}&by={by}", line, cancellationToken);
        if (status != 200)
        {
            await WriteErrorsAsync(status, body, 0, output);
            return 2;
        }

        using var answer = JsonDocument.Parse(body);
        var removed = answer.RootElement.GetProperty("removed").EnumerateArray().ToList();
        var left = answer.RootElement.GetProperty("left").EnumerateArray().ToList();
        if (removed.Count == 0) await output.WriteLineAsync("Nothing was taken off.");
        foreach (var entry in removed) await output.WriteLineAsync($"Taken off: {Entry(entry)}");
        foreach (var entry in left) await output.WriteLineAsync($"Still on it: {Entry(entry)}{Of(entry, "because") switch
        {
            "everywhere" => "; it holds in every division: say --everywhere",
            "unsubscribed" => "; the recipient asked for it: say --although-unsubscribed when they ask to be written to again",
            _ => "",
        }}");
        if (!answer.RootElement.GetProperty("divisionKnown").GetBoolean()) await output.WriteLineAsync("Mind the division: it has had no event yet.");
        return left.Any(entry => Of(entry, "because") != "not named") ? 1 : 0;
    }

    private static string Entry(JsonElement entry)
    {
        var until = Of(entry, "until") is { Length: > 0 } end ? $", until {end}" : "";
        return $"{Of(entry, "where")}: {Of(entry, "reason")}, {Of(entry, "scope")}, since {Of(entry, "since")}{until}{(entry.GetProperty("holds").GetBoolean() ? "" : " (over)")}";
    }

    private static string Of(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static async Task WriteErrorsAsync(int status, string body, int before, TextWriter output)
    {
        if (status != 400) throw new RunnerException($"The installation answers {status}.", 1);
        using var answer = JsonDocument.Parse(body);
        foreach (var error in answer.RootElement.GetProperty("errors").EnumerateArray().Take(ErrorsShown))
        {
            // Lines are counted over all parts; a file's own numbers differ where it has blank lines.
            var line = error.GetProperty("line").GetInt32();
            await output.WriteLineAsync($"{(line > 0 ? $"entry {before + line}, " : "")}{error.GetProperty("field").GetString()}: {error.GetProperty("reason").GetString()} {error.GetProperty("fix").GetString()}");
        }

        if (before > 0) await output.WriteLineAsync($"The {before} entries before are written; mend the rest and import the file again.");
    }

    private static string Line(string address, Dictionary<string, string> options, params IEnumerable<string> names)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("address", address);
            foreach (var name in names)
                if (options.GetValueOrDefault("--" + name) is { } value)
                    json.WriteString(name, value);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static (List<string> Words, Dictionary<string, string> Options) Split(IReadOnlyList<string> arguments)
    {
        var words = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal)) words.Add(argument);
            else if (Flags.Contains(argument)) options[argument] = "";
            else if (!ValueOptions.Contains(argument)) throw new RunnerException($"Unknown option '{argument}'. Known: {string.Join(", ", ValueOptions.Concat(Flags))}.");
            else options[argument] = ++i < arguments.Count ? arguments[i] : throw new RunnerException($"{argument} needs a value.");
        }

        return (words, options);
    }
}
