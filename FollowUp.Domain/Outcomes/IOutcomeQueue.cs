using FollowUps.State;

namespace FollowUps.Outcomes;

/// <summary>Where outgoing events are published for the call platform or CRM.</summary>
public interface IOutcomeQueue
{
    /// <summary>Puts a batch on the queue. May be called twice with the same events after a crash: at least once, with stable ids.</summary>
    Task PublishAsync(IReadOnlyList<OutgoingRow> events, CancellationToken cancellationToken);
}
