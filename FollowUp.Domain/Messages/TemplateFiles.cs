using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using FollowUps.Messages.Tone;
using FollowUps.People;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>Makes a template set from files, collecting everything that is wrong with them.</summary>
internal sealed class TemplateFiles(IReadOnlyDictionary<string, string> files, TemplateOverrides? overrides = null)
{
    private const string LanguageFile = LanguageFiles.Words;

    // Read by others: the words of the public pages, and what the tone lint looks for.
    private static readonly string[] OtherFiles = [LanguageFiles.Pages, ToneLint.FileName];

    private static readonly string[] Parts = ["subject", "html", "text"];

    // What the product sends: each needs a template in the default language.
    private static readonly string[] Required =
    [
        .. FollowUpKinds.All.Select(kind => kind.Word),
        "supervisor-outreach.abandoned", $"supervisor-outreach.{PlanStep.AfterAnswer}", $"promise-overdue.{PlanStep.ForSupervisor}",
    ];

    private readonly List<ConfigError> _errors = [];
    private readonly List<ToneFinding> _findings = [];
    private ToneLint? _tone;

    /// <summary>Parses, renders samples, and looks for the required ingredients.</summary>
    public TemplateReading Load()
    {
        CheckNames();
        var blocks = BlocksOf();
        var languages = new LanguageFiles(files, _errors).Read();
        var templates = languages.SelectMany(read => NamesIn(read.Language.Tag).Select(name => TemplateOf(read.Language, name, blocks))).ToArray();
        (_tone, var mistakes) = ToneLint.Load(files);
        _errors.AddRange(mistakes);
        if (_errors.Count == 0)
        {
            foreach (var (template, name) in templates)
            {
                TryOut(template, name);
            }
        }

        return _errors.Count > 0
            ? new TemplateReading(null, [.. _errors.DistinctBy(error => (error.Path, error.Reason))]) { Findings = [.. _findings] }
            : Made(languages, blocks, templates.ToFrozenDictionary(entry => (entry.Template.Language.Tag, entry.Name), entry => entry.Template));
    }

    private TemplateReading Made(
        IReadOnlyList<(Language Language, PageWords Pages)> languages, TemplateBlocks blocks, FrozenDictionary<(string Language, string Name), MailTemplate> templates)
    {
        var own = overrides?.Read([.. languages.Select(read => read.Language)], blocks, _tone!) ?? OwnTemplates.None;
        return new TemplateReading(new TemplateSet(templates, languages.ToFrozenDictionary(read => read.Language.Tag, read => read.Pages), own, _tone!), [])
        {
            Findings = [.. _findings, .. own.Findings],
            Refused = own.Refused,
            Warnings = [.. own.Refused, .. languages.SelectMany(GapsOf)],
        };
    }

    /// <summary>One template of a language, parsed and tried out; or why it cannot be used.</summary>
    public (MailTemplate? Template, ImmutableArray<ConfigError> Errors, ImmutableArray<ToneFinding> Findings) One(Language language, string name, TemplateBlocks blocks, ToneLint tone)
    {
        Begin(tone);
        var (template, _) = TemplateOf(language, name, blocks);
        if (_errors.Count == 0)
        {
            TryOut(template, name);
        }

        return (_errors.Count == 0 ? template : null, [.. _errors.DistinctBy(error => (error.Path, error.Reason))], [.. _findings]);
    }

    /// <summary>What mails have in common, parsed and tried out in every mail of every language; or why it cannot be used.</summary>
    public (TemplateBlocks? Blocks, ImmutableArray<ConfigError> Errors, ImmutableArray<ToneFinding> Findings) Common(IReadOnlyList<Language> languages, ToneLint tone)
    {
        Begin(tone);
        var blocks = BlocksOf() with { Version = Hash(TemplateBlocks.Files) };
        foreach (var (template, name) in _errors.Count > 0 ? [] : languages.SelectMany(language => NamesIn(language.Tag).Select(name => TemplateOf(language, name, blocks))).ToArray())
        {
            TryOut(template, name);
        }

        return (_errors.Count == 0 ? blocks : null, [.. _errors.DistinctBy(error => (error.Path, error.Reason))], [.. _findings]);
    }

    private void Begin(ToneLint tone)
    {
        _tone = tone;
        _errors.Clear();
        _findings.Clear();
    }

    private TemplateBlocks BlocksOf() => new(BlockOf("layout"), BlockOf("rating"), BlockOf("brief"), StylesOf());

