using System.Text;
using FollowUps.Local.Playing;
using FollowUps.Messages;
using FollowUps.Plans;
using FollowUps.Platforms;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Verbs;

/// <summary>
/// <c>explain FILE</c>: what the plan book makes of each event, in words; events of call platforms go through their mappings first. It reads files and writes nothing; nothing has
/// to run.
/// </summary>
public sealed class ExplainVerb(TextWriter output)
{
    private static readonly InstantPattern Stamp = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss 'UTC'");

    private static readonly string Shipped = Path.Combine(Repository.Root, "FollowUp.Functions", "config", "plan-book.json");

    /// <summary>The command line that <c>--help</c> shows.</summary>
    public static Verb Verb { get; } = new(
        "explain",
        "explain FILE [--config FILE] [--platform NAME] [--now INSTANT]",
        "the plan of each event of an NDJSON or JSON file, ours or a call platform's: mapping, rules, facts, due instants; writes nothing",
        (arguments, _) => new ExplainVerb(Console.Out).RunAsync(arguments));

    /// <summary>Explains a file.</summary>
    /// <returns>0; also for events that cannot be used, since saying why is the answer.</returns>
    /// <exception cref="RunnerException">A file is missing, the plan book cannot be used, or the command line cannot be read.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var read = VerbArguments.Read("explain FILE", arguments, "--config", "--now", "--platform");
        var file = FileOf(read.Option("--config") ?? Shipped);
        var (book, mappings) = (BookFrom(file), MappingsFrom(file));
        var platform = read.Option("--platform") is { } name
            ? mappings.Find(name) ?? throw new RunnerException($"--platform {name}: there is no mapping of this name. Name one of: {string.Join(", ", mappings.Names)}.")
            : null;
        var now = read.Option("--now") is { } text ? ReadNow(text) : (Instant?)null;
        var events = new ExplainEvents(book);
        var received = new ExplainReceived(events, mappings);
        foreach (var line in Script.ReadEvents(read.File))
        {
            var (queue, message) = (line.Queue ?? "call-closed", Encoding.UTF8.GetBytes(line.Message));
            switch (queue)
            {
                case "call-closed":
                    foreach (var receipt in received.Message(message, platform, now, line.TimeHint)) await WriteAsync($"line {line.Line}", receipt);
                    break;
                case "call-updates":
                    var known = now ?? line.TimeHint ?? throw NoTime($"line {line.Line}");
                    await output.WriteLineAsync($"── line {line.Line}, {queue}, {Stamp.Format(known)} ──\n{TextOf(events.CallUpdate(message, known))}");
                    break;
                default:
                    await output.WriteLineAsync($"── line {line.Line}, {queue} ──\nThe queue {queue} is not explained: nothing is planned from it.\n");
                    break;
            }
        }

