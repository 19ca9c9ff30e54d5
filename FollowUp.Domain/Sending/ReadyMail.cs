using FollowUps.State;

namespace FollowUps.Sending;

/// <summary>What earlier waves of a chunk have taught.</summary>
internal sealed class Progress
{
    /// <summary>Of those that race for a mailbox one wins each time; nobody loses so often by chance unless very many are under way.</summary>
    private const int MaxRaces = 10;
    private readonly Dictionary<string, int> _races = new(StringComparer.Ordinal);

    /// <summary>The provider's circuit as it was read last; null: closed.</summary>
    public StoredRow? Circuit { get; set; }

    /// <summary>True once a mail may have been posted.</summary>
    public bool HasPosted { get; set; }

    /// <summary>Rows whose fence lost all its races: they are due again.</summary>
    public List<StoredRow> Lost { get; } = [];

    /// <summary>True when a row whose fence lost a race is decided anew; else it is one of <see cref="Lost"/>.</summary>
    public bool MayBeDecidedAnew(StoredRow row)
    {
        var races = _races[row.Key] = _races.GetValueOrDefault(row.Key) + 1;
        if (races >= MaxRaces)
        {
            Lost.Add(row);
        }

        return races < MaxRaces;
    }

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

    /// <summary>The follow-up's version as the fence left it; null: not known.</summary>
    public string? Fenced { get; init; }

    /// <summary>The call's row as it was read for this mail; null: it was not needed.</summary>
    public StoredRow? Call { get; init; }
}
