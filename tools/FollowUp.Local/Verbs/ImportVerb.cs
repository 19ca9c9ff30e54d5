using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Platforms;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Verbs;

/// <summary>
/// <c>import FILE.csv</c>: closed calls from a table, posted to an installation; with <c>--dry-run</c> only what would be planned is told. <c>import customers FILE.csv</c>: what the
/// CRM knows about customers, for events that lack it.
/// </summary>
public static class ImportVerb
{
    private const int LinesPerRequest = 100;
    private static readonly string[] ValueOptions = ["--map", "--config", "--now", "--division", "--port", "--url", "--data"];
    private static readonly InstantPattern Stamp = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss 'UTC'");

    /// <summary>For the list of verbs.</summary>
    public static Verb Verb { get; } = new(
        "import",
        $"import FILE.csv [--dry-run] [--map FILE] {RunningApi.Options} [--data DIR]\n  import customers FILE.csv [--dry-run] [--division D] {RunningApi.Options} [--data DIR]\n     ",
        "closed calls, or known customers, from a table (docs/integrate.md); --dry-run [--config FILE] [--now INSTANT] only tells what would be planned",
        (arguments, token) => RunAsync(arguments, Console.Out, TimeProvider.System, token));

    /// <summary>Does what the arguments after the verb say.</summary>
    /// <returns>0: done; 2: there are lines to be mended.</returns>
    /// <exception cref="RunnerException">An argument or the mapping is wrong, or no installation answers.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        var (words, options) = Split(arguments);
        var (file, ofCustomers) = words switch
        {
            ["customers", var table] => (table, true),
            [var table] => (table, false),
            _ => throw new RunnerException($"Use it so:\n  {Verb.Usage.TrimEnd()}"),
        };
        if (!File.Exists(file)) throw new RunnerException($"{file}: there is no such file.");
        var text = await File.ReadAllTextAsync(file, cancellationToken);
        if (ofCustomers) return await CustomersAsync(file, text, options, output, cancellationToken);

