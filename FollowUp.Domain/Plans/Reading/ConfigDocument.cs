using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using FollowUps.People;

namespace FollowUps.Plans.Reading;

/// <summary>Opens a data file and hands its root to whoever reads it: either a value without errors, or errors without a value.</summary>
internal static class ConfigDocument
{
    /// <summary>Reads UTF-8 with or without a byte order mark. It never throws for what is in the bytes.</summary>
    public static (T? Value, ImmutableArray<ConfigError> Errors) Read<T>(ReadOnlyMemory<byte> utf8, Func<ConfigNode, T?> read)
        where T : class
    {
        var bytes = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(bytes.Span))
        {
            return Unreadable<T>("The file is not UTF-8.", "Save it as UTF-8.");
        }

        try
        {
            return Read(bytes, ConfigLines.Read(bytes.Span), read);
        }
        catch (JsonException syntax)
        {
            var line = syntax.LineNumber + 1;
            return Unreadable<T>($"The file is no JSON from line {line} on.", $"Look for a missing or extra comma, quote or bracket in line {line} or just before it.");
        }
        catch (InvalidOperationException)
        {
            return Unreadable<T>("A text in the file is not Unicode: it holds half of a surrogate pair.", "Write the character itself, or both halves of its \\u escape.");
        }
    }

    private static (T? Value, ImmutableArray<ConfigError> Errors) Read<T>(ReadOnlyMemory<byte> bytes, ConfigLines lines, Func<ConfigNode, T?> read)
        where T : class
    {
        var findings = new ConfigFindings(lines);
        foreach (var (path, first, second) in lines.Repeated)
        {
            findings.Error(path, $"It is written again in line {second}", $"Leave out line {first} or line {second}.");
        }

        using var document = JsonDocument.Parse(bytes);
        var value = lines.Repeated.Count == 0 ? read(new ConfigNode(document.RootElement, ConfigPath.Root, findings)) : null;
        return findings.Errors.Count == 0 ? (value, []) : (null, [.. findings.Errors]);
    }

    private static (T? Value, ImmutableArray<ConfigError> Errors) Unreadable<T>(string reason, string fix)
        where T : class =>
        (null, [new ConfigError(ConfigPath.File, reason, fix)]);
}
