using System.Runtime.CompilerServices;
using FollowUps.Messages;
using FollowUps.People;

namespace FollowUps.Tests;

/// <summary>The data files as they are shipped.</summary>
internal static class Shipped
{
    private static readonly string Functions = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(ThisFile()))!, "FollowUp.Functions");

    /// <summary>Bytes of the shipped directory.</summary>
    public static byte[] DirectoryJson { get; } = File.ReadAllBytes(Path.Combine(Functions, "config", "directory.json"));

    /// <summary>Bytes of the shipped plan book.</summary>
    public static byte[] PlanBookJson { get; } = File.ReadAllBytes(Path.Combine(Functions, "config", "plan-book.json"));

    /// <summary>The shipped directory.</summary>
    public static ContactDirectory Directory { get; } = ReadContactDirectory.Of(DirectoryJson).Directory!;

    /// <summary>Text of the shipped templates by path.</summary>
    public static Dictionary<string, string> TemplateFiles { get; } = FilesIn(Path.Combine(Functions, "templates"));

    /// <summary>The shipped templates.</summary>
    public static TemplateSet Templates { get; } = TemplateSet.Load(TemplateFiles).Templates!;

    private static Dictionary<string, string> FilesIn(string folder) =>
        System.IO.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
