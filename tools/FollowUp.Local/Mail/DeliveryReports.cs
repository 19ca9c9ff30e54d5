using NodaTime;

namespace FollowUps.Local.Mail;

/// <summary>Delivery reports that the mailbox owes, on the simulated clock. Safe for concurrent use.</summary>
/// <param name="wanted">False when no function reads them: then none is owed.</param>
public sealed class DeliveryReports(bool wanted)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<string, Instant> _owed = new();

    /// <summary>When the next one is due; null: none is owed.</summary>
    public Instant? Next
    {
        get
        {
            lock (_lock) return _owed.TryPeek(out _, out var due) ? due : null;
        }
    }

    /// <summary>Owes this event at that instant.</summary>
    public void Owe(Instant due, string cloudEvent)
    {
        if (!wanted) return;
        lock (_lock) _owed.Enqueue(cloudEvent, due);
    }

    /// <summary>Takes the events due up to <paramref name="now"/>.</summary>
    public IReadOnlyList<string> TakeDue(Instant now)
    {
        List<string> due = [];
        lock (_lock)
        {
            while (_owed.TryPeek(out _, out var at) && at <= now) due.Add(_owed.Dequeue());
        }

        return due;
    }
}
