using System.Runtime.CompilerServices;
using FollowUps.Messages.Tone;

namespace FollowUps.Tests.Messages.Tone;

/// <summary>A sentence of the corpus: good, or bad by a rule.</summary>
/// <param name="Rule">The rule that must find it; null: nothing may be found.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Line">Its line in the file.</param>
internal sealed record CorpusSentence(string? Rule, string Text, int Line);

/// <summary>Sentences as people write them, one per line: <c>ok: …</c> or <c>rule: …</c>; # begins a remark.</summary>
internal static class Corpus
{
    public static readonly string[] Languages = ["en", "fr", "de", "es"];

    public static IReadOnlyList<CorpusSentence> Of(string language) =>
        [.. File.ReadLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, "corpus", $"{language}.txt"))
            .Select((line, index) => (Line: line, Number: index + 1))
            .Where(entry => entry.Line.Length > 0 && entry.Line[0] != '#')
            .Select(entry => entry.Line.Split(": ", 2) is [var rule, var text]
                ? new CorpusSentence(rule == "ok" ? null : rule, text, entry.Number)
                : throw new FormatException($"{language}.txt line {entry.Number}: a sentence begins with 'ok: ' or with its rule."))];

    public static ToneLint Lint { get; } = Shipped.Templates.Tone;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
