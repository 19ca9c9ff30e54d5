using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Tests.Fakes;

/// <summary>A store in which something else happens just before a step commits: the interleavings that a race can have, one by one.</summary>
public sealed class InterleavingStore(IFollowUpStore inner) : IFollowUpStore
{
    private readonly Dictionary<string, Queue<Func<Task>>> _before = [];

    /// <summary>How many storage requests were made.</summary>
    public int Requests { get; private set; }

    /// <summary>Once, just before the next commit of this step.</summary>
    public void Before(string step, Func<Task> happens)
    {
        if (!_before.TryGetValue(step, out var queue))
        {
            _before[step] = queue = new Queue<Func<Task>>();
        }

        queue.Enqueue(happens);
    }

    public Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken)
    {
        Requests++;
        return inner.FindAsync(division, key, cancellationToken);
    }

    public Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken)
    {
        Requests++;
        return inner.RangeAsync(division, range, take, cancellationToken);
    }

    public async Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken)
    {
        Requests++;
        if (_before.TryGetValue(changes.Step, out var queue) && queue.TryDequeue(out var happens))
        {
            await happens();
        }

        return await inner.CommitAsync(division, changes, cancellationToken);
    }
}
