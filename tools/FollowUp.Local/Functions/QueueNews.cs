using System.Collections.Immutable;

namespace FollowUps.Local.Functions;

/// <summary>Which queues a handler may have put messages on, by its own word. A handler that says nothing, or dies, may have put some on any.</summary>
public sealed class QueueNews
{
    private readonly ImmutableHashSet<string>? _names;

    private QueueNews(ImmutableHashSet<string>? names) => _names = names;

    /// <summary>On no queue.</summary>
    public static QueueNews None { get; } = new([]);

    /// <summary>On any queue.</summary>
    public static QueueNews Any { get; } = new(null);

    /// <summary>On these queues, and no other.</summary>
    public static QueueNews On(IEnumerable<string> queues) => new([.. queues]);

    /// <summary>True when a message may have been put on this queue.</summary>
    public bool MayBeOn(string queue) => _names is null || _names.Contains(queue);

    /// <summary>Both together.</summary>
    public QueueNews And(QueueNews other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _names is null || other._names is null ? Any : new(_names.Union(other._names));
    }
}
