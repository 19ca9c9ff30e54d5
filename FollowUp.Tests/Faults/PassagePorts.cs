using Azure.Core;
using Azure.Core.Pipeline;
using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.Sending;
using FollowUps.State;

namespace FollowUps.Tests.Faults;

/// <summary>Puts every attempt of every storage request through <see cref="Passages"/>; placed after the retries of the client.</summary>
internal sealed class PassagePolicy(Passages passages) : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        await passages.PassAsync(NameOf.Request(message.Request), async () =>
        {
            await ProcessNextAsync(message, pipeline);
            return true;
        });

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The product asks nothing of storage synchronously.");
}

/// <summary>Names what a store is asked for, so that a request on the wire can be told by what it is for.</summary>
internal sealed class NamedStore(IFollowUpStore inner) : IFollowUpStore
{
    public async Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken)
    {
        Passages.Purpose.Value = NameOf.Find(key);
        return await inner.FindAsync(division, key, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken)
    {
        Passages.Purpose.Value = NameOf.Range(range);
        return await inner.RangeAsync(division, range, take, cancellationToken);
    }

    public async Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken)
    {
        Passages.Purpose.Value = NameOf.Commit(changes);
        return await inner.CommitAsync(division, changes, cancellationToken);
    }
}

/// <summary>A store that goes through <see cref="Passages"/> by itself, for adapters without a wire.</summary>
internal sealed class PassageStore(IFollowUpStore inner, Passages passages) : IFollowUpStore
{
    public async Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken) =>
        await passages.PassAsync(NameOf.Find(key), async () => await inner.FindAsync(division, key, cancellationToken));

    public async Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken) =>
        await passages.PassAsync(NameOf.Range(range), async () => await inner.RangeAsync(division, range, take, cancellationToken));

    public async Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken) =>
        await passages.PassAsync(NameOf.Commit(changes), async () => await inner.CommitAsync(division, changes, cancellationToken));
}

/// <summary>The queues through <see cref="Passages"/>, for adapters without a wire.</summary>
internal sealed class PassageQueues(ISendQueue send, IOutcomeQueue outcomes, Passages passages) : ISendQueue, IOutcomeQueue
{
    public async Task PutAsync(SendChunk chunk, CancellationToken cancellationToken) => await passages.PassAsync("put send", async () =>
    {
        await send.PutAsync(chunk, cancellationToken);
        return true;
    });

    public async Task PublishAsync(IReadOnlyList<OutgoingRow> events, CancellationToken cancellationToken) => await passages.PassAsync("put outcomes", async () =>
    {
        await outcomes.PublishAsync(events, cancellationToken);
        return true;
    });
}

/// <summary>The provider through <see cref="Passages"/>: a process can die before its POST leaves, or after the mail was taken. One request at a time.</summary>
internal sealed class PassageMailbox(IEmailSender inner, Passages passages) : IEmailSender
{
    public async Task<SendResult> SendAsync(OutgoingEmail email, CancellationToken cancellationToken) =>
        await passages.PassAsync("POST mail", () => Locked(() => inner.SendAsync(email, cancellationToken)));

    public async Task<OperationState> AskAsync(OperationId operation, CancellationToken cancellationToken) =>
        await passages.PassAsync("GET operation", () => Locked(() => inner.AskAsync(operation, cancellationToken)));

    private ValueTask<T> Locked<T>(Func<Task<T>> request)
    {
        lock (inner)
        {
            return new ValueTask<T>(request());
        }
    }
}

internal static class NameOf
{
    public static string Request(Request request) =>
        !request.Uri.Path.EndsWith("/messages", StringComparison.Ordinal) ? Passages.Purpose.Value ?? "?"
            : request.Uri.Path.EndsWith("-s/messages", StringComparison.Ordinal) ? "put send" : "put outcomes";

    public static string Find(string key) => $"find {key[0]}";

    public static string Range(KeyRange range) => $"range {(range.From.Length > 4 ? range.From[..1] : range.From)}";

    public static string Commit(Changes changes) => $"commit {changes.Step}";
}
