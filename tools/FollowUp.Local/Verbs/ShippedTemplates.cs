using FollowUps.Messages;

namespace FollowUps.Local.Verbs;

/// <summary>The templates of the repository, read anew each time: whoever edits one sees it at once.</summary>
internal static class ShippedTemplates
{
    private static string Folder => Path.Combine(Repository.Root, "FollowUp.Functions", "templates");

    /// <summary>Parses and tries out every template.</summary>
    public static TemplateReading Read() => TemplateSet.Load(Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(Folder, path).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal));

    /// <summary>A mail with sample data; null and a reason when there is no such mail.</summary>
    public static RenderedMail? Render(TemplateSet templates, string name, string language, bool sparse, out string reason)
    {
        var (kind, variant) = TemplateSet.KindOf(name);
        reason = $"There is no kind '{name}'. Known: {string.Join(", ", templates.All.Select(template => template.Name).Distinct())}.";
        if (kind is null) return null;
        switch (new Render(templates).Of(sparse ? SampleFacts.Sparse(kind.Value, variant, language) : SampleFacts.Full(kind.Value, variant, language)))
        {
            case RenderedMail mail: return mail;
            case RenderFailure failure: reason = failure.Reason; return null;
            default: throw new InvalidOperationException("A mail is rendered or not.");
        }
    }
}
