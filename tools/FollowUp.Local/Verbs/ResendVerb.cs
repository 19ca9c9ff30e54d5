using System.Globalization;
using System.Text.Json;

namespace FollowUps.Local.Verbs;

/// <summary><c>resend CALL [FOLLOW-UP]</c> and <c>resend all</c>: has follow-ups sent again that failed or are parked, as new mails under quota, window and suppression.</summary>
public static class ResendVerb
{
    private static readonly string[] ValueOptions = ["--division", "--port", "--url", "--data"];

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new(
        "resend",
        $"resend CALL [FOLLOW-UP] | all [--division NAME] {RunningApi.Options} [--data DIR]",
        "send a follow-up again that failed or is parked (without FOLLOW-UP the only one of the call), or all of a division",
        (arguments, token) => RunAsync(arguments, Console.Out, token));

    /// <summary>Runs it.</summary>
    /// <returns>0; 1 when it is not sent again.</returns>
    /// <exception cref="RunnerException">Wrong use, or no runner and no data.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var (call, followUp, options) = Read(arguments);
        await using var api = await DeskApi.OpenAsync(PortOf(options), options.GetValueOrDefault("--url"), options.GetValueOrDefault("--data"), cancellationToken);
        var division = options.GetValueOrDefault("--division") ?? "main";
        return call == "all" && followUp is null
            ? await AllAsync(api, division, output, cancellationToken)
            : await RunAsync(api, call, followUp, division, output, cancellationToken);
    }

    /// <summary>Has everything of a division sent again that failed or is parked, what was due first comes first.</summary>
    /// <param name="api">Where it lies.</param>
    /// <param name="inDivision">The division.</param>
    /// <param name="output">How many, and each that is not sent again with its reason.</param>
    /// <param name="cancellationToken">Gives up; what was asked for until then is sent.</param>
    /// <returns>0; 1 when one of them is not sent again.</returns>
    public static async Task<int> AllAsync(DeskApi api, string inDivision, TextWriter output, CancellationToken cancellationToken)
    {
        var (waiting, error) = await WaitingAsync(api, inDivision, cancellationToken);
        if (error is not null || waiting.Count == 0)
        {
            await output.WriteLineAsync(error ?? $"Nothing of the division {inDivision} failed or is parked.");
            return error is null ? 0 : 1;
        }

        var due = 0;
        foreach (var followUp in waiting.OrderBy(f => f.GetProperty("dueAt").GetString() ?? "", StringComparer.Ordinal))
        {
            var (status, answer) = await SendAgainAsync(api, followUp.GetProperty("call").GetString()!, followUp.GetProperty("id").GetString()!, inDivision, cancellationToken);
            due += status == 200 ? 1 : 0;
            if (status != 200) await output.WriteLineAsync($"{followUp.GetProperty("callId").GetString() ?? "no call"}, {followUp.GetProperty("kind").GetString()}: {answer.GetProperty("error").GetString()}");
        }

        var refused = waiting.Count - due;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{due} of {waiting.Count} {(due == 1 ? "is" : "are")} due now, the oldest first, and go out as quota, window and suppression allow{(refused == 0 ? "." : $"; {refused} {(refused == 1 ? "is" : "are")} not sent again.")}"));
        return refused == 0 ? 0 : 1;
    }

    private static async Task<(IReadOnlyList<JsonElement> Waiting, string? Error)> WaitingAsync(DeskApi api, string inDivision, CancellationToken cancellationToken)
    {
        var waiting = new List<JsonElement>();
        for (var next = ""; next is not null;)
        {
            var after = next.Length == 0 ? "" : $"&after={next}";
            var (status, page) = await api.CallAsync(HttpMethod.Get, $"/api/v1/follow-ups/waiting?division={Uri.EscapeDataString(inDivision)}{after}", cancellationToken);
            if (status != 200) return ([], page.GetProperty("error").GetString());
            waiting.AddRange(page.GetProperty("followUps").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }

        return (waiting, null);
    }

    private static Task<(int Status, JsonElement Body)> SendAgainAsync(DeskApi api, string call, string followUp, string division, CancellationToken cancellationToken) => api.CallAsync(
        HttpMethod.Post, $"/api/v1/follow-ups/{Uri.EscapeDataString(call)}/{Uri.EscapeDataString(followUp)}/resend?by=runner&division={Uri.EscapeDataString(division)}", cancellationToken);

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

        var (status, answer) = await SendAgainAsync(api, call, followUp, inDivision, cancellationToken);
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
