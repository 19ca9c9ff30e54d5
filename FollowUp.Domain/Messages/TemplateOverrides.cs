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

/// <summary>The words of an installation's own that hold, and what was found in those that do not.</summary>
/// <param name="Templates">Mails.</param>
/// <param name="Blocks">What mails have in common, by division and queue.</param>
/// <param name="Refused">Why a file is not taken, and what is sent instead.</param>
/// <param name="Findings">What the tone lint found in all of them.</param>
internal sealed record OwnTemplates(
    FrozenDictionary<OverrideKey, MailTemplate> Templates, FrozenDictionary<(string Division, string Queue), TemplateBlocks> Blocks, ImmutableArray<ConfigError> Refused, ImmutableArray<ToneFinding> Findings)
{
    /// <summary>Nothing but what is shipped.</summary>
    public static readonly OwnTemplates None =
        new(FrozenDictionary<OverrideKey, MailTemplate>.Empty, FrozenDictionary<(string Division, string Queue), TemplateBlocks>.Empty, [], []);
}

/// <summary>
/// Words of an installation's own: <c>overrides/{division}/{queue}/{language}/{kind}.{part}.liquid</c> for a mail, and
/// <c>overrides/{division}/{queue}/layout.html.liquid</c> and the like for what mails have in common. A part that is not there is the shipped
/// one's. One that cannot be used leaves the last good one in place, else the shipped one, and says why: mails go out all the same.
/// </summary>
internal sealed class TemplateOverrides(IReadOnlyDictionary<string, string> files, TemplateSet? previous)
{
    private const string Folder = "overrides/";

    private readonly List<ConfigError> _refused = [];
    private readonly List<ToneFinding> _findings = [];

    /// <summary>The files that are no overrides.</summary>
    public IReadOnlyDictionary<string, string> Shipped { get; } =
        files.Where(file => !file.Key.StartsWith(Folder, StringComparison.Ordinal)).ToDictionary(file => file.Key, file => file.Value, StringComparer.Ordinal);

    /// <summary>The overrides that hold, and what is wrong with the others.</summary>
    public OwnTemplates Read(IReadOnlyList<Language> languages, TemplateBlocks blocks, ToneLint tone)
    {
        var templates = new Dictionary<OverrideKey, MailTemplate>();
        var common = new Dictionary<(string Division, string Queue), TemplateBlocks>();
        foreach (var scope in files.Keys.Where(path => path.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(PlaceOf).OfType<Place>()
            .GroupBy(place => (place.Key.Division, place.Key.Queue)))
        {
            if (scope.Any(place => place.IsCommon) && BlocksOf(new TemplateFiles(Laid(scope.Where(place => place.IsCommon))), scope.Key, languages, tone) is { } own)
            {
                common[scope.Key] = own;
            }

            var reading = new TemplateFiles(Laid(scope.Where(place => !place.IsCommon)));
            foreach (var key in scope.Where(place => !place.IsCommon).Select(place => place.Key).Distinct())
            {
                if (TemplateOf(reading, key, languages, blocks, tone) is { } template)
                {
                    templates[key] = template;
                }
            }
        }

        return new OwnTemplates(templates.ToFrozenDictionary(), common.ToFrozenDictionary(), [.. _refused], [.. _findings]);
    }

    // The shipped files with some of an installation's over them.
    private Dictionary<string, string> Laid(IEnumerable<Place> places)
    {
        var merged = new Dictionary<string, string>(Shipped, StringComparer.Ordinal);
        foreach (var place in places)
        {
            merged[place.Replaces] = files[place.Path];
        }

        return merged;
    }

    private TemplateBlocks? BlocksOf(TemplateFiles reading, (string Division, string Queue) key, IReadOnlyList<Language> languages, ToneLint tone)
    {
        var scope = $"{Folder}{key.Division}/{key.Queue}";
        var (blocks, errors, findings) = reading.Common(languages, tone);
        var own = files.Keys.Where(path => path.StartsWith($"{scope}/", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        _findings.AddRange(findings.Where(finding => own.Contains($"{scope}/{finding.Place.File}")).Select(finding => In(scope, finding)));
        if (blocks is null)
        {
            var kept = previous?.BlocksAt(key.Division, key.Queue);
            var stays = kept is null ? "The shipped ones are used." : $"The last good ones are used ({kept.Version}).";
            // Each mail would say the same of one layout.
            _refused.AddRange(errors.DistinctBy(error => error.Reason).Take(5).Select(error => error with { Path = PathIn(scope, error.Path, own), Reason = $"{error.Reason} {stays}" }));
            return kept;
        }

        return blocks;
    }

    private MailTemplate? TemplateOf(TemplateFiles reading, OverrideKey key, IReadOnlyList<Language> languages, TemplateBlocks blocks, ToneLint tone)
    {
        var scope = $"{Folder}{key.Division}/{key.Queue}";
        if (languages.FirstOrDefault(language => language.Tag == key.Language) is not { } known)
        {
            _refused.Add(new ConfigError($"{scope}/{key.Language}", "There is no such language.", "Add its folder beside the shipped ones first."));
            return null;
        }

        var (template, errors, findings) = reading.One(known, key.Name, blocks, tone);
        _findings.AddRange(findings.Where(finding => !Shipped.ContainsKey(finding.Place.File!) || files.ContainsKey($"{scope}/{finding.Place.File}")).Select(finding => In(scope, finding)));
        if (template is not null)
        {
            return template with { Version = $"{key.Division}/{key.Queue}/{template.Version}" };
        }

        var kept = previous?.OverrideAt(key);
        var stays = kept is null ? "The shipped one is sent." : $"The last good one is sent ({kept.Version}).";
        _refused.AddRange(errors.Select(error => error with { Path = $"{scope}/{error.Path}", Reason = $"{error.Reason} {stays}" }));
        return kept;
    }

    private static ToneFinding In(string scope, ToneFinding finding) => finding with { Place = finding.Place with { File = $"{scope}/{finding.Place.File}" } };

    // "layout.html.liquid" is the override's; "en/check-in.html.liquid" is a shipped mail that does not go with it.
    private static string PathIn(string scope, string path, HashSet<string> own) => own.Contains($"{scope}/{path.Split(": ")[0]}") ? $"{scope}/{path}" : $"{scope}: {path}";

    private Place? PlaceOf(string path)
    {
        switch (path.Split('/'))
        {
            case [_, { Length: > 0 } division, { Length: > 0 } queue, { Length: 2 or 3 } language, var file] when TemplateFiles.IsTemplate(file):
                return new Place(path, $"{language}/{file}", new OverrideKey(division, queue, language, string.Join('.', file.Split('.')[..^2])), false);
            case [_, { Length: > 0 } division, { Length: > 0 } queue, var file] when TemplateBlocks.Files.Contains(file):
                return new Place(path, file, new OverrideKey(division, queue, "", ""), true);
            default:
                _refused.Add(new ConfigError(
                    path,
                    "This is no override, and nothing reads it.",
                    "Name it overrides/{division}/{queue}/{language}/{kind}.{subject|html|text}.liquid, or overrides/{division}/{queue}/layout.html.liquid and the like, with _ for every division or queue."));
                return null;
        }
    }

    private sealed record Place(string Path, string Replaces, OverrideKey Key, bool IsCommon);
}
