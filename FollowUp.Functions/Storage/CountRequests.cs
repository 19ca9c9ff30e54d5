using Azure.Core;
using Azure.Core.Pipeline;

namespace FollowUps.Storage;

/// <summary>
/// Counts what an invocation asks of storage, retries included, so that the cost of a follow-up is a number somebody can see: it is answered in
/// the header <c>X-FollowUp-Storage-Requests</c>.
/// </summary>
public sealed class CountRequests : HttpPipelinePolicy
{
    private static readonly AsyncLocal<Tally?> Current = new();

    /// <summary>Starts counting for the running invocation and everything it awaits.</summary>
    public static Tally Begin() => Current.Value = new Tally();

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Current.Value?.Add();
        return ProcessNextAsync(message, pipeline);
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Current.Value?.Add();
        ProcessNext(message, pipeline);
    }

    /// <summary>The count of one invocation.</summary>
    public sealed class Tally
    {
        private int _count;

        /// <summary>Requests so far.</summary>
        public int Count => Volatile.Read(ref _count);

        internal void Add() => Interlocked.Increment(ref _count);
    }
}
