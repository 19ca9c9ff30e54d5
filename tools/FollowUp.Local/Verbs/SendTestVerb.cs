using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FollowUps.Local.Verbs;

/// <summary><c>send-test KIND ADDRESS</c>: a mail with sample data through the installation that runs, on the path of every other mail.</summary>
public static class SendTestVerb
{
    private static readonly string[] ValueOptions = ["--port", "--url", "--lang", "--division", "--queue"];

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new(
        "send-test",
        $"send-test KIND ADDRESS [--lang LANG] [--division NAME] [--queue NAME] {RunningApi.Options}",
        "send a mail with sample data on the path of every other mail; it goes out with the next sweep",
        (arguments, token) => RunAsync(arguments, Console.Out, token));

    /// <summary>Runs it.</summary>
    /// <returns>0; 1 when the installation refuses.</returns>
    /// <exception cref="RunnerException">Wrong use, or nothing runs.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var (kind, address, options) = Read(arguments);
        int? port = options.GetValueOrDefault("--port") is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new RunnerException($"--port {text}: a number is needed.");
        var body = new JsonObject { ["kind"] = kind, ["address"] = address };
        foreach (var (option, name) in new[] { ("--lang", "language"), ("--division", "division"), ("--queue", "queue") })
        {
            if (options.GetValueOrDefault(option) is { } value) body[name] = value;
        }

        using var api = RunningApi.Find(port, options.GetValueOrDefault("--url"));
        var (status, answer) = await api.PostAsync("/api/v1/test-mails", body.ToJsonString(), cancellationToken);
        if (status == 202)
        {
            await output.WriteLineAsync("It is due now, and goes out with the next sweep, as the mail mode allows.");
            return 0;
        }

        await output.WriteLineAsync(Refusal(status, answer));
        return 1;
    }

    private static string Refusal(int status, string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return $"{json.RootElement.GetProperty("error").GetString()} Fix: {json.RootElement.GetProperty("fix").GetString()}.";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            return $"The installation answers {status}.";
        }
    }

    private static (string Kind, string Address, Dictionary<string, string> Options) Read(IReadOnlyList<string> arguments)
    {
        var (words, options) = (new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal)) words.Add(arguments[i]);
            else if (!ValueOptions.Contains(arguments[i])) throw new RunnerException($"Unknown option '{arguments[i]}'. Known: {string.Join(", ", ValueOptions)}.");
            else options[arguments[i]] = ++i < arguments.Count ? arguments[i] : throw new RunnerException($"{arguments[i - 1]} needs a value.");
        }

        return words is [var kind, var address] ? (kind, address, options) : throw new RunnerException($"Use it so:\n  {Verb.Usage}");
    }
}
