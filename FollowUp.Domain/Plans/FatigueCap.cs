using System.Collections.Immutable;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>At most so many follow-ups of a group of kinds in a stretch of time that slides along. Recovery and promises are never capped.</summary>
/// <param name="Kinds">What is counted together, and held back when there were too many.</param>
/// <param name="Max">How many may be sent; at least 1.</param>
/// <param name="Per">In how much elapsed time.</param>
/// <param name="Scope">Whose mails are counted; null: the customer's and the mailbox's, whichever had more.</param>
/// <param name="Action">What becomes of one too many; default it is dropped.</param>
public sealed record FatigueCap(ImmutableArray<FollowUpKind> Kinds, int Max, Duration Per, CapScope? Scope = null, CapAction Action = CapAction.Drop)
{
    /// <summary>True when both count the same mails, so that one of them never has an effect.</summary>
    public bool CountsLike(FatigueCap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Per == other.Per && Scope == other.Scope && Kinds.Order().SequenceEqual(other.Kinds.Order());
    }
}

/// <summary>Whose mails a cap counts.</summary>
public enum CapScope
{
    /// <summary>A person's, whichever of their mailboxes it was.</summary>
    Customer,

    /// <summary>A mailbox's, whoever reads it.</summary>
    Address,
}

/// <summary>What becomes of a mail that a cap holds back.</summary>
public enum CapAction
{
    /// <summary>It is skipped: capped.</summary>
    Drop,

    /// <summary>It waits until the cap lets it through; skipped when that is after it expires.</summary>
    Defer,
}

/// <summary>The words of caps.</summary>
internal static class CapWords
{
    public static Vocabulary<CapScope> Scopes { get; } = new((CapScope.Customer, "customer"), (CapScope.Address, "address"));

    public static Vocabulary<CapAction> Actions { get; } = new((CapAction.Drop, "drop"), (CapAction.Defer, "defer"));
}
