using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Playing;

/// <summary>One message of the event file.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="At">When it is posted; null: at the start.</param>
/// <param name="Queue">Where; null: the queue of closed calls.</param>
/// <param name="Message">Its text, byte for byte.</param>
/// <param name="TimeHint">What it says about time: <c>at</c>, else <c>closedAt</c>; null: nothing.</param>
public sealed record ScriptLine(int Line, Instant? At, string? Queue, string Message, Instant? TimeHint);

/// <summary>
/// The event file (NDJSON). A line <c>{"at":"…Z","queue":"…","message":…}</c> is posted at its instant; any other goes on
/// <c>call-closed</c> at the start as it is; blank lines are ignored.
/// </summary>
public sealed class Script
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Queue<ScriptLine> _coming;

    private Script(IReadOnlyList<ScriptLine> lines)
    {
        Lines = lines;
        _coming = new Queue<ScriptLine>(lines.Where(l => l.At is null).Concat(lines.Where(l => l.At is not null).OrderBy(l => l.At)));
    }

    /// <summary>All lines, as in the file.</summary>
    public IReadOnlyList<ScriptLine> Lines { get; }

    /// <summary>The earliest instant that the file speaks of: where simulated time starts.</summary>
    public Instant? Earliest => Lines.Min(l => l.TimeHint);

    /// <summary>The last instant at which a line is posted.</summary>
    public Instant? Last => Lines.Max(l => l.At);

    /// <summary>The next line's instant; null: no line is left. A line without one is due at once.</summary>
    public Instant? Next => _coming.TryPeek(out var line) ? line.At ?? Instant.MinValue : null;

    /// <summary>Nothing to post.</summary>
    public static Script Empty => new([]);

    /// <summary>Reads a file.</summary>
    /// <exception cref="RunnerException">It is not there.</exception>
    public static Script Read(string path) =>
        File.Exists(path) ? Parse(File.ReadAllBytes(path)) : throw new RunnerException($"--events {path}: there is no such file.");

    /// <summary>Reads the events of a file in the order in which they are posted; a file that is one JSON value, on however many lines, is one event.</summary>
    public static IReadOnlyList<ScriptLine> ReadEvents(string path)
    {
        var bytes = File.ReadAllBytes(path);
        using var whole = TryParse(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'));
        return whole is null ? [.. Parse(bytes)._coming] : [ReadLine(1, whole.RootElement.GetRawText())];
    }

    /// <summary>Reads the bytes of a file.</summary>
    public static Script Parse(ReadOnlySpan<byte> file)
    {
        var bytes = file.StartsWith(Encoding.UTF8.Preamble) ? file[Encoding.UTF8.Preamble.Length..] : file;
        List<ScriptLine> lines = [];
        var number = 0;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            number++;
            var line = bytes[range];
            if (line is [.., (byte)'\r']) line = line[..^1];
            if (line.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            lines.Add(ReadLine(number, Decode(line)));
        }

        return new Script(lines);
    }

    /// <summary>Takes the lines due up to <paramref name="now"/>.</summary>
    public IEnumerable<ScriptLine> TakeDue(Instant now)
    {
        while (Next <= now) yield return _coming.Dequeue();
    }

    // A queue message is text: bytes that are none become U+FFFE, which the queue refuses, and the run reports that.
    private static string Decode(ReadOnlySpan<byte> line)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return "\uFFFE";
        }
    }

    private static ScriptLine ReadLine(int number, string text)
    {
        using var json = TryParse(text) ?? TryParseBase64(text);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root) return new ScriptLine(number, null, null, text, null);
        if (ReadInstant(root, "at") is { } at && root.TryGetProperty("queue", out var queue) && queue.ValueKind == JsonValueKind.String
            && root.TryGetProperty("message", out var message))
        {
            var content = message.ValueKind == JsonValueKind.String ? message.GetString()! : message.GetRawText();
            return new ScriptLine(number, at, queue.GetString(), content, at);
        }

        var data = root.TryGetProperty("data", out var d) && d.ValueKind == JsonValueKind.Object ? d : root;
        return new ScriptLine(number, null, null, text, ReadInstant(data, "closedAt"));
    }

    private static Instant? ReadInstant(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && OffsetDateTimePattern.Rfc3339.Parse(value.GetString()!).TryGetValue(default, out var instant)
            ? instant.ToInstant()
            : null;

    private static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonDocument? TryParseBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? TryParse(Encoding.UTF8.GetString(bytes, 0, written)) : null;
    }
}
