using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using FollowUps.Messages.Tone;
using FollowUps.People;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>Makes a template set from files, collecting everything that is wrong with them.</summary>
internal sealed class TemplateFiles(IReadOnlyDictionary<string, string> files)
{
    private const string LanguageFile = "language.json";
    private const string HtmlLayout = "layout.html.liquid";
    private const string TextLayout = "layout.text.liquid";

    private static readonly string[] Parts = ["subject", "html", "text"];

    // What the product sends: each needs a template in the default language.
    private static readonly string[] Required = ["check-in", "supervisor-outreach", "supervisor-outreach.abandoned"];

    private readonly List<ConfigError> _errors = [];
    private readonly List<ToneFinding> _findings = [];

    /// <summary>Parses, renders samples, and looks for the required ingredients.</summary>
    public TemplateReading Load()
    {
        CheckNames();
        var layout = new Layout(Parse(HtmlLayout), Parse(TextLayout));
        var languages = files.Keys.Where(path => path.EndsWith($"/{LanguageFile}", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(LanguageAt).OfType<Language>().ToArray();
        var templates = languages.SelectMany(language => NamesIn(language.Tag).Select(name => TemplateOf(language, name, layout))).ToArray();
        var (tone, mistakes) = ToneLint.Load(files);
        _errors.AddRange(mistakes);
        if (_errors.Count == 0)
        {
            foreach (var (template, name) in templates)
            {
                TryOut(template, name, tone!);
            }
        }

        return _errors.Count > 0
            ? new TemplateReading(null, [.. _errors.DistinctBy(error => (error.Path, error.Reason))]) { Findings = [.. _findings] }
            : new TemplateReading(new TemplateSet(templates.ToFrozenDictionary(entry => (entry.Template.Language.Tag, entry.Name), entry => entry.Template), tone!), [])
            {
                Findings = [.. _findings],
            };
    }

    private void CheckNames()
    {
        foreach (var path in files.Keys.Where(path => path is not (HtmlLayout or TextLayout)))
        {
            var known = path.Split('/') is [{ Length: 2 or 3 } folder, var file] && folder.All(char.IsAsciiLetterLower)
                && (file is LanguageFile or ToneLint.FileName || IsTemplate(file));
            if (!known)
            {
                Error(path, "This is no file of a template set", "Name it {language}/{kind}.{subject|html|text}.liquid, with a kind of the product and a folder such as en.");
            }
            else if (IsTemplate(path.Split('/')[1]) && !files.ContainsKey($"{path.Split('/')[0]}/{LanguageFile}"))
            {
                Error(path, $"Its folder has no {LanguageFile}", $"Copy {TemplateSet.DefaultLanguage}/{LanguageFile} into the folder and translate it.");
            }
        }

        if (!files.ContainsKey($"{TemplateSet.DefaultLanguage}/{ToneLint.FileName}"))
        {
            Error($"{TemplateSet.DefaultLanguage}/{ToneLint.FileName}", "The file is missing", "Restore it from the shipped templates.");
        }

        foreach (var name in Required.Except(NamesIn(TemplateSet.DefaultLanguage)))
        {
            Error($"{TemplateSet.DefaultLanguage}/{name}.html.liquid", "The template is missing", "Restore it from the shipped templates.");
        }
    }

    private static bool IsTemplate(string file) =>
        file.Split('.') switch
        {
            [var kind, var part, "liquid"] => FollowUpKinds.TryParse(kind, out _) && Parts.Contains(part),
            [var kind, { Length: > 0 }, var part, "liquid"] => FollowUpKinds.TryParse(kind, out _) && Parts.Contains(part),
            _ => false,
        };

    // "en/supervisor-outreach.abandoned.html.liquid" → "supervisor-outreach.abandoned"
    private IEnumerable<string> NamesIn(string language) => files.Keys
        .Where(path => path.StartsWith($"{language}/", StringComparison.Ordinal) && IsTemplate(path[(language.Length + 1)..]))
        .Select(path => string.Join('.', path[(language.Length + 1)..].Split('.')[..^2]))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private Language? LanguageAt(string path)
    {
        var (language, errors) = ReadLanguage.Of(path.Split('/')[0], files[path]);
        _errors.AddRange(errors.Select(error => error with { Path = $"{path}: {error.Path}" }));
        return language;
    }

    private (MailTemplate Template, string Name) TemplateOf(Language language, string name, Layout layout)
    {
        var paths = Parts.Select(part => $"{language.Tag}/{name}.{part}.liquid").ToArray();
        var version = $"{language.Tag}/{name}@{Hash([.. paths, HtmlLayout, TextLayout, $"{language.Tag}/{LanguageFile}"])}";
        return (new MailTemplate(language, version, Parse(paths[0]), Parse(paths[1]), Parse(paths[2]), layout), name);
    }

    private TemplateFile Parse(string path)
    {
        if (!files.TryGetValue(path, out var source))
        {
            Error(path, "The file is missing", "Every mail has a subject, an HTML part and a plain part; the layouts stand beside the folders of languages.");
            return new TemplateFile(path, null!, "");
        }

        var template = Liquid.Parse(source, out var problem);
        if (template is null)
        {
            Error(path, $"It is no template: {problem.ReplaceLineEndings(" ")}", "Mails may use if, unless, for, case, assign and comment, and the filters append, prepend and size.");
        }

        return new TemplateFile(path, template!, source);
    }

    private string Hash(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\0{files.GetValueOrDefault(path)}\0"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }

    private void TryOut(MailTemplate template, string name, ToneLint tone)
    {
        var kind = FollowUpKinds.All.First(known => known.Word == name.Split('.')[0]).Kind;
        var variant = name.Split('.') is [_, var after] ? after : null;
        foreach (var failure in SampleFacts.All(kind, variant, template.Language.Tag).Select(facts => Render.Of(template, facts, [])).OfType<RenderFailure>())
        {
            var end = failure.Reason.IndexOf(": ", StringComparison.Ordinal);
            Error(failure.Reason[..end], failure.Reason[(end + 2)..].TrimEnd('.'), "Correct the name, or write the part inside {% if … %}: not every mail has every fact.");
        }

        var findings = MailLint.Of(tone, template, kind, variant);
        _findings.AddRange(findings);
        foreach (var finding in findings.Where(finding => finding.Severity == ToneSeverity.Error))
        {
            Error(
                finding.Place.Length == 0 ? finding.Place.File! : finding.Place.ToString(),
                $"{(finding.Words.Length == 0 ? "" : $"“{finding.Words}” must not be in a mail: ")}{finding.Why.TrimEnd('.')} (rule {finding.Rule})",
                finding.Suggestion);
        }
    }

    private void Error(string path, string reason, string fix) => _errors.Add(new ConfigError(path, $"{reason}.", fix));
}
