using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local;

/// <summary>The options of the main job, as documented in its <c>--help</c>.</summary>
public sealed record RunOptions
{
    /// <summary>Web port when none is given.</summary>
    public const int DefaultPort = 7071;

    /// <summary>Event file (NDJSON); null: the shipped samples, if nothing else says what to play.</summary>
    public string? Events { get; init; }

    /// <summary>The word of <c>--answers</c> for a run in which nobody answers.</summary>
    public const string NoAnswers = "none";

    /// <summary>Answers file (JSON), or "none"; null: the shipped answers to the shipped samples, and none to other events.</summary>
    public string? Answers { get; init; }

    /// <summary>Where the simulated clock starts; null: the earliest instant in the event file.</summary>
    public Instant? Start { get; init; }

    /// <summary>Play until nothing is pending, print one line of JSON and end.</summary>
    public bool UntilIdle { get; init; }

    /// <summary>Real time from the start.</summary>
    public bool Live { get; init; }

    /// <summary>Where the simulation stops; null: two days after the last event.</summary>
    public Instant? Until { get; init; }

    /// <summary>Folder of the .eml files; null: see <see cref="RunFolders"/>.</summary>
    public string? Outbox { get; init; }

    /// <summary>Handler processes sharing the work.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>Faults file of the mailbox; null: none.</summary>
    public string? Mailbox { get; init; }

    /// <summary>Web port; 0: any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Folder that keeps Azurite's data, the secrets, the outbox and the logs over runs; null: each run starts empty.</summary>
    public string? Data { get; init; }

    /// <summary>JSON file of settings that override the runner's; null: none.</summary>
    public string? Settings { get; init; }

    /// <summary>Published handler to run instead of the built one; null: the built one.</summary>
    public string? Handler { get; init; }

    /// <summary>Print the options and end.</summary>
    public bool Help { get; init; }

    /// <summary>Every option, in the order of the help text.</summary>
    internal static IReadOnlyList<Option> Options { get; } =
    [
        new("--events", "FILE", "NDJSON of events; a line {\"at\":…,\"queue\":…,\"message\":…} is posted at that simulated instant, any other on call-closed at the start", "the shipped samples", (o, v) => o with { Events = v }),
        new("--answers", "FILE", "customers, supervisors and mail scanners who answer (docs/answers.md); none: nobody does", "the shipped ones with the shipped samples", (o, v) => o with { Answers = v }),
        new("--start", "INSTANT", "the simulated clock starts here (2026-11-23T15:04:05Z)", "the earliest instant in the event file", (o, v) => o with { Start = ReadInstant("--start", v) }),
        new("--until-idle", null, "play until nothing is pending, print one line of JSON, end", "stay up", (o, _) => o with { UntilIdle = true }),
        new("--live", null, "real time from the start, no simulation", "off", (o, _) => o with { Live = true }),
        new("--until", "INSTANT", "stop the simulation there", "two days after the last event", (o, v) => o with { Until = ReadInstant("--until", v) }),
        new("--outbox", "DIR", "every accepted mail as an .eml file in this folder", ".local/outbox", (o, v) => o with { Outbox = v }),
        new("--instances", "N", "handler processes sharing the work", "1", (o, v) => o with { Instances = ReadNumber("--instances", v, 1, 32) }),
        new("--mailbox", "FILE", "faults that the mailbox plays (docs/mailbox-faults.md)", "none", (o, v) => o with { Mailbox = v }),
        new("--port", "N", "web port: mailbox, pages, desk; 0 takes a free one", "7071", (o, v) => o with { Port = ReadNumber("--port", v, 0, 65535) }),
        new("--data", "DIR", "keep state, secrets, outbox (DIR/outbox) and logs (DIR/logs) over runs in this folder", "each run starts empty", (o, v) => o with { Data = v }),
        new("--settings", "FILE", "JSON of settings for the handler, flat or nested", "none", (o, v) => o with { Settings = v }),
        new("--handler", "PATH", "run this published handler instead of the built one", "FollowUp.Functions as built", (o, v) => o with { Handler = v }),
        new("--help", null, "this text", "", (o, _) => o with { Help = true }),
    ];

    /// <summary>Reads a command line.</summary>
    /// <exception cref="RunnerException">An option is unknown, lacks its value or has a bad one; the message says what would be right.</exception>
    public static RunOptions Parse(IReadOnlyList<string> arguments)
    {
        var read = new RunOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, given) = arguments[i].Split('=', 2) is [var n, var v] && n.StartsWith("--", StringComparison.Ordinal) ? (n, v) : (arguments[i], null);
            var option = Options.FirstOrDefault(o => o.Name == name)
                ?? throw new RunnerException($"Unknown option '{name}'. Known: {string.Join(", ", Options.Select(o => o.Name))}.");
            if (option.Value is null)
            {
                if (given is not null) throw new RunnerException($"{name} takes no value.");
                read = option.Apply(read, "");
                continue;
            }

            if (given is null && ++i < arguments.Count) given = arguments[i];
            if (string.IsNullOrEmpty(given)) throw new RunnerException($"{name} needs a value: {name} {option.Value}.");
            read = option.Apply(read, given);
        }

        if (read is { Live: true, Start: not null }) throw new RunnerException("--live runs in real time: leave out --start.");
        return read;
    }

    private static Instant ReadInstant(string name, string text) =>
        OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } parsed
            ? parsed.Value.ToInstant()
            : throw new RunnerException($"{name} {text} is not an instant: write it like 2026-11-23T15:04:05Z.");

    private static int ReadNumber(string name, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new RunnerException($"{name} {text}: a whole number from {least} to {most} is needed.");

    /// <summary>One row of the option table.</summary>
    /// <param name="Name">With its dashes.</param>
    /// <param name="Value">Placeholder of its value; null: it takes none.</param>
    /// <param name="Meaning">For the help text.</param>
    /// <param name="Default">For the help text; empty: nothing to say.</param>
    /// <param name="Apply">Puts a value into the options.</param>
    internal sealed record Option(string Name, string? Value, string Meaning, string Default, Func<RunOptions, string, RunOptions> Apply);
}
