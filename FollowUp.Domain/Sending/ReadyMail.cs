using FollowUps.State;

namespace FollowUps.Sending;

/// <summary>What earlier waves of a chunk have taught.</summary>
internal sealed class Progress
{
    /// <summary>Rows whose fence lost a race once: they are decided anew, and a second time are left to their lease.</summary>
    public HashSet<string> DecidedAnew { get; } = new(StringComparer.Ordinal);

    /// <summary>False once a mailbox that was taken for new was not, or something else refused such a fence: then all are read.</summary>
    public bool TrustsFirstContact { get; set; } = true;
}

/// <summary>A mail that passed all checks, with what was read for them.</summary>
/// <param name="Row">The claimed row.</param>
/// <param name="Item">What it holds.</param>
/// <param name="Email">The rendered mail.</param>
/// <param name="Mailbox">h(address).</param>
/// <param name="History">The mailbox's row as it was read; null: never written to, or <see cref="Unread"/>.</param>
/// <param name="CountsForCustomer">True when the customer's row took part in the decision.</param>
/// <param name="Customer">The customer's row as it was read; null: not there.</param>
public sealed record ReadyMail(
    StoredRow Row, DueItem Item, OutgoingEmail Email, string Mailbox, StoredRow? History, bool CountsForCustomer = false, StoredRow? Customer = null)
{
    /// <summary>True when the mailbox was taken for new and not read: the fence is refused if it is not.</summary>
    public bool Unread { get; init; }

    /// <summary>The call's row as it was read for this mail; null: it was not needed.</summary>
    public StoredRow? Call { get; init; }
}
