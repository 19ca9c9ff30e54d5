using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.Messages.Tone;
using FollowUps.People;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>What loading templates came to: a set without errors, or errors without a set.</summary>
/// <param name="Templates">Null where there is an error.</param>
/// <param name="Errors">Path of the file, reason and fix.</param>
public sealed record TemplateReading(TemplateSet? Templates, ImmutableArray<ConfigError> Errors)
{
    /// <summary>What holds and is most likely not meant: words that a language does not have.</summary>
    public ImmutableArray<ConfigError> Warnings { get; init; } = [];

    /// <summary>Those of <see cref="Warnings"/> that say why an override is not sent.</summary>
    public ImmutableArray<ConfigError> Refused { get; init; } = [];

    /// <summary>Everything that the tone lint found: what is an error here is among <see cref="Errors"/> too, what is a warning stops nothing.</summary>
    public ImmutableArray<ToneFinding> Findings { get; init; } = [];
}

/// <summary>
/// Every template in every language, parsed and tried out. Adding a language is adding a folder; what it does not have is sent in
/// <see cref="DefaultLanguage"/>, with a note.
/// </summary>
public sealed class TemplateSet
{
    /// <summary>The language that has every template.</summary>
    public const string DefaultLanguage = "en";

    private readonly FrozenDictionary<(string Language, string Name), MailTemplate> _templates;

    private readonly FrozenDictionary<string, PageWords> _pages;

    private readonly OwnTemplates _own;

    internal TemplateSet(
        FrozenDictionary<(string Language, string Name), MailTemplate> templates, FrozenDictionary<string, PageWords> pages, OwnTemplates own, ToneLint tone) =>
        (_templates, _pages, _own, Tone) = (templates, pages, own, tone);

    /// <summary>Why an override is not sent, and what is sent instead; empty: every override holds.</summary>
    public ImmutableArray<ConfigError> Refused => _own.Refused;

    /// <summary>The divisions and queues that have words of their own, "_" for every, in order.</summary>
    public IEnumerable<(string Division, string Queue)> Scopes =>
        _own.Templates.Keys.Select(key => (key.Division, key.Queue)).Concat(_own.Blocks.Keys).Distinct().Order();

    /// <summary>The words of the public pages, in the language or in the default one.</summary>
    public PageWords PagesIn(string? language) => _pages.GetValueOrDefault(language ?? DefaultLanguage) ?? _pages[DefaultLanguage];

    /// <summary>The rules of tone, for texts that people type.</summary>
    public ToneLint Tone { get; }

    /// <summary>Language and name ("check-in", "supervisor-outreach.abandoned") of every template, in order.</summary>
    public IEnumerable<(string Language, string Name)> All => _templates.Keys.Order();

    /// <summary>
    /// The names that the default language writes, shipped or in words of an installation's own, wherever those hold: a mail of another name cannot be sent.
    /// </summary>
    public IEnumerable<string> Written => _templates.Keys.Concat(_own.Templates.Keys.Select(key => (key.Language, key.Name)))
        .Where(template => template.Language == DefaultLanguage).Select(template => template.Name).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The same by the paths of the files alone, as <see cref="Load"/> takes them: for who wants to know what is there and not whether it can be used.</summary>
    public static IEnumerable<string> WrittenIn(IEnumerable<string> paths) => paths.Select(path => path.Split('/'))
        .Where(path => path is [.., DefaultLanguage, var file] && TemplateFiles.IsTemplate(file))
        .Select(path => string.Join('.', path[^1].Split('.')[..^2])).Distinct().Order(StringComparer.Ordinal);

    /// <summary>
    /// Parses and renders everything against sample facts, so that a missing variable, an unknown tag or a missing ingredient is found at
    /// start and not in front of a customer.
    /// </summary>
    /// <param name="files">Text by path below the folder of templates, with forward slashes: <c>layout.html.liquid</c>,
    /// <c>en/language.json</c>, <c>en/check-in.subject.liquid</c>, <c>overrides/main/_/en/check-in.subject.liquid</c>.</param>
    /// <param name="previous">What was read before: an override that became unusable stays as it was there. Null: the shipped template takes its place.</param>
    public static TemplateReading Load(IReadOnlyDictionary<string, string> files, TemplateSet? previous = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var overrides = new TemplateOverrides(files, previous);
        return new TemplateFiles(overrides.Shipped, overrides).Load();
    }

    /// <summary>An override as it holds; null: there is none.</summary>
    internal MailTemplate? OverrideAt(OverrideKey key) => _own.Templates.GetValueOrDefault(key);

    /// <summary>What mails of a division and queue have in common, where it is their own; null: it is the shipped one's.</summary>
    internal TemplateBlocks? BlocksAt(string division, string queue) => _own.Blocks.GetValueOrDefault((division, queue));

    /// <summary>"supervisor-outreach" or, with a variant, "supervisor-outreach.abandoned".</summary>
    public static string NameOf(FollowUpKind kind, string? variant) => variant is null ? kind.Word() : $"{kind.Word()}.{variant}";

    /// <summary>Kind and variant of a template's name; no kind where the name has none.</summary>
    public static (FollowUpKind? Kind, string? Variant) KindOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return FollowUpKinds.TryParse(dot < 0 ? name : name[..dot], out var kind) ? (kind, dot < 0 ? null : name[(dot + 1)..]) : (null, null);
    }

    /// <summary>The template of a mail, in the language or in the default one with a note; null when there is none at all.</summary>
    internal MailTemplate? Find(MailFacts facts, out ImmutableArray<string> notes)
    {
        var name = NameOf(facts.Kind, facts.Variant);
        var language = facts.Language ?? DefaultLanguage;
        if (In(language, name, facts) is { } template)
        {
            notes = NotesOn(template.Language);
            return template;
        }

        notes = [$"There is no template '{name}' in language '{OneLine.Of(language, 12)}': it is sent in '{DefaultLanguage}'."];
        return In(DefaultLanguage, name, facts);
    }

    // The narrowest override first: division and queue, division, queue, everywhere.
    private MailTemplate? In(string language, string name, MailFacts facts)
    {
        string[] divisions = facts.Division is { } division ? [division, OverrideKey.Every] : [OverrideKey.Every];
        string[] queues = facts.Queue is { } queue ? [queue, OverrideKey.Every] : [OverrideKey.Every];
        var template = divisions.SelectMany(d => queues.Select(q => OverrideAt(new OverrideKey(d, q, language, name)))).FirstOrDefault(own => own is not null)
            ?? _templates.GetValueOrDefault((language, name));
        var blocks = divisions.SelectMany(d => queues.Select(q => BlocksAt(d, q))).FirstOrDefault(own => own is not null);
        return template is null || blocks is null ? template : template with { Blocks = blocks, Version = $"{template.Version}+layout@{blocks.Version}" };
    }

    private static ImmutableArray<string> NotesOn(Language language) => language.Missing.IsEmpty
        ? []
        : [$"Language '{language.Tag}' lacks {language.Missing.Length} of its words (first '{language.Missing[0]}'): they are told in '{DefaultLanguage}'."];
}
