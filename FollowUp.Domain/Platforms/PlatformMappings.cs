using System.Collections.Immutable;

namespace FollowUps.Platforms;

/// <summary>The call platforms that this installation understands beside its own contract.</summary>
public sealed class PlatformMappings
{
    /// <summary>Begins the CloudEvents <c>source</c> that names a mapping.</summary>
    public const string SourcePrefix = "/platforms/";

    private readonly ImmutableArray<PlatformMapping> _all;

    /// <summary>Puts mappings together; their names differ.</summary>
    public PlatformMappings(IEnumerable<PlatformMapping> all) => _all = [.. all.OrderBy(mapping => mapping.Name, StringComparer.Ordinal)];

    /// <summary>Only our own contract.</summary>
    public static PlatformMappings None { get; } = new([]);

    /// <summary>Their names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _all.Select(mapping => mapping.Name)];

    /// <summary>The mapping of this name, or null.</summary>
    public PlatformMapping? Find(string name) => _all.FirstOrDefault(mapping => mapping.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>True when there are none.</summary>
    internal bool IsEmpty => _all.IsEmpty;

    /// <summary>The mapping whose event this is, or null.</summary>
    internal PlatformMapping? Of(SourceValue item, bool isForm) => _all.FirstOrDefault(mapping => mapping.IsForm == isForm && mapping.Fits(item))
        ?? _all.FirstOrDefault(mapping => mapping.IsForm && !isForm && mapping.Fits(item));
}
