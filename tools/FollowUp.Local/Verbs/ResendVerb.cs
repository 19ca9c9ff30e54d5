using System.Globalization;
using System.Text.Json;

namespace FollowUps.Local.Verbs;

/// <summary><c>resend CALL [FOLLOW-UP]</c>: has a follow-up sent again that failed or is parked, as a new mail under quota, window and suppression.</summary>
public static class ResendVerb
{
    private static readonly string[] ValueOptions = ["--division", "--port", "--url", "--data"];

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new(
        "resend",
        $"resend CALL [FOLLOW-UP] [--division NAME] {RunningApi.Options} [--data DIR]",
        "send a follow-up again that failed or is parked; without FOLLOW-UP the only one of the call",
        (arguments, token) => RunAsync(arguments, Console.Out, token));

    /// <summary>Runs it.</summary>
    /// <returns>0; 1 when it is not sent again.</returns>
    /// <exception cref="RunnerException">Wrong use, or no runner and no data.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var (call, followUp, options) = Read(arguments);
        await using var api = await DeskApi.OpenAsync(PortOf(options), options.GetValueOrDefault("--url"), options.GetValueOrDefault("--data"), cancellationToken);
        return await RunAsync(api, call, followUp, options.GetValueOrDefault("--division") ?? "main", output, cancellationToken);
    }

    /// <summary>Has one follow-up of a call sent again.</summary>
    /// <param name="api">Where it lies.</param>
    /// <param name="call">The platform's id, or the one in the desk's addresses.</param>
    /// <param name="followUp">Its id; null: the only one that failed or is parked.</param>
    /// <param name="inDivision">The call's division.</param>
    /// <param name="output">What became of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0; 1 when it is not sent again.</returns>
    public static async Task<int> RunAsync(DeskApi api, string call, string? followUp, string inDivision, TextWriter output, CancellationToken cancellationToken)
    {
        var division = Uri.EscapeDataString(inDivision);
        if (followUp is null)
        {
            var (found, body) = await api.CallAsync(HttpMethod.Get, $"/api/v1/calls/{Uri.EscapeDataString(call)}?division={division}", cancellationToken);
            var waiting = found == 200 ? [.. body.GetProperty("followUps").EnumerateArray().Where(Waits)] : Array.Empty<JsonElement>();
            if (waiting is not [var only])
            {
                await output.WriteLineAsync(found != 200 ? body.GetProperty("error").GetString() : Choice(call, waiting));
                return 1;
            }

            followUp = only.GetProperty("id").GetString()!;
        }

        var (status, answer) = await api.CallAsync(
            HttpMethod.Post, $"/api/v1/follow-ups/{Uri.EscapeDataString(call)}/{Uri.EscapeDataString(followUp)}/resend?by=runner&division={division}", cancellationToken);
        await output.WriteLineAsync(status == 200 ? "It is due now, and goes out with the next sweep, as quota, window and suppression allow." : answer.GetProperty("error").GetString());
        return status == 200 ? 0 : 1;
    }

    private static bool Waits(JsonElement followUp) => followUp.GetProperty("state").GetString() is "failed" or "parked";

    private static string Choice(string call, JsonElement[] waiting) => waiting.Length == 0
        ? $"No follow-up of {call} failed or is parked."
        : $"Say which one:\n{string.Join('\n', waiting.Select(f => $"  resend {call} {f.GetProperty("id")}   {f.GetProperty("kind")}, {f.GetProperty("state")}: {f.GetProperty("reason")}"))}";

    private static (string Call, string? FollowUp, Dictionary<string, string> Options) Read(IReadOnlyList<string> arguments)
    {
        var (words, options) = (new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal)) words.Add(arguments[i]);
            else if (!ValueOptions.Contains(arguments[i])) throw new RunnerException($"Unknown option '{arguments[i]}'. Known: {string.Join(", ", ValueOptions)}.");
            else options[arguments[i]] = i + 1 < arguments.Count ? arguments[++i] : throw new RunnerException($"{arguments[i]} needs a value.");
        }

        return words switch
        {
            [var call] => (call, null, options),
            [var call, var followUp] => (call, followUp, options),
            _ => throw new RunnerException($"Use it so:\n  {Verb.Usage}"),
        };
    }

    private static int? PortOf(Dictionary<string, string> options) => options.GetValueOrDefault("--port") is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port
        : throw new RunnerException($"--port {text}: a number is needed.");
}
