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

    internal TemplateSet(FrozenDictionary<(string Language, string Name), MailTemplate> templates, ToneLint tone)
    {
        _templates = templates;
        Tone = tone;
    }

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

    /// <summary>The template of a mail, in the language or in the default one with a note; null when there is none at all.</summary>
    internal MailTemplate? Find(FollowUpKind kind, string? variant, string? language, out ImmutableArray<string> notes)
    {
        var name = NameOf(kind, variant);
        notes = [];
        if (_templates.TryGetValue((language ?? DefaultLanguage, name), out var template))
        {
            return template;
        }

        notes = [$"There is no template '{name}' in language '{OneLine.Of(language, 12)}': it is sent in '{DefaultLanguage}'."];
        return _templates.GetValueOrDefault((DefaultLanguage, name));
    }
}
