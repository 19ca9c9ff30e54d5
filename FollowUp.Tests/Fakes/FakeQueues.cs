using FollowUps.Outcomes;
using FollowUps.Sending;
using FollowUps.State;

namespace FollowUps.Tests.Fakes;

/// <summary>The send queue in memory, first in first out.</summary>
public sealed class FakeSendQueue : ISendQueue
{
    private readonly Queue<SendChunk> _chunks = new();

    public Task PutAsync(SendChunk chunk, CancellationToken cancellationToken)
    {
        lock (_chunks)
        {
            _chunks.Enqueue(chunk);
        }

        return Task.CompletedTask;
    }

    public bool TryTake(out SendChunk? chunk)
    {
        lock (_chunks)
        {
            return _chunks.TryDequeue(out chunk);
        }
    }

    /// <summary>Loses everything, as when a process dies between the claim and the put.</summary>
    public void Clear() => _chunks.Clear();
}

/// <summary>The outcomes queue in memory.</summary>
public sealed class FakeOutcomeQueue : IOutcomeQueue
{
    public List<OutgoingRow> Events { get; } = [];

    public Task PublishAsync(IReadOnlyList<OutgoingRow> events, CancellationToken cancellationToken)
    {
        lock (Events)
        {
            Events.AddRange(events);
        }

        return Task.CompletedTask;
    }
}
