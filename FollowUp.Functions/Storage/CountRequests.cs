using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace FollowUps.Storage;

/// <summary>
/// Counts what an invocation asks of storage, retries included, so that the cost of a follow-up is a number somebody can see, and notes which
/// queues it put something on: answered in the headers <c>X-FollowUp-Storage-Requests</c> and <c>X-FollowUp-Queues</c>.
/// </summary>
public sealed class CountRequests : HttpPipelinePolicy
{
    private static readonly AsyncLocal<Tally?> Current = new();

    /// <summary>Starts counting for the running invocation and everything it awaits.</summary>
    public static Tally Begin() => Current.Value = new Tally();

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Current.Value?.Add(message.Request);
        return ProcessNextAsync(message, pipeline);
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Current.Value?.Add(message.Request);
        ProcessNext(message, pipeline);
    }

    /// <summary>The count of one invocation.</summary>
    public sealed class Tally
    {
        private readonly ConcurrentDictionary<string, bool> _queues = [];
        private int _count;

        /// <summary>Requests so far.</summary>
        public int Count => Volatile.Read(ref _count);

        /// <summary>Names of the queues that a message was put on, or may have been.</summary>
        public IEnumerable<string> Queues => _queues.Keys;

        internal void Add(Request request)
        {
            Interlocked.Increment(ref _count);
            if (request.Method == RequestMethod.Post && request.Uri.Path.Split('/') is [.., var queue, "messages"])
            {
                _queues.TryAdd(queue, true);
            }
        }
    }
}
