using System.Collections.Immutable;

namespace FollowUps.Plans;

/// <summary>What a rule wants of a call's tags; an empty list wants nothing.</summary>
/// <param name="Any">At least one of these.</param>
/// <param name="All">Every one of these.</param>
/// <param name="None">Not one of these.</param>
public sealed record TagCondition(ImmutableArray<string> Any, ImmutableArray<string> All, ImmutableArray<string> None)
{
    /// <summary>Any tags, or none.</summary>
    public static TagCondition Anything { get; } = new([], [], []);

    internal IEnumerable<ConditionCheck> Check(ImmutableArray<string> tags)
    {
        var found = tags.IsEmpty ? "tags (none)" : $"tags {string.Join(", ", tags)}";
        if (!Any.IsEmpty)
        {
            yield return new(Any.Any(tags.Contains), $"{found} (wanted: one of {string.Join(", ", Any)})");
        }

        if (!All.IsEmpty)
        {
            yield return new(All.All(tags.Contains), $"{found} (wanted: all of {string.Join(", ", All)})");
        }

        if (!None.IsEmpty)
        {
            yield return new(!None.Any(tags.Contains), $"{found} (wanted: none of {string.Join(", ", None)})");
        }
    }

    /// <summary>False when no tags at all can match.</summary>
    internal bool CanHold => !All.Any(None.Contains) && (Any.IsEmpty || !Any.All(None.Contains));

    /// <summary>True when whatever tags match <paramref name="other"/> are certain to match this one.</summary>
    internal bool Covers(TagCondition other) =>
        (Any.IsEmpty || Any.Any(other.All.Contains) || (!other.Any.IsEmpty && other.Any.All(Any.Contains)))
        && All.All(other.All.Contains)
        && None.All(other.None.Contains);

    /// <summary>True when some tags match both.</summary>
    internal bool Meets(TagCondition other) =>
        !None.Concat(other.None).Any(All.Concat(other.All).Contains)
        && (Any.IsEmpty || !Any.All(tag => other.None.Contains(tag) || None.Contains(tag)))
        && (other.Any.IsEmpty || !other.Any.All(tag => None.Contains(tag) || other.None.Contains(tag)));
}
