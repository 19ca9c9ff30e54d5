using System.Text;

namespace FollowUps.Local.Verbs;

/// <summary><c>preview KIND LANG</c>: one mail with sample data; subject and text on the console, the HTML part in a file. Nothing has to run.</summary>
public sealed class PreviewVerb(TextWriter output)
{
    private const string Usage = "preview KIND LANG [--sparse] [--config DIR] [--division NAME] [--queue NAME] [--out FILE]";

    private static readonly string[] Options = ["--config", "--division", "--queue", "--out"];

    /// <summary>The command line that <c>--help</c> shows.</summary>
    public static Verb Verb { get; } = new(
        "preview",
        Usage,
        "one mail with sample data; --sparse: with as little as a mail can know; --config: with your own words, for a division or queue",
        (arguments, _) => new PreviewVerb(Console.Out).RunAsync(arguments));

    /// <summary>Shows a mail.</summary>
    /// <returns>0; 1 when a template has an error.</returns>
    /// <exception cref="RunnerException">Wrong use, or no such mail.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (words, sparse, options) = Read(arguments);
        var (name, language) = words is [var first, var second] ? (first, second) : throw new RunnerException($"Use it so:\n  {Usage}");
        var mails = SampleMails.In(options.GetValueOrDefault("--config"));
        foreach (var problem in mails.Reading.Errors.Concat(mails.Reading.Warnings))
        {
            await output.WriteLineAsync($"{problem.Path}: {problem.Reason} Fix: {problem.Fix}");
        }

        if (mails.Reading.Templates is null) return 1;
        var mail = mails.Render(name, language, sparse, options.GetValueOrDefault("--division"), options.GetValueOrDefault("--queue"), out var reason) ?? throw new RunnerException(reason);
        var path = Path.GetFullPath(options.GetValueOrDefault("--out") ?? Path.Combine(Repository.Local, "preview", $"{language}.{name}.html"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, mail.Html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await output.WriteLineAsync($"Subject: {mail.Subject}\n\n{mail.Text}\n{string.Concat(mail.Notes.Select(note => $"Note: {note}\n"))}Template: {mail.TemplateVersion}\nHTML part: {path}");
        return 0;
    }

    private static (List<string> Words, bool Sparse, Dictionary<string, string> Options) Read(IReadOnlyList<string> arguments)
    {
        var (words, sparse, options) = (new List<string>(), false, new Dictionary<string, string>(StringComparer.Ordinal));
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--sparse") sparse = true;
            else if (Options.Contains(arguments[i])) options[arguments[i]] = i + 1 < arguments.Count ? arguments[++i] : throw new RunnerException($"{arguments[i]} needs a value.");
            else if (arguments[i].StartsWith('-')) throw new RunnerException($"Unknown option '{arguments[i]}'. Known: --sparse, {string.Join(", ", Options)}.");
            else words.Add(arguments[i]);
        }

        return (words, sparse, options);
    }
}
