using System.Text;
using FollowUps.Local.Playing;
using FollowUps.Plans;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Verbs;

/// <summary>
/// <c>explain FILE</c>: what the plan book makes of each event, in words. It reads two files and writes nothing; nothing has to run.
/// </summary>
public sealed class ExplainVerb(TextWriter output)
{
    private static readonly InstantPattern Stamp = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss 'UTC'");

    /// <summary>The command line that <c>--help</c> shows.</summary>
    public static Verb Verb { get; } = new(
        "explain",
        "explain FILE [--config FILE] [--now INSTANT]",
        "the plan of each event of an NDJSON or JSON file: rules, facts, due instants; writes nothing",
        (arguments, _) => new ExplainVerb(Console.Out).RunAsync(arguments));

    /// <summary>Explains a file.</summary>
    /// <returns>0; also for events that cannot be used, since saying why is the answer.</returns>
    /// <exception cref="RunnerException">A file is missing, the plan book cannot be used, or the command line cannot be read.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var read = VerbArguments.Read("explain FILE", arguments, "--config", "--now");
        var book = BookFrom(read.Option("--config") ?? Path.Combine(Repository.Root, "FollowUp.Functions", "config", "plan-book.json"));
        var now = read.Option("--now") is { } text ? ReadNow(text) : (Instant?)null;
        var events = new ExplainEvents(book);
        foreach (var line in Script.ReadEvents(read.File))
        {
            var known = now ?? line.TimeHint ?? throw new RunnerException($"Line {line.Line} says nothing about time: give --now INSTANT.");
            var queue = line.Queue ?? "call-closed";
            var explained = Explained(events, queue, Encoding.UTF8.GetBytes(line.Message), known);
            await output.WriteLineAsync($"── line {line.Line}, {queue}, {Stamp.Format(known)} ──");
            await output.WriteLineAsync(explained is null ? $"The queue {queue} is not explained: nothing is planned from it.\n" : TextOf(explained));
        }

        return 0;
    }

    private static ExplainedEvent? Explained(ExplainEvents events, string queue, byte[] message, Instant known) => queue switch
    {
        "call-closed" => events.CallClosed(message, known),
        "call-updates" => events.CallUpdate(message, known),
        _ => null,
    };

    private static string TextOf(ExplainedEvent explained) => explained switch
    {
        ExplainedEvent.Planned { Explanation: var explanation } => $"Call {explanation.Call}\n{ExplanationText.Of(explanation)}",
        ExplainedEvent.Repeat repeat => $"Call {repeat.Call} is known since {Stamp.Format(repeat.Since)}: one call id is one call until it is reopened. Nothing is planned.\n",
        ExplainedEvent.Update update => $"{ExplanationText.Of(update)}\n",
        ExplainedEvent.Unusable { Error: var error } => $"It cannot be used and becomes a dead letter.\n  where    {error.Field}\n  why      {error.Reason}\n  fix      {error.Fix}\n",
        _ => throw new InvalidOperationException("An event is explained in one of four ways."),
    };

    private static PlanBook BookFrom(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "plan-book.json") : path;
        if (!File.Exists(file)) throw new RunnerException($"--config {path}: there is no plan book.");
        var reading = ReadPlanBook.Of(File.ReadAllBytes(file));
        foreach (var warning in reading.Warnings)
        {
            Console.Error.WriteLine($"{file}: {warning.Path}: {warning.Reason} Fix: {warning.Fix}");
        }

        return reading.Book ?? throw new RunnerException(
            $"{file} cannot be used:\n{string.Join('\n', reading.Errors.Select(error => $"  {error.Path}: {error.Reason} Fix: {error.Fix}"))}");
    }

    private static Instant ReadNow(string text) => OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } parsed
        ? parsed.Value.ToInstant()
        : throw new RunnerException($"--now {text} is not an instant: write it like 2026-11-23T15:04:05Z.");
}
