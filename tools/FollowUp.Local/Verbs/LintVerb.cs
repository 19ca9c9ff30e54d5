using System.Globalization;
using FollowUps.Messages;
using FollowUps.Messages.Tone;
using FollowUps.People;

namespace FollowUps.Local.Verbs;

/// <summary>
/// <c>lint [FILE|DIR]</c>: what the rules of tone find in the shipped templates, in a folder laid over them, or in a text. It writes nothing and
/// nothing has to run.
/// </summary>
public sealed class LintVerb(TextWriter output)
{
    private const string LanguageFile = "language.json";
    private const string Usage = "lint [FILE|DIR] [--lang LANG]";

    /// <summary>The command line that <c>--help</c> shows.</summary>
    public static Verb Verb { get; } = new(
        "lint",
        Usage,
        "what the rules of tone find in the shipped templates, in a folder laid over them, or in a text; 1 when there is an error",
        (arguments, _) => new LintVerb(Console.Out).RunAsync(arguments));

    /// <summary>Lints and prints every finding with rule, place, why and suggestion.</summary>
    /// <returns>1 when there is an error, else 0.</returns>
    /// <exception cref="RunnerException">There is no such file, or the command line cannot be read.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (path, language) = Read(arguments);
        if (path is not null && !Directory.Exists(path))
        {
            return await LintTextAsync(path, language, SampleMails.TemplatesIn(null));
        }

        var files = SampleMails.TemplatesIn(path);
        var count = path is null ? files.Count : SampleMails.OwnTemplatesIn(path).Count;
        var reading = TemplateSet.Load(files);
        var findings = reading.Findings.DistinctBy(finding => (finding.Rule, finding.Place, finding.Why)).ToArray();
        foreach (var finding in findings)
        {
            await PrintAsync(finding);
        }

        // What the tone lint found is among the errors too, and has been printed with more.
        var others = reading.Errors.Concat(reading.Refused).Where(error => !error.Reason.Contains("(rule ", StringComparison.Ordinal)).ToArray();
        foreach (var error in others)
        {
            await PrintAsync(error, ToneSeverity.Error);
        }

        var gaps = reading.Warnings.Except(reading.Refused).Concat(LanguagesWithoutRules(files)).ToArray();
        foreach (var gap in gaps)
        {
            await PrintAsync(gap, ToneSeverity.Warning);
        }

        return await SumUpAsync(findings, others.Length, gaps.Length, Count(count, "file"));
    }

    private async Task<int> LintTextAsync(string path, string? language, Dictionary<string, string> shipped)
    {
        if (!File.Exists(path))
        {
            throw new RunnerException($"{path}: there is no such file or folder.");
        }

        var (lint, errors) = ToneLint.Load(shipped);
        if (lint is null)
        {
            throw new RunnerException($"The rules cannot be used:\n{string.Join('\n', errors.Select(error => $"  {error.Path}: {error.Reason} Fix: {error.Fix}"))}");
        }

        var text = await File.ReadAllTextAsync(path);
        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)));
        var spoken = language ?? (lint.Languages.Contains(folder) ? folder : null);
        if (spoken is not null && !lint.Languages.Contains(spoken))
        {
            throw new RunnerException($"--lang {spoken}: there are rules for {string.Join(", ", lint.Languages)}.");
        }

        // As with a promise or a note: nobody is asked in which language they type.
        var findings = spoken is not null ? lint.OfFile(path, text, spoken) : [.. lint.Of(text, null).Select(finding => finding with { Place = finding.Place with { File = path } })];
        foreach (var finding in findings)
        {
            await PrintAsync(finding);
        }

        return await SumUpAsync(findings, 0, 0, $"1 text ({spoken ?? string.Join(", ", lint.Languages)})");
    }

    private async Task PrintAsync(ToneFinding finding)
    {
        var place = finding.Place.Length == 0 ? finding.Place.File : $"{finding.Place.File}:{finding.Place.Line}:{finding.Place.Column}";
        await output.WriteLineAsync($"{place}  {(finding.Severity == ToneSeverity.Error ? "error" : "warning")}  {finding.Rule}{(finding.Words.Length == 0 ? "" : $"  “{finding.Words}”")}");
        await output.WriteLineAsync($"    why      {finding.Why}");
        await output.WriteLineAsync($"    instead  {finding.Suggestion}");
    }

    private async Task PrintAsync(ConfigError error, ToneSeverity severity)
    {
        await output.WriteLineAsync($"{error.Path}  {(severity == ToneSeverity.Error ? "error" : "warning")}  {error.Reason}");
        await output.WriteLineAsync($"    fix      {error.Fix}");
    }

    // Missing rules stop nothing, but nobody should believe that such a folder was looked at.
    private static IEnumerable<ConfigError> LanguagesWithoutRules(Dictionary<string, string> files) => files.Keys
        .Select(path => path.Split('/'))
        .Where(path => path is [_, LanguageFile])
        .Select(path => path[0])
        .Where(language => !files.ContainsKey($"{language}/{ToneLint.FileName}"))
        .Order(StringComparer.Ordinal)
        .Select(language => new ConfigError(
            $"{language}/{ToneLint.FileName}", $"The language has no rules of its own; those of '{TemplateSet.DefaultLanguage}' were used.", "Copy en/tone.json into its folder and write its patterns."));

    private async Task<int> SumUpAsync(IReadOnlyCollection<ToneFinding> findings, int others, int gaps, string what)
    {
        var errors = findings.Count(finding => finding.Severity == ToneSeverity.Error);
        await output.WriteLineAsync($"{Count(errors + others, "error")}, {Count(findings.Count - errors + gaps, "warning")} in {what}.");
        return errors + others > 0 ? 1 : 0;
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static (string? Path, string? Language) Read(IReadOnlyList<string> arguments)
    {
        string? path = null, language = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--lang" || arguments[i].StartsWith("--lang=", StringComparison.Ordinal))
            {
                language = arguments[i] is ['-', '-', 'l', 'a', 'n', 'g', '=', .. var given] ? given
                    : ++i < arguments.Count ? arguments[i] : throw new RunnerException("--lang needs a value.");
            }
            else if (arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new RunnerException($"Unknown option '{arguments[i]}'. Known: --lang.");
            }
            else
            {
                path = path is null ? arguments[i] : throw new RunnerException($"One file or folder is wanted: {Usage}.");
            }
        }

        return (path, language);
    }
}
