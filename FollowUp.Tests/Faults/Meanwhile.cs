using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.State;

namespace FollowUps.Tests.Faults;

/// <summary>Lets something happen just before the first request of a name ("commit fence"): the moment that a race needs.</summary>
internal sealed class MeanwhileStore(IFollowUpStore inner, string request, Func<Task> meanwhile) : IFollowUpStore
{
    private bool _happened;

    public async Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken)
    {
        await HappenAsync(NameOf.Find(key));
        return await inner.FindAsync(division, key, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken)
    {
        await HappenAsync(NameOf.Range(range));
        return await inner.RangeAsync(division, range, take, cancellationToken);
    }

    public async Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken)
    {
        await HappenAsync(NameOf.Commit(changes));
        return await inner.CommitAsync(division, changes, cancellationToken);
    }

    private async Task HappenAsync(string name)
    {
        if (!_happened && name == request)
        {
            _happened = true;
            await meanwhile();
        }
    }
}

/// <summary>Lets something happen while the provider works on the first post.</summary>
internal sealed class MeanwhileMailbox(IEmailSender inner, Func<Task> meanwhile) : IEmailSender
{
    private bool _happened;

    public async Task<SendResult> SendAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        if (!_happened)
        {
            _happened = true;
            await meanwhile();
        }

        return await inner.SendAsync(email, cancellationToken);
    }

    public Task<OperationState> AskAsync(OperationId operation, CancellationToken cancellationToken) => inner.AskAsync(operation, cancellationToken);
}

/// <summary>A queue that takes nothing.</summary>
internal sealed class RefusingQueue : ISendQueue
{
    public Task PutAsync(SendChunk chunk, CancellationToken cancellationToken) => throw new IOException("The connection was reset.");
}
