using FollowUps.Lifecycle;
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

/// <summary>The input queues in memory: what was put back, in order.</summary>
public sealed class FakeInputQueue : IInputQueue
{
    public List<(string Queue, byte[] Message)> Messages { get; } = [];

    /// <summary>What reads the queue at once; null: nobody.</summary>
    public Func<byte[], Task>? OnPut { get; set; }

    public async Task PutAsync(string queue, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Messages.Add((queue, message.ToArray()));
        if (OnPut is not null)
        {
            await OnPut(message.ToArray());
        }
    }
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
