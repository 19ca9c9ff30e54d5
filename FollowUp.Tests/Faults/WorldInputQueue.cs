using FollowUps.Lifecycle;
using FollowUps.Responses;

namespace FollowUps.Tests.Faults;

/// <summary>The input queues of a world: whatever is put back is read again.</summary>
internal sealed class WorldInputQueue(World world, Passages? passages = null) : IInputQueue
{
    private readonly Passages _passages = passages ?? new Passages();

    public async Task PutAsync(string queue, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => await _passages.PassAsync("put input", () =>
    {
        var messages = queue switch
        {
            "call-closed" => world.Calls,
            "call-updates" => world.Updates,
            RecordDeliveryReport.Queue => world.Reports,
            _ => throw new ArgumentException("No such queue.", nameof(queue)),
        };
        messages.Add(message.ToArray());
        return ValueTask.FromResult(true);
    });
}
