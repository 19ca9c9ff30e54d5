using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FollowUps.Local.Verbs;

/// <summary><c>dead-letters</c>: shows what could not be used; <c>dead-letters redrive ID|all</c> puts it back on its queue.</summary>
public static class DeadLettersVerb
{
    private const int LongestReason = 70;

    private static readonly string[] ValueOptions = ["--port", "--url", "--data"];

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new(
        "dead-letters",
        $"dead-letters [redrive ID|all] {RunningApi.Options} [--data DIR]",
        "show what could not be used, or put it back on its queue; --data: of a runner that is not up", (arguments, token) => RunAsync(arguments, Console.Out, token));

    /// <summary>Runs it.</summary>
    /// <returns>0; 1 when there is no such dead letter.</returns>
    /// <exception cref="RunnerException">Wrong use, or no runner and no data.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var (what, options) = Read(arguments);
        await using var api = await DeskApi.OpenAsync(PortOf(options), options.GetValueOrDefault("--url"), options.GetValueOrDefault("--data"), cancellationToken);
        if (what is null)
        {
            var (_, body) = await api.CallAsync(HttpMethod.Get, "/api/v1/dead-letters", cancellationToken);
            await output.WriteAsync(Table([.. body.GetProperty("deadLetters").EnumerateArray()]));
            return 0;
        }

        var path = what == "all" ? "/api/v1/dead-letters/redrive" : $"/api/v1/dead-letters/{Uri.EscapeDataString(what)}/redrive";
        var (status, answer) = await api.CallAsync(HttpMethod.Post, path + "?by=runner", cancellationToken);
        if (status != 200)
        {
            await output.WriteLineAsync(answer.GetProperty("error").GetString());
            return 1;
        }

        var redriven = answer.GetProperty("redriven").GetInt32();
        await output.WriteLineAsync(redriven == 0 ? "Nothing waits: it was redriven before." : $"{redriven} back on {(redriven == 1 ? "its queue" : "their queues")}.");
        return 0;
    }

    private static (string? What, Dictionary<string, string> Options) Read(IReadOnlyList<string> arguments)
    {
        var (words, options) = (new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal)) words.Add(arguments[i]);
            else if (!ValueOptions.Contains(arguments[i])) throw new RunnerException($"Unknown option '{arguments[i]}'. Known: {string.Join(", ", ValueOptions)}.");
            else if (i + 1 == arguments.Count) throw new RunnerException($"{arguments[i]} needs a value.");
            else options[arguments[i]] = arguments[++i];
        }

        return words switch
        {
            [] => (null, options),
            ["redrive", var what] => (what, options),
            _ => throw new RunnerException($"Use it so:\n  {Verb.Usage}"),
        };
    }

    private static int? PortOf(Dictionary<string, string> options) => options.GetValueOrDefault("--port") is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port
        : throw new RunnerException($"--port {text}: a number is needed.");

    private static string Table(IReadOnlyList<JsonElement> letters)
    {
        if (letters.Count == 0) return "No dead letters.\n";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"id",-26}  {"received",-20}  {"queue",-16}  {"state",-8}  {"failed",6}  field: reason → fix\n");
        foreach (var letter in letters)
        {
            string Of(string name) => letter.GetProperty(name).GetString() ?? "";
            text.Append(CultureInfo.InvariantCulture, $"{Of("id"),-26}  {Seconds(Of("receivedAt")),-20}  {Of("queue"),-16}  {Of("state"),-8}  {letter.GetProperty("failures").GetInt32(),6}  {Of("field")}: {Cut(Of("reason"))} → {Cut(Of("fix"))}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{letters.Count} in all, {letters.Count(l => l.GetProperty("state").GetString() == "waiting")} waiting. Redrive: dead-letters redrive ID, or all.\n").ToString();
    }

    private static string Seconds(string instant) => instant.Split('.')[0].TrimEnd('Z') + "Z";

    private static string Cut(string text) => text.Length <= LongestReason ? text : text[..(LongestReason - 1)] + "…";
}
