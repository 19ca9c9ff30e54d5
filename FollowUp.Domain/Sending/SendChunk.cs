using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace FollowUps.Sending;

/// <summary>The message on the <c>send</c> queue: which claimed rows to work on. It holds no address and no text.</summary>
/// <param name="Version">Schema version: 1.</param>
/// <param name="Division">Where the rows lie.</param>
/// <param name="LeaseUntil">End of the lease as a key part.</param>
/// <param name="Chunk">Names the chunk within the lease.</param>
/// <param name="Keys">The row keys, for people who look at a queue; the rows are found by lease and chunk.</param>
/// <param name="TraceParent">W3C trace parent of the sweep that claimed them; null: not traced.</param>
public sealed record SendChunk(
    int Version, string Division, string LeaseUntil, string Chunk, ImmutableArray<string> Keys, [property: JsonPropertyName("traceparent")] string? TraceParent = null);

/// <summary>The queue between the sweep and the send step.</summary>
public interface ISendQueue
{
    /// <summary>Puts one chunk on the queue, visible at once.</summary>
    Task PutAsync(SendChunk chunk, CancellationToken cancellationToken);
}
