using FollowUps.People;

namespace FollowUps.Messages;

/// <summary>Reads the data files of every language, the default one first: the others take from it what they do not have.</summary>
internal sealed class LanguageFiles(IReadOnlyDictionary<string, string> files, List<ConfigError> errors)
{
    /// <summary>The words of mails.</summary>
    public const string Words = "language.json";

    /// <summary>The words of the public pages.</summary>
    public const string Pages = "pages.json";

    /// <summary>Every language, default first; empty where the default one cannot be read.</summary>
    public IReadOnlyList<(Language Language, PageWords Pages)> Read()
    {
        const string first = TemplateSet.DefaultLanguage;
        if (Of(first, null) is not { } fallback)
        {
            return [];
        }

        var others = files.Keys.Where(path => path.EndsWith($"/{Words}", StringComparison.Ordinal)).Select(path => path.Split('/')[0]).Where(tag => tag != first)
            .Order(StringComparer.Ordinal);
        return [fallback, .. others.Select(tag => Of(tag, fallback)).OfType<(Language, PageWords)>()];
    }

    private (Language, PageWords)? Of(string tag, (Language Language, PageWords Pages)? fallback)
    {
        if (!files.TryGetValue($"{tag}/{Words}", out var json))
        {
            errors.Add(new ConfigError($"{tag}/{Words}", "The file is missing.", "Restore it from the shipped templates."));
            return null;
        }

        var (language, inWords) = ReadLanguage.Of(tag, json, fallback?.Language);
        var (texts, missing, inPages) = ReadPageWords.Of(files.GetValueOrDefault($"{tag}/{Pages}"), fallback?.Pages.Texts);
        errors.AddRange(inWords.Select(error => error with { Path = $"{tag}/{Words}: {error.Path}" }));
        errors.AddRange(inPages.Select(error => error with { Path = $"{tag}/{Pages}: {error.Path}" }));
        return language is null || texts is null ? null : (language, new PageWords(language, texts, missing));
    }
}
