using System.Security.Cryptography;
using System.Text.Json;

namespace FollowUps.Local;

/// <summary>What an installation makes once: the pepper of its ids and the key of its links. Kept with the data they belong to.</summary>
/// <param name="Pepper">Base64.</param>
/// <param name="LinkKey">Base64.</param>
/// <param name="FunctionKey">Key of the machine API.</param>
public sealed record Secrets(string Pepper, string LinkKey, string FunctionKey)
{
    private const string FileName = "secrets.json";

    /// <summary>New ones, kept nowhere.</summary>
    public static Secrets Make() => new(Random(), Random(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    /// <summary>Those of a data folder, made on first use; null: new ones, kept nowhere.</summary>
    /// <exception cref="RunnerException">The file is there, but cannot be read.</exception>
    public static Secrets For(string? dataFolder)
    {
        if (dataFolder is null) return Make();
        var path = Path.Combine(dataFolder, FileName);
        if (File.Exists(path)) return Read(path);
        var made = Make();
        Directory.CreateDirectory(dataFolder);
        File.WriteAllText(path, $$"""
            { "pepper": "{{made.Pepper}}", "linkKey": "{{made.LinkKey}}", "functionKey": "{{made.FunctionKey}}" }

            """);
        return made;
    }

    private static Secrets Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            string Of(string name) => json.RootElement.GetProperty(name).GetString()!;
            return new Secrets(Of("pepper"), Of("linkKey"), Of("functionKey"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RunnerException($"{path} cannot be read: the data in its folder belongs to these secrets. Restore the file, or use another --data folder.", 2, e);
        }
    }

    private static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
