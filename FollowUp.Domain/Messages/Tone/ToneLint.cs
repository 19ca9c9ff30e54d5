using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.People;

namespace FollowUps.Messages.Tone;

/// <summary>
/// Finds what the advice on angry callers forbids: talk of policy, blame, dismissal, empty phrases, praise of the company. Deterministic, by rules
/// that are data per language. What it finds in a template keeps that template from being activated; what it finds in a text that somebody typed
/// keeps the text from being quoted (<see cref="TypedText"/>).
/// </summary>
public sealed class ToneLint
{
    /// <summary>The name of the data file in the folder of a language.</summary>
    public const string FileName = "tone.json";

    private readonly FrozenDictionary<string, ToneGuide> _guides;

    private ToneLint(FrozenDictionary<string, ToneGuide> guides) => _guides = guides;

    /// <summary>The languages it knows, in order.</summary>
    public IEnumerable<string> Languages => _guides.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads every <c>{language}/tone.json</c> among the files of a template set.</summary>
    /// <returns>The lint, or every mistake in the files with its place and fix.</returns>
    public static (ToneLint? Lint, ImmutableArray<ConfigError> Errors) Load(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var guides = new List<ToneGuide>();
        var errors = new List<ConfigError>();
        foreach (var path in files.Keys.Where(path => path.Split('/') is [{ Length: > 0 }, FileName]).Order(StringComparer.Ordinal))
        {
            var (guide, mistakes) = ReadTone.Of(path.Split('/')[0], files[path]);
            errors.AddRange(mistakes.Select(error => error with { Path = $"{path}: {error.Path}" }));
            if (guide is not null)
            {
                guides.Add(guide);
            }
        }

        return errors.Count > 0 ? (null, [.. errors]) : (new ToneLint(guides.ToFrozenDictionary(guide => guide.Language)), []);
    }

    /// <summary>
    /// What is wrong with a text that somebody typed. It is read by the rules of its language, and by those of every other one as well: nobody is
    /// asked in which language they type.
    /// </summary>
    /// <param name="text">The text; tags and entities in it are looked through.</param>
    /// <param name="language">Primary subtag of the customer's language; its findings come first. Null: the default language.</param>
    public ImmutableArray<ToneFinding> Of(string? text, string? language)
    {
        var first = language ?? TemplateSet.DefaultLanguage;
        return string.IsNullOrWhiteSpace(text) ? []
            : [.. _guides.Values.OrderBy(guide => guide.Language != first).ThenBy(guide => guide.Language, StringComparer.Ordinal).SelectMany(guide => guide.FindingsIn(null, text))];
    }

    /// <summary>"what we agreed by phone": what a mail says in place of words that are not quoted.</summary>
    /// <param name="language">The language of the mail; one that has no rules gets the words of the default language.</param>
    public string Agreed(string? language) =>
        GuideOf(language)?.Agreed ?? throw new InvalidOperationException($"The language '{TemplateSet.DefaultLanguage}' has no {FileName}.");

    /// <summary>The rules of a language in the order of its file; empty for a language without.</summary>
    public IReadOnlyList<ToneRule> RulesOf(string language) => _guides.TryGetValue(language, out var guide) ? guide.All : [];

    /// <summary>What the rules of one language alone find in a file: a template, or a text with markup.</summary>
    /// <param name="path">Its name, for the places.</param>
    /// <param name="source">Its text.</param>
    /// <param name="language">Primary subtag; one without rules is read by those of the default language.</param>
    public ImmutableArray<ToneFinding> OfFile(string path, string source, string language) => [.. InFile(path, source, language)];

    /// <summary>What the rules of one language find in a file of a template.</summary>
    internal IEnumerable<ToneFinding> InFile(string path, string source, string language) => GuideOf(language)?.FindingsIn(path, source) ?? [];

    /// <summary>The guide of a language, else the default one, else null.</summary>
    internal ToneGuide? GuideOf(string? language) =>
        _guides.GetValueOrDefault(language ?? TemplateSet.DefaultLanguage) ?? _guides.GetValueOrDefault(TemplateSet.DefaultLanguage);

    /// <summary>True when a language has rules of its own.</summary>
    internal bool Knows(string language) => _guides.ContainsKey(language);
}
