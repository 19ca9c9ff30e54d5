namespace FollowUps.Lifecycle;

/// <summary>The queues that the product reads, for putting a message back on the one it came from.</summary>
public interface IInputQueue
{
    /// <summary>Puts the bytes on a queue as they are, visible at once.</summary>
    /// <param name="queue">The contract's name: <c>call-closed</c>, <c>call-updates</c>, <c>send</c> or <c>delivery-reports</c>.</param>
    /// <param name="message">What the queue delivered.</param>
    /// <param name="cancellationToken">Gives up; the message may be on the queue all the same.</param>
    Task PutAsync(string queue, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}
