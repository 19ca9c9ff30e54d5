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

    internal TemplateSet(FrozenDictionary<(string Language, string Name), MailTemplate> templates, FrozenDictionary<string, PageWords> pages, ToneLint tone) =>
        (_templates, _pages, Tone) = (templates, pages, tone);

    /// <summary>The words of the public pages, in the language or in the default one.</summary>
    public PageWords PagesIn(string? language) => _pages.GetValueOrDefault(language ?? DefaultLanguage) ?? _pages[DefaultLanguage];

    /// <summary>The rules of tone, for texts that people type.</summary>
    public ToneLint Tone { get; }

    /// <summary>Language and name ("check-in", "supervisor-outreach.abandoned") of every template, in order.</summary>
    public IEnumerable<(string Language, string Name)> All => _templates.Keys.Order();

    /// <summary>
    /// Parses and renders everything against sample facts, so that a missing variable, an unknown tag or a missing ingredient is found at
    /// start and not in front of a customer.
    /// </summary>
    /// <param name="files">Text by path below the folder of templates, with forward slashes: <c>layout.html.liquid</c>,
    /// <c>en/language.json</c>, <c>en/check-in.subject.liquid</c>.</param>
    public static TemplateReading Load(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new TemplateFiles(files).Load();
    }

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
    internal MailTemplate? Find(FollowUpKind kind, string? variant, string? language, out ImmutableArray<string> notes)
    {
        var name = NameOf(kind, variant);
        notes = [];
        if (_templates.TryGetValue((language ?? DefaultLanguage, name), out var template))
        {
            notes = NotesOn(template.Language);
            return template;
        }

        notes = [$"There is no template '{name}' in language '{OneLine.Of(language, 12)}': it is sent in '{DefaultLanguage}'."];
        return _templates.GetValueOrDefault((DefaultLanguage, name));
    }

    private static ImmutableArray<string> NotesOn(Language language) => language.Missing.IsEmpty
        ? []
        : [$"Language '{language.Tag}' lacks {language.Missing.Length} of its words (first '{language.Missing[0]}'): they are told in '{DefaultLanguage}'."];
}
