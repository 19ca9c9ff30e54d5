using FollowUps.Local;

namespace FollowUps.Tests;

/// <summary>The files of the repository as a newcomer gets them: without what builds, packages and runs leave behind.</summary>
internal static class Repo
{
    private static readonly HashSet<string> Left = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", ".local", ".vs", ".idea", "bin", "obj", "node_modules", "artifacts", "TestResults",
    };

    private static readonly HashSet<string> Binary = new(StringComparer.OrdinalIgnoreCase) { ".png", ".jpg", ".ico", ".zip", ".gif", ".webp", ".woff2" };

    /// <summary>Every file, by its path from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Below(Repository.Root).Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The C# sources.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal))];

    /// <summary>Everything that holds text.</summary>
    public static IReadOnlyList<string> Texts { get; } = [.. Files.Where(f => !Binary.Contains(Path.GetExtension(f)))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder).Where(f => !Left.Contains(Path.GetFileName(f)))
            .Concat(Directory.EnumerateDirectories(folder).Where(d => !Left.Contains(Path.GetFileName(d))).SelectMany(Below));
}
