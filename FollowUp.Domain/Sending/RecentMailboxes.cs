using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Sending;

/// <summary>
/// Mailboxes' rows as the last fences of this process left them, so that the next mail to one of them need not read it. The next fence is
/// conditional on the version: a row that somebody else has changed meanwhile has it refused, is forgotten here, and is then read. Only what
/// lets a mail go may be decided from it; a "no" is always read. Holds the last <see cref="Most"/>; safe for concurrent use.
/// </summary>
internal sealed class RecentMailboxes
{
    private const int Most = 1000;
    private readonly Lock _lock = new();
    private readonly Dictionary<(Division, string), StoredRow> _rows = [];
    private readonly Queue<(Division, string)> _order = new();

    /// <summary>The row as a fence left it; null: not known.</summary>
    public StoredRow? Find(Division division, string key)
    {
        lock (_lock)
        {
            return _rows.GetValueOrDefault((division, key));
        }
    }

    /// <summary>Remembers what a fence wrote, and forgets what one that lost its race was decided from.</summary>
    public void Keep(Division division, Changes fence, IEnumerable<string> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                _rows.Remove((division, key));
                if (fence.Left(key) is { } row)
                {
                    _rows[(division, key)] = row;
                    _order.Enqueue((division, key));
                }
            }

            while (_order.Count > Most)
            {
                _rows.Remove(_order.Dequeue());
            }
        }
    }
}
