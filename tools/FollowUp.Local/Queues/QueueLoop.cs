using System.Xml;
using Azure;
using Azure.Storage.Queues;
using FollowUps.Local.Functions;
using FollowUps.Local.Playing;
using NodaTime;

namespace FollowUps.Local.Queues;

/// <summary>All queues that a function reads. The runner is their only reader.</summary>
public sealed class QueueLoop
{
    private readonly QueueServiceClient _service;
    private readonly HandlerFleet _fleet;
    private readonly RunTally _tally;
    private readonly IReadOnlyList<QueuePump> _pumps;
    private readonly HashSet<string> _posted = [];
    private int _poisonedAtDrain = -1;

    /// <summary>One pump per queue function.</summary>
    public QueueLoop(FunctionApp app, string connectionString, HandlerFleet fleet, SimulatedClock clock, RunTally tally)
    {
        _service = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        (_fleet, _tally) = (fleet, tally);
        _pumps = [.. app.Queues.Select(f => new QueuePump(f, _service, fleet, app.Limits, clock, tally))];
    }

    /// <summary>When the next paused delivery is due; null: none is paused.</summary>
    public Instant? NextRedelivery => _pumps.Min(p => p.NextRedelivery);

    /// <summary>True when the runner has posted something since it last looked.</summary>
    public bool HasNewPosts => _posted.Count > 0;

    /// <summary>Creates the queues that functions read, their poison twins, and further ones; existing ones stay as they are.</summary>
    public async Task CreateAsync(IEnumerable<string> furtherQueues, CancellationToken cancellationToken)
    {
        var names = _pumps.SelectMany(p => p.Function.ReadsPoison ? [p.Function.Queue] : new[] { p.Function.Queue, p.Function.PoisonQueue })
            .Concat(furtherQueues).Distinct();
        foreach (var name in names) await _service.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Puts a text on a queue as it is.</summary>
    /// <returns>Null, or why the queue refused it (too large, no such queue, characters that a queue cannot carry).</returns>
    public async Task<string?> PostAsync(string queue, string text, CancellationToken cancellationToken)
    {
        _posted.Add(queue);
        try
        {
            await _service.GetQueueClient(queue).SendMessageAsync(text, cancellationToken);
            return null;
        }
        catch (RequestFailedException e) when (e.Status is >= 400 and < 500)
        {
            return e.Status == 404 ? $"there is no queue '{queue}': use {string.Join(", ", _pumps.Where(p => !p.Function.ReadsPoison).Select(p => p.Function.Queue))}" : $"{e.Status} {e.ErrorCode}";
        }
        catch (Exception e) when (e is ArgumentException or XmlException)
        {
            return "it holds characters that a queue message cannot carry";
        }
    }

    /// <summary>
    /// Looks once at every queue that may hold something new, and delivers what is there, until it is empty or has only paused messages. What these
    /// deliveries put on other queues may be left for the next call: time may move only after a call that delivered nothing. Costs nothing when nothing
    /// was posted or put there since the last call and no pause has ended.
    /// </summary>
    /// <param name="now">The simulated instant.</param>
    /// <param name="everything">Look at all of them: somebody else may have put something there.</param>
    /// <param name="cancellationToken">Stops between deliveries.</param>
    /// <returns>Number of deliveries made.</returns>
    public async Task<int> DrainAsync(Instant now, bool everything, CancellationToken cancellationToken)
    {
        var news = _fleet.TakeQueueNews().And(everything ? QueueNews.Any : QueueNews.On(_posted));

        // Only the runner itself writes to poison queues, so it knows when there is something to find.
        var poisoned = _tally.DeadLettersWritten;
        var withPoison = poisoned != _poisonedAtDrain || _posted.Any(queue => _pumps.Any(pump => pump.Function.ReadsPoison && pump.Function.Queue == queue));
        _poisonedAtDrain = poisoned;
        _posted.Clear();
        var counts = await Task.WhenAll(_pumps
            .Where(pump => pump.NextRedelivery <= now || (pump.Function.ReadsPoison ? withPoison : news.MayBeOn(pump.Function.Queue)))
            .Select(pump => pump.DrainAsync(cancellationToken)));
        return counts.Sum();
    }
}
