using System.Text;
using FollowUps.Messages;
using FollowUps.People;

namespace FollowUps.Local.Verbs;

/// <summary>
/// Mails with sample data from the shipped words, or from an installation's own laid over them. The files are read anew each time: whoever edits one
/// sees it at once.
/// </summary>
internal sealed class SampleMails
{
    private readonly ContactDirectory? _directory;

    private SampleMails(TemplateReading reading, ContactDirectory? directory) => (Reading, _directory) = (reading, directory);

    private static string Shipped => Path.Combine(Repository.Root, "FollowUp.Functions");

    /// <summary>Every template, parsed and tried out; what is wrong with them.</summary>
    public TemplateReading Reading { get; }

    /// <summary>The divisions and queues that have words or a brand of their own, "_" for every.</summary>
    public IReadOnlyList<(string Division, string Queue)> Scopes =>
    [
        .. (Reading.Templates?.Scopes ?? []).Concat((_directory?.Brands ?? []).SelectMany(own => Or(own.Divisions).SelectMany(division => Or(own.Queues).Select(queue => (division, queue)))))
            .Distinct().Order(),
    ];

    /// <summary>Reads the words.</summary>
    /// <param name="folder">A folder with <c>config/</c> and <c>templates/</c>, as <c>FollowUp__ConfigDirectory</c> names it, or one of templates alone; what
    /// it does not have is the shipped one's. Null: the shipped words.</param>
    /// <exception cref="RunnerException">There is no such folder, or its directory cannot be used.</exception>
    public static SampleMails In(string? folder)
    {
        if (folder is not null && !Directory.Exists(folder)) throw new RunnerException($"{folder}: there is no such folder.");
        return new SampleMails(TemplateSet.Load(TemplatesIn(folder)), DirectoryIn(folder));
    }

    /// <summary>The shipped templates with those of a folder over them, by path below the folder of templates.</summary>
    public static Dictionary<string, string> TemplatesIn(string? folder)
    {
        var files = FilesIn(Path.Combine(Shipped, "templates"));
        foreach (var (path, text) in folder is null ? [] : OwnTemplatesIn(folder))
        {
            files[path] = text;
        }

        return files;
    }

    /// <summary>The templates of a folder alone.</summary>
    public static Dictionary<string, string> OwnTemplatesIn(string folder) =>
        FilesIn(Directory.Exists(Path.Combine(folder, "templates")) ? Path.Combine(folder, "templates") : folder);

    /// <summary>A mail with sample data; null and a reason when there is no such mail.</summary>
    /// <param name="name">Kind, or kind and variant.</param>
    /// <param name="language">Primary subtag.</param>
    /// <param name="sparse">True: with as little as a mail can know.</param>
    /// <param name="division">Whose words and brand; null: everybody's.</param>
    /// <param name="queue">The same for a call queue.</param>
    /// <param name="reason">Why not.</param>
    public RenderedMail? Render(string name, string language, bool sparse, string? division, string? queue, out string reason)
    {
        var templates = Reading.Templates ?? throw new InvalidOperationException("Templates with errors make no mail.");
        var (kind, variant) = TemplateSet.KindOf(name);
        reason = $"There is no kind '{name}'. Known: {string.Join(", ", templates.All.Select(template => template.Name).Distinct())}.";
        if (kind is null) return null;
        var facts = sparse ? SampleFacts.Sparse(kind.Value, variant, language) : SampleFacts.Full(kind.Value, variant, language);
        facts = facts with { Division = division, Queue = queue, Brand = _directory?.BrandOf(division ?? "", queue) ?? facts.Brand };
        switch (new Render(templates).Of(facts))
        {
            case RenderedMail mail: return mail;
            case RenderFailure failure: reason = failure.Reason; return null;
            default: throw new InvalidOperationException("A mail is rendered or not.");
        }
    }

    private static IEnumerable<string> Or(IReadOnlyCollection<string> names) => names.Count == 0 ? ["_"] : names;

    private static ContactDirectory? DirectoryIn(string? folder)
    {
        var file = new[] { Path.Combine(folder ?? Shipped, "config", "directory.json"), Path.Combine(Shipped, "config", "directory.json") }.First(File.Exists);
        var reading = ReadContactDirectory.Of(File.ReadAllBytes(file));
        return reading.Directory ?? throw new RunnerException(
            $"{file} cannot be used:\n{string.Join('\n', reading.Errors.Select(error => $"  {error.Path}: {error.Reason} Fix: {error.Fix}"))}");
    }

    private static Dictionary<string, string> FilesIn(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), path => File.ReadAllText(path, Encoding.UTF8), StringComparer.Ordinal);
}
