using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.Messages.Tone;
using FollowUps.People;

namespace FollowUps.Messages;

/// <summary>Where an override holds; <c>_</c> for every division or every queue.</summary>
internal readonly record struct OverrideKey(string Division, string Queue, string Language, string Name)
{
    /// <summary>The word for "every".</summary>
    public const string Every = "_";
}

/// <summary>
/// Templates of an installation's own: <c>overrides/{division}/{queue}/{language}/{kind}.{part}.liquid</c>. A part that is not there is the shipped
/// one's. One that cannot be used leaves the last good one in place, else the shipped one, and says why: mails go out all the same.
/// </summary>
internal sealed class TemplateOverrides(IReadOnlyDictionary<string, string> files, TemplateSet? previous)
{
    private const string Folder = "overrides/";

    private readonly List<ConfigError> _findings = [];

    /// <summary>The files that are no overrides.</summary>
    public IReadOnlyDictionary<string, string> Shipped { get; } =
        files.Where(file => !file.Key.StartsWith(Folder, StringComparison.Ordinal)).ToDictionary(file => file.Key, file => file.Value, StringComparer.Ordinal);

    /// <summary>The overrides that hold, and what is wrong with the others.</summary>
    public (FrozenDictionary<OverrideKey, MailTemplate> Templates, ImmutableArray<ConfigError> Findings) Read(IReadOnlyList<Language> languages, TemplateBlocks blocks, ToneLint tone)
    {
        var templates = new Dictionary<OverrideKey, MailTemplate>();
        foreach (var scope in files.Keys.Where(path => path.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(PlaceOf).OfType<Place>()
            .GroupBy(place => (place.Key.Division, place.Key.Queue)))
        {
            var merged = new Dictionary<string, string>(Shipped, StringComparer.Ordinal);
            foreach (var place in scope)
            {
                merged[place.Replaces] = files[place.Path];
            }

            var reading = new TemplateFiles(merged);
            foreach (var key in scope.Select(place => place.Key).Distinct())
            {
                if (TemplateOf(reading, key, languages, blocks, tone) is { } template)
                {
                    templates[key] = template;
                }
            }
        }

        return (templates.ToFrozenDictionary(), [.. _findings]);
    }

    private MailTemplate? TemplateOf(TemplateFiles reading, OverrideKey key, IReadOnlyList<Language> languages, TemplateBlocks blocks, ToneLint tone)
    {
        var scope = $"{Folder}{key.Division}/{key.Queue}";
        if (languages.FirstOrDefault(language => language.Tag == key.Language) is not { } known)
        {
            _findings.Add(new ConfigError($"{scope}/{key.Language}", "There is no such language.", "Add its folder beside the shipped ones first."));
            return null;
        }

        var (template, errors) = reading.One(known, key.Name, blocks, tone);
        if (template is not null)
        {
            return template with { Version = $"{key.Division}/{key.Queue}/{template.Version}" };
        }

        var kept = previous?.OverrideAt(key);
        var stays = kept is null ? "The shipped one is sent." : $"The last good one is sent ({kept.Version}).";
        _findings.AddRange(errors.Select(error => error with { Path = $"{scope}/{error.Path}", Reason = $"{error.Reason} {stays}" }));
        return kept;
    }

    private Place? PlaceOf(string path)
    {
        if (path.Split('/') is [_, { Length: > 0 } division, { Length: > 0 } queue, { Length: 2 or 3 } language, var file] && TemplateFiles.IsTemplate(file))
        {
            return new Place(path, $"{language}/{file}", new OverrideKey(division, queue, language, string.Join('.', file.Split('.')[..^2])));
        }

        _findings.Add(new ConfigError(
            path, "This is no override, and nothing reads it.", "Name it overrides/{division}/{queue}/{language}/{kind}.{subject|html|text}.liquid, with _ for every division or queue."));
        return null;
    }

    private sealed record Place(string Path, string Replaces, OverrideKey Key);
}
