using FollowUps.Local;
using FollowUps.Platforms;

namespace FollowUps.Tests;

/// <summary>The shipped mappings, and events in the shapes that the platforms document.</summary>
internal static partial class Given
{
    private static readonly string Samples = Path.Combine(Repository.Root, "FollowUp.Tests", "Platforms", "Samples");

    /// <summary>The mappings as they are shipped.</summary>
    public static PlatformMappings Platforms { get; } = ReadPlatformMapping.All(PlatformFiles()).Mappings;

    /// <summary>The shipped mapping files.</summary>
    public static IReadOnlyList<KeyValuePair<string, byte[]>> PlatformFiles() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "FollowUp.Functions", "config", "platforms"), "*.json").Select(file => KeyValuePair.Create(Path.GetFileName(file), File.ReadAllBytes(file)))];

    /// <summary>Names of all sample events.</summary>
    public static IEnumerable<string> PlatformSamples() => Directory.EnumerateFiles(Samples).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);

    /// <summary>A sample event, byte for byte.</summary>
    public static byte[] PlatformEvent(string name) => File.ReadAllBytes(Path.Combine(Samples, name));
}
