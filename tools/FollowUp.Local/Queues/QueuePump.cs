using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using FollowUps.Local.Functions;
using FollowUps.Local.Playing;
using NodaTime;

namespace FollowUps.Local.Queues;

/// <summary>One queue and the function that reads it: takes messages, delivers them, and deletes, delays or poisons them by the answer.</summary>
internal sealed class QueuePump(QueueFunction function, QueueServiceClient service, HandlerFleet fleet, HostLimits limits, SimulatedClock clock, RunTally tally)
{
    private const int MostPerReceive = 32;

    // Real time, and only to hold a message while it is in work or paused: it comes back by itself should the runner die. What comes back
    // earlier is recognised by its id.
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    private readonly QueueClient _queue = service.GetQueueClient(function.Queue);
    private readonly QueueClient _poison = service.GetQueueClient(function.PoisonQueue);
    private readonly ConcurrentDictionary<string, Delivery> _known = [];

    /// <summary>The function and its queue.</summary>
    public QueueFunction Function => function;

    /// <summary>The earliest paused delivery; null: none is paused.</summary>
    public Instant? NextRedelivery => _known.Values.Min(d => d.VisibleAt);

    /// <summary>Delivers until the queue is empty or all its messages are paused.</summary>
    /// <returns>Number of deliveries made.</returns>
    public async Task<int> DrainAsync(CancellationToken cancellationToken)
    {
        var made = 0;
        while (true)
        {
            await ReceiveAsync(cancellationToken);
            var now = clock.Now;
            var due = _known.Values.Where(d => d.VisibleAt <= now).Take(limits.BatchSize * fleet.Instances).ToList();
            if (due.Count == 0) return made;
            foreach (var delivery in due) delivery.VisibleAt = null;
            await Task.WhenAll(due.Select(d => DeliverAsync(d, cancellationToken)));
            made += due.Count;
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var messages = await _queue.ReceiveMessagesAsync(MostPerReceive, Hold, cancellationToken);
        foreach (var message in messages.Value)
        {
            var delivery = _known.GetOrAdd(message.MessageId, id => new Delivery(id, message.MessageText, clock.Now));
            delivery.PopReceipt = message.PopReceipt;
            if (delivery.Done) await DeleteAsync(delivery, cancellationToken);
        }
    }

    private async Task DeliverAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        delivery.DequeueCount++;
        var body = InvocationBody.ForQueue(
            function, delivery.MessageId, delivery.PopReceipt, delivery.Text, delivery.DequeueCount, delivery.Inserted, clock.Now);
        var answer = await fleet.InvokeAsync(function.Name, body, cancellationToken);
        tally.Delivered(function.Queue, answer);
        if (answer.Succeeded)
        {
            await FinishAsync(delivery, cancellationToken);
        }
        else if (delivery.DequeueCount >= limits.MaxDequeueCount)
        {
            await _poison.SendMessageAsync(delivery.Text, cancellationToken);
            tally.Poisoned(function.Queue, answer.Failure!);
            await FinishAsync(delivery, cancellationToken);
        }
        else
        {
            delivery.VisibleAt = clock.Now + limits.VisibilityTimeout;
        }
    }

    private async Task FinishAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        delivery.Done = true;
        tally.Deleted();
        await DeleteAsync(delivery, cancellationToken);
    }

    private async Task DeleteAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.DeleteMessageAsync(delivery.MessageId, delivery.PopReceipt, cancellationToken);
            _known.TryRemove(delivery.MessageId, out _);
        }
        catch (RequestFailedException e) when (e.Status is 400 or 404)
        {
            // In work for longer than it was held: it is on the queue again under another receipt, and the next receive deletes it.
        }
    }
}