        var reading = ReadCallCsv.Calls(text, options.GetValueOrDefault("--map") is { } map ? MappingFrom(map) : null);
        return options.ContainsKey("--dry-run")
            ? await PlanAsync(reading, BookFrom(options.GetValueOrDefault("--config")), NowOf(options, time), output)
            : await PostAsync(file, reading, options, output, cancellationToken);
    }

    private static async Task<int> PlanAsync(CsvReading<ReadOnlyMemory<byte>> reading, PlanBook book, Instant now, TextWriter output)
    {
        var events = new ExplainEvents(book);
        var (planned, repeats) = (0, 0);
        var lines = new SortedList<int, string>(reading.Errors.GroupBy(bad => bad.Line).ToDictionary(bad => bad.Key, bad => string.Join('\n', bad.Select(one => ToBeMended(one.Line, one.Error)))));
        var wrong = reading.Errors.Count;
        foreach (var (line, call) in reading.Rows)
        {
            switch (events.CallClosed(call, now))
            {
                case ExplainedEvent.Planned { Explanation: var plan }:
                    planned++;
                    lines[line] = $"line {line}  {plan.Call}: rule \"{plan.Rule}\"; {string.Join("; ", plan.FollowUps.Select(Words).DefaultIfEmpty("nothing is sent"))}";
                    break;
                case ExplainedEvent.Repeat repeat:
                    repeats++;
                    lines[line] = $"line {line}  {repeat.Call}: the same call again; one call id is one call";
                    break;
                case ExplainedEvent.Unusable bad:
                    wrong++;
                    lines[line] = ToBeMended(line, bad.Error);
                    break;
            }
        }

        foreach (var line in lines.Values) await output.WriteLineAsync(line);
        await output.WriteLineAsync($"{planned} calls, {repeats} repeated, {wrong} lines to be mended. Nothing was written.");
        return wrong == 0 ? 0 : 2;
    }

    private static async Task<int> PostAsync(string file, CsvReading<ReadOnlyMemory<byte>> reading, Dictionary<string, string> options, TextWriter output, CancellationToken cancellationToken)
    {
        if (reading.Errors.Count > 0) return await RefuseAsync(file, reading.Errors, output);
        await using var api = await OpenAsync(options, cancellationToken);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in reading.Rows.Chunk(LinesPerRequest))
        {
            var (status, answer) = await api.PostAsync("/api/v1/calls", string.Join('\n', part.Select(row => Encoding.UTF8.GetString(row.Value.Span))), cancellationToken);
            if (!answer.TryGetProperty("results", out var results)) throw new RunnerException($"The installation answers {status}: {answer.GetRawText()}", 1);
            foreach (var result in results.EnumerateArray())
            {
                var word = result.GetProperty("result").GetString()!;
                counts[word] = counts.GetValueOrDefault(word) + 1;
                if (result.TryGetProperty("error", out var error))
                {
                    await output.WriteLineAsync(ToBeMended(part[result.GetProperty("item").GetInt32() - 1].Line, ErrorOf(result, error)));
                }
            }
        }

        await output.WriteLineAsync($"{reading.Rows.Count} read: {string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"))}.");
        if (!counts.ContainsKey("refused")) return 0;
        await output.WriteLineAsync("Mend the refused lines and import the file again: what is recorded stays as it is.");
        return 2;
    }

    private static async Task<int> CustomersAsync(string file, string text, Dictionary<string, string> options, TextWriter output, CancellationToken cancellationToken)
    {
        var reading = ReadCallCsv.Customers(text);
        if (reading.Errors.Count > 0) return await RefuseAsync(file, reading.Errors, output);
        if (options.ContainsKey("--dry-run"))
        {
            await output.WriteLineAsync($"{reading.Rows.Count} customers can be used. Nothing was written.");
            return 0;
        }

        await using var api = await OpenAsync(options, cancellationToken);
        var written = 0;
        foreach (var part in reading.Rows.Chunk(LinesPerRequest))
        {
            var path = $"/api/v1/customers?division={Uri.EscapeDataString(options.GetValueOrDefault("--division") ?? "main")}";
            var (status, answer) = await api.PostAsync(path, string.Join('\n', part.Select(row => Json(row.Value))), cancellationToken);
            if (status != 200) throw new RunnerException($"The installation answers {status}: {answer.GetRawText()}", 1);
            written += answer.GetProperty("written").GetInt32();
        }

        await output.WriteLineAsync($"{reading.Rows.Count} read, {written} written; the table already had the others.");
        return 0;
    }

    private static string Json(KnownCustomer customer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            string?[] texts = [customer.Id, customer.Phone, customer.Email, customer.Name, customer.Language, customer.TimeZone, customer.Country, customer.SurveyPermission];
            foreach (var (name, value) in KnownCustomer.Columns.Zip(texts).Where(column => column.Second is not null)) json.WriteString(name, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static async Task<int> RefuseAsync(string file, IReadOnlyList<(int Line, InputError Error)> errors, TextWriter output)
    {
        foreach (var (line, error) in errors) await output.WriteLineAsync(ToBeMended(line, error));
        await output.WriteLineAsync($"{file}: {errors.Count} to be mended; nothing was imported.");
        return 2;
    }

    private static string Words(FollowUpExplanation followUp) => followUp.SkipReason is { } reason
        ? $"{followUp.Kind.Word()} not sent ({reason.Word()})"
        : followUp.CancelledBecause is { } pointless ? $"{followUp.Kind.Word()} cancelled at once ({pointless})"
        : $"{followUp.Kind.Word()} {Stamp.Format(followUp.Due!.Value)}";

    private static string ToBeMended(int line, InputError error) => $"line {line}  {error.Field}: {error.Reason} Fix: {error.Fix}";

    private static InputError ErrorOf(JsonElement result, JsonElement error) =>
        new(error.GetString()!, result.GetProperty("field").GetString()!, result.GetProperty("fix").GetString()!);

    private static (List<string> Words, Dictionary<string, string> Options) Split(IReadOnlyList<string> arguments)
    {
        var (words, options) = (new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal)) words.Add(arguments[i]);
            else if (arguments[i] == "--dry-run") options["--dry-run"] = "";
            else if (!ValueOptions.Contains(arguments[i])) throw new RunnerException($"Unknown option '{arguments[i]}'. Known: --dry-run, {string.Join(", ", ValueOptions)}.");
            else if (i + 1 == arguments.Count) throw new RunnerException($"{arguments[i]} needs a value.");
            else options[arguments[i]] = arguments[++i];
        }

        return (words, options);
    }

    private static Task<DeskApi> OpenAsync(Dictionary<string, string> options, CancellationToken cancellationToken)
    {
        var port = options.GetValueOrDefault("--port") is not { } text ? (int?)null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new RunnerException($"--port {text}: a number is needed.");
        return DeskApi.OpenAsync(port, options.GetValueOrDefault("--url"), options.GetValueOrDefault("--data"), cancellationToken);
    }

    private static PlatformMapping MappingFrom(string file)
    {
        if (!File.Exists(file)) throw new RunnerException($"--map {file}: there is no such file.");
        var (mapping, errors) = ReadPlatformMapping.Of(File.ReadAllBytes(file));
        return mapping ?? throw new RunnerException($"{file} cannot be used:\n{string.Join('\n', errors.Select(error => $"  {error.Path}: {error.Reason} Fix: {error.Fix}"))}");
    }

    private static PlanBook BookFrom(string? path)
    {
        var file = path ?? Path.Combine(Repository.Root, "FollowUp.Functions", "config", "plan-book.json");
        if (!File.Exists(file)) throw new RunnerException($"--config {file}: there is no plan book.");
        return ReadPlanBook.Of(File.ReadAllBytes(file)).Book ?? throw new RunnerException($"{file} cannot be used: -- explain says why.");
    }

    private static Instant NowOf(Dictionary<string, string> options, TimeProvider time) =>
        options.GetValueOrDefault("--now") is not { } text ? Instant.FromDateTimeOffset(time.GetUtcNow())
        : OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } parsed ? parsed.Value.ToInstant()
        : throw new RunnerException($"--now {text} is not an instant: write it like 2026-11-23T15:04:05Z.");
}
