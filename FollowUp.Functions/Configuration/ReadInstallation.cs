using System.Text;
using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Platforms;
using FollowUps.Sending;
using NodaTime;

namespace FollowUps.Configuration;

/// <summary>From data files and settings to what the steps work with.</summary>
internal static class ReadInstallation
{
    /// <summary>The installation and what is allowed but most likely not meant.</summary>
    /// <param name="files">The data files.</param>
    /// <param name="options">The settings.</param>
    /// <param name="mode">The mail mode as of now.</param>
    /// <param name="fix">Where a missing file belongs.</param>
    /// <param name="before">The templates until now: an override that became unusable stays as it was.</param>
    /// <exception cref="ConfigException">A file cannot be used; everything that is wrong is in it.</exception>
    public static (Installation Installation, IReadOnlyList<ConfigError> Warnings) Of(
        ConfigFiles files, FollowUpOptions options, MailMode mode, string fix, TemplateSet? before)
    {
        var errors = new List<ConfigError>();
        var book = ReadPlanBook.Of(Bytes(ConfigFiles.PlanBook));
        var directory = ReadContactDirectory.Of(Bytes(ConfigFiles.Directory));
        var templates = TemplateSet.Load(files.Texts(ConfigFiles.Templates), before);
        errors.AddRange(templates.Errors.Select(e => e with { Path = $"templates: {e.Path}" }));
        errors.AddRange(book.Errors.Select(e => e with { Path = $"{ConfigFiles.PlanBook}: {e.Path}" }));
        if (book.Book is { } named && templates.Templates is { } words)
        {
            errors.AddRange(TemplateGaps.Variants(named, words.Written).Select(e => e with { Path = $"{ConfigFiles.PlanBook}: {e.Path}" }));
        }

        errors.AddRange(directory.Errors.Select(e => e with { Path = $"{ConfigFiles.Directory}: {e.Path}" }));
        var (platforms, unusable) = ReadPlatformMapping.All(
            files.Texts(ConfigFiles.Platforms).Where(file => file.Key.EndsWith(".json", StringComparison.Ordinal)).Select(file => KeyValuePair.Create(file.Key, Encoding.UTF8.GetBytes(file.Value))));
        errors.AddRange(unusable);
        if (errors.Count > 0)
        {
            throw new ConfigException(errors);
        }

        var installation = new Installation
        {
            PlanBook = book.Book!,
            Directory = directory.Directory!,
            Render = new Render(templates.Templates!),
            Mode = mode,
            From = options.From!,
            LinksBase = options.LinksBase,
            Quota = options.Quota,
            Platforms = platforms,
            Retention = Duration.FromDays(options.RetentionDays),
        };
        return (
            installation,
            [.. book.Warnings.Select(w => w with { Path = $"{ConfigFiles.PlanBook}: {w.Path}" }), .. templates.Warnings.Select(w => w with { Path = $"templates: {w.Path}" })]);

        byte[] Bytes(string name)
        {
            if (files.Find(name) is { } content)
            {
                return content;
            }

            errors.Add(new ConfigError($"config/{name}", "the file is missing", $"{fix}, or take the shipped one"));
            return "{}"u8.ToArray();
        }
    }
}