        foreach (var receipt in received.Rest()) await WriteAsync("what waited in vain", receipt);
        return 0;
    }

    private async Task WriteAsync(string place, ExplainedReceipt receipt)
    {
        if (receipt is { At: null, Becomes: ExplainedEvent.Planned or ExplainedEvent.Repeat }) throw NoTime(place);
        await output.WriteLineAsync($"── {place}, call-closed{(receipt.At is { } at ? $", {Stamp.Format(at)}" : "")} ──");
        if (receipt.Platform is { } platform) await output.WriteLineAsync($"Mapping {platform}{(receipt.Event is { } name ? $", event {name}" : "")}{(receipt.PassedOver is null && receipt.Reads is null ? "" : ":")}");
        if (receipt.PassedOver is { } reason) await output.WriteLineAsync($"  passed over: {reason}. It is acknowledged, and nothing is planned.\n");
        if (receipt.Reads is { } json) await output.WriteLineAsync($"  {json}");
        if (receipt.LooksUpBy.Count > 0)
        {
            await output.WriteLineAsync($"  It has no address: an installation looks the customer up in its table of known customers by {string.Join(", then ", receipt.LooksUpBy)}. There is no such table here.");
        }

        if (receipt.WaitsFor.Count > 0)
        {
            await output.WriteLineAsync($"  It is a part of its call and waits for {string.Join(", ", receipt.WaitsFor)}{(receipt.WaitsUntil is { } until ? $" until {Stamp.Format(until)}" : "")}.\n");
        }

        if (receipt.Becomes is { } becomes) await output.WriteLineAsync(TextOf(becomes));
    }

    private static RunnerException NoTime(string place) => new($"{char.ToUpperInvariant(place[0])}{place[1..]} says nothing about time: give --now INSTANT.");

    private static string TextOf(ExplainedEvent explained) => OwnTextOf(explained) + string.Concat(explained.Then.Select(then => then is ExplainedEvent.Planned
        ? $"A later close of the call had come before; it is planned now.\n{TextOf(then)}"
        : $"It had waited for the call: {TextOf(then)}"));

    private static string OwnTextOf(ExplainedEvent explained) => explained switch
    {
        ExplainedEvent.Planned { Explanation: var explanation } => $"Call {explanation.Call}\n{ExplanationText.Of(explanation)}",
        ExplainedEvent.Repeat repeat => $"Call {repeat.Call} is known since {Stamp.Format(repeat.Since)}: one call id is one call until it is reopened. Nothing is planned.\n",
        ExplainedEvent.Update update => $"{ExplanationText.Of(update)}\n",
        ExplainedEvent.Unusable { Error: var error } => $"It cannot be used and becomes a dead letter.\n  where    {error.Field}\n  why      {error.Reason}\n  fix      {error.Fix}\n",
        _ => throw new InvalidOperationException("An event is explained in one of four ways."),
    };

    /// <summary>The mappings beside the plan book; the shipped ones when there are none.</summary>
    private static PlatformMappings MappingsFrom(string file)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "platforms");
        var folder = Directory.Exists(beside) ? beside : Path.Combine(Path.GetDirectoryName(Shipped)!, "platforms");
        var (mappings, errors) = ReadPlatformMapping.All(Directory.EnumerateFiles(folder, "*.json").Select(file => KeyValuePair.Create(Path.GetFileName(file), File.ReadAllBytes(file))));
        return errors.IsEmpty ? mappings : throw new RunnerException($"{folder} cannot be used:\n{string.Join('\n', errors.Select(error => $"  {error.Path}: {error.Reason} Fix: {error.Fix}"))}");
    }

    /// <summary>The plan book that was named: itself, its folder, or the folder of an installation, which has it in <c>config/</c>.</summary>
    private static string FileOf(string path)
    {
        if (File.Exists(path)) return path;
        if (!Directory.Exists(path)) throw new RunnerException($"--config {path}: there is no plan book. Name a file, or a folder that holds plan-book.json.");
        string[] places = [Path.Combine(path, "plan-book.json"), Path.Combine(path, "config", "plan-book.json")];
        return Array.Find(places, File.Exists) ?? throw new RunnerException(
            $"--config {path}: there is no plan book at {string.Join(" or ", places)}. Put it there, or name the file; without --config the shipped plan book is taken.");
    }

    private static PlanBook BookFrom(string file)
    {
        var reading = ReadPlanBook.Of(File.ReadAllBytes(file));
        foreach (var warning in reading.Warnings)
        {
            Console.Error.WriteLine($"{file}: {warning.Path}: {warning.Reason} Fix: {warning.Fix}");
        }

        var errors = reading.Book is { } book ? TemplateGaps.Variants(book, TemplateSet.WrittenIn(TemplatesBeside(file))).ToArray() : [.. reading.Errors];
        return reading.Book is { } usable && errors.Length == 0 ? usable : throw new RunnerException(
            $"{file} cannot be used:\n{string.Join('\n', errors.Select(error => $"  {error.Path}: {error.Reason} Fix: {error.Fix}"))}");
    }

    /// <summary>The shipped templates, and those of an installation: in <c>templates/</c> beside the plan book, or beside the folder <c>config/</c> that holds it.</summary>
    private static IEnumerable<string> TemplatesBeside(string book)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(book))!;
        string[] places = Path.GetFileName(folder) == "config" ? [folder, Path.GetDirectoryName(folder)!] : [folder];
        return places.Where(place => Directory.Exists(Path.Combine(place, "templates"))).SelectMany(place => SampleMails.OwnTemplatesIn(place).Keys).Concat(SampleMails.TemplatesIn(null).Keys);
    }

    private static Instant ReadNow(string text) => OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } parsed
        ? parsed.Value.ToInstant()
        : throw new RunnerException($"--now {text} is not an instant: write it like 2026-11-23T15:04:05Z.");
}
