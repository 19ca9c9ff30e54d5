using System.Collections.Immutable;

namespace FollowUps.Recovery;

/// <summary>Why matters happen, as the plan book lists it: few words that everybody uses alike, so that they can be counted.</summary>
public static class CauseList
{
    /// <summary>What a cause is counted as that is on no list.</summary>
    public const string Other = "other";

    /// <summary>What holds where the plan book lists no causes.</summary>
    public static ImmutableArray<string> Shipped { get; } =
        ["billing error", "system fault", "wrong information", "missed promise", "slow process", "third party", "unclear communication", Other];

    /// <summary>The cause as the list spells it, whatever its case; <see cref="Other"/> for one that is on no list.</summary>
    public static string Known(ImmutableArray<string> causes, string cause) => Find(causes, cause) ?? Other;

    /// <summary>The cause as the list spells it; null: it is not on the list.</summary>
    public static string? Find(ImmutableArray<string> causes, string? cause) =>
        causes.FirstOrDefault(known => string.Equals(known, cause?.Trim(), StringComparison.OrdinalIgnoreCase));
}