    private IEnumerable<ConfigError> GapsOf((Language Language, PageWords Pages) read)
    {
        var (language, pages) = read;
        foreach (var missing in language.Missing)
        {
            yield return new ConfigError($"{language.Tag}/{LanguageFile}: {missing}", $"It is missing: mails tell it in '{TemplateSet.DefaultLanguage}'.", "Translate it.");
        }

        foreach (var missing in pages.Missing)
        {
            yield return new ConfigError($"{language.Tag}/{LanguageFiles.Pages}: {missing}", $"It is missing: pages tell it in '{TemplateSet.DefaultLanguage}'.", "Translate it.");
        }

        foreach (var name in Required.Except(NamesIn(language.Tag)))
        {
            var begun = Parts.Select(part => $"{language.Tag}/{name}.{part}.liquid").Where(files.ContainsKey).ToArray();
            var what = begun.Length == 0 ? "The template is missing" : $"Only {string.Join(" and ", begun.Select(path => path.Split('.')[^2]))} of the template is there";
            yield return new ConfigError($"{language.Tag}/{name}.html.liquid", $"{what}: the mail is sent in '{TemplateSet.DefaultLanguage}'.", "Translate its three files.");
        }
    }

    private Layout BlockOf(string name) => new(Parse($"{name}.html.liquid"), Parse($"{name}.text.liquid"));

    private Variables StylesOf()
    {
        var (styles, errors) = TemplateStyles.Read(files.GetValueOrDefault(TemplateBlocks.StyleFile));
        _errors.AddRange(errors);
        return styles;
    }

    private void CheckNames()
    {
        foreach (var path in files.Keys.Except(TemplateBlocks.Files))
        {
            var known = path.Split('/') is [{ Length: 2 or 3 } folder, var file] && folder.All(char.IsAsciiLetterLower)
                && (file == LanguageFile || OtherFiles.Contains(file) || IsTemplate(file));
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

    /// <summary>"check-in.html.liquid", "supervisor-outreach.abandoned.text.liquid".</summary>
    public static bool IsTemplate(string file) =>
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
        // Half a mail in one language and half in another is worse than one in the default language.
        .Where(name => language == TemplateSet.DefaultLanguage || Parts.All(part => files.ContainsKey($"{language}/{name}.{part}.liquid")))
        .Order(StringComparer.Ordinal);

    private (MailTemplate Template, string Name) TemplateOf(Language language, string name, TemplateBlocks blocks)
    {
        var paths = Parts.Select(part => $"{language.Tag}/{name}.{part}.liquid").ToArray();
        var version = $"{language.Tag}/{name}@{Hash([.. paths, .. TemplateBlocks.Files, $"{language.Tag}/{LanguageFile}"])}";
        return (new MailTemplate(language, version, Parse(paths[0]), Parse(paths[1]), Parse(paths[2]), blocks), name);
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

        var file = new TemplateFile(path, template!, source);
        foreach (var (reason, fix) in path.EndsWith(".html.liquid", StringComparison.Ordinal) ? TemplateMarkup.ProblemsIn(file) : [])
        {
            Error(path, reason, fix);
        }

        return file;
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

    private void TryOut(MailTemplate template, string name)
    {
        var (kind, variant) = TemplateSet.KindOf(name);
        foreach (var failure in SampleFacts.All(kind!.Value, variant, template.Language.Tag).Select(facts => Render.Of(template, facts, [])).OfType<RenderFailure>())
        {
            var end = failure.Reason.IndexOf(": ", StringComparison.Ordinal);
            Error(failure.Reason[..end], failure.Reason[(end + 2)..].TrimEnd('.'), FixFor(failure.Reason));
        }

        var findings = MailLint.Of(_tone!, template, kind!.Value, variant);
        _findings.AddRange(findings);
        foreach (var finding in findings.Where(finding => finding.Severity == ToneSeverity.Error))
        {
            Error(
                finding.Place.Length == 0 ? finding.Place.File! : finding.Place.ToString(),
                $"{(finding.Words.Length == 0 ? "" : $"“{finding.Words}” must not be in a mail: ")}{finding.Why.TrimEnd('.')} (rule {finding.Rule})",
                finding.Suggestion);
        }
    }

    private static string FixFor(string failure) => failure.Contains(Liquid.TooMuch, StringComparison.Ordinal)
        ? "Repeat less: a mail is read by a person, and has a size that every provider takes."
        : "Correct the name, or write the part inside {% if … %}: not every mail has every fact.";

    private void Error(string path, string reason, string fix) => _errors.Add(new ConfigError(path, $"{reason}.", fix));
}
