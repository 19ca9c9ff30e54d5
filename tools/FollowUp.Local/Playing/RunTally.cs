using FollowUps.Local.Functions;

namespace FollowUps.Local.Playing;

/// <summary>What happened in a run: totals, and the part of it since the last line of progress. Safe for concurrent use.</summary>
public sealed class RunTally
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _delivered = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _mails = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _seen = [];
    private readonly List<string> _told = [];
    private long _queueRequests;

    /// <summary>Lines of the event file that were posted, refused ones included.</summary>
    public int Events { get; private set; }

    /// <summary>Posted lines that the queue did not take.</summary>
    public int Refused { get; private set; }

    /// <summary>Mails that the mailbox accepted.</summary>
    public int Emails { get; private set; }

    /// <summary>Messages moved to a poison queue.</summary>
    public int DeadLettersWritten { get; private set; }

    /// <summary>Storage requests that a host would have made to receive and delete the messages.</summary>
    public long QueueRequests => Interlocked.Read(ref _queueRequests);

    /// <summary>A line was posted.</summary>
    public void Posted(string queue, string? refusal, string where)
    {
        lock (_lock)
        {
            Events++;
            if (refusal is null) return;
            Refused++;
            _notes.Add($"{queue} refused {where}: {refusal}");
        }
    }

    /// <summary>The mailbox accepted a mail of this kind.</summary>
    public void Mailed(string kind)
    {
        lock (_lock)
        {
            Emails++;
            _mails[kind] = _mails.GetValueOrDefault(kind) + 1;
        }
    }

    /// <summary>Something the person at the keyboard should see; the same text is shown once a run.</summary>
    public void Note(string text)
    {
        lock (_lock)
            if (_seen.Add(text))
                _notes.Add(text);
    }

    /// <summary>Somebody outside did something: a customer answered, a supervisor took a case.</summary>
    public void Tell(string sentence)
    {
        lock (_lock) _told.Add(sentence);
    }

    /// <summary>Takes what was told since the last call.</summary>
    internal IReadOnlyList<string> TakeTold()
    {
        lock (_lock)
        {
            List<string> told = [.. _told];
            _told.Clear();
            return told;
        }
    }

    /// <summary>A message was delivered to a function: a receive.</summary>
    internal void Delivered(string queue, Answer answer)
    {
        Interlocked.Increment(ref _queueRequests);
        lock (_lock) _delivered[queue] = _delivered.GetValueOrDefault(queue) + 1;
        if (!answer.Succeeded) Note($"{queue}: delivery failed ({answer.Failure}); it is repeated");
    }

    /// <summary>A message was deleted.</summary>
    internal void Deleted() => Interlocked.Increment(ref _queueRequests);

    /// <summary>A message failed too often and was moved to its poison queue.</summary>
    internal void Poisoned(string queue, string failure)
    {
        Interlocked.Increment(ref _queueRequests);
        lock (_lock)
        {
            DeadLettersWritten++;
            _notes.Add($"{queue}: a message failed too often ({failure}) and is on {queue}-poison");
        }
    }

    /// <summary>Takes what came together since the last call.</summary>
    internal (IReadOnlyDictionary<string, int> Delivered, IReadOnlyDictionary<string, int> Mails, IReadOnlyList<string> Notes) TakeRecent()
    {
        lock (_lock)
        {
            var recent = (new Dictionary<string, int>(_delivered), new Dictionary<string, int>(_mails), (IReadOnlyList<string>)[.. _notes]);
            _delivered.Clear();
            _mails.Clear();
            _notes.Clear();
            return recent;
        }
    }
}
