using System.Text;

namespace FollowUps.Local.Verbs;

/// <summary><c>preview KIND LANG</c>: one mail with sample data; subject and text on the console, the HTML part in a file. Nothing has to run.</summary>
public sealed class PreviewVerb(TextWriter output)
{
    private const string Usage = "preview KIND LANG [--sparse] [--out FILE]";

    /// <summary>The command line that <c>--help</c> shows.</summary>
    public static Verb Verb { get; } = new(
        "preview", Usage, "one mail with sample data; --sparse: with as little as a mail can know", (arguments, _) => new PreviewVerb(Console.Out).RunAsync(arguments));

    /// <summary>Shows a mail.</summary>
    /// <returns>0; 1 when a template has an error.</returns>
    /// <exception cref="RunnerException">Wrong use, or no such mail.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (name, language, sparse, file) = Read(arguments);
        var reading = ShippedTemplates.Read();
        foreach (var problem in reading.Errors.Concat(reading.Warnings))
        {
            await output.WriteLineAsync($"{problem.Path}: {problem.Reason} Fix: {problem.Fix}");
        }

        if (reading.Templates is not { } templates) return 1;
        var mail = ShippedTemplates.Render(templates, name, language, sparse, out var reason) ?? throw new RunnerException(reason);
        var path = Path.GetFullPath(file ?? Path.Combine(Repository.Local, "preview", $"{language}.{name}.html"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, mail.Html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await output.WriteLineAsync($"Subject: {mail.Subject}\n\n{mail.Text}\n{string.Concat(mail.Notes.Select(note => $"Note: {note}\n"))}Template: {mail.TemplateVersion}\nHTML part: {path}");
        return 0;
    }

    private static (string Name, string Language, bool Sparse, string? File) Read(IReadOnlyList<string> arguments)
    {
        var (words, sparse, file) = (new List<string>(), false, (string?)null);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--sparse") sparse = true;
            else if (arguments[i] == "--out") file = ++i < arguments.Count ? arguments[i] : throw new RunnerException("--out needs a value.");
            else if (arguments[i].StartsWith('-')) throw new RunnerException($"Unknown option '{arguments[i]}'. Known: --sparse, --out.");
            else words.Add(arguments[i]);
        }

        return words is [var name, var language] ? (name, language, sparse, file) : throw new RunnerException($"Use it so:\n  {Usage}");
    }
}
