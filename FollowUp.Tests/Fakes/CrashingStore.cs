using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Tests.Fakes;

/// <summary>A store and an outcomes queue under a process that ends at the n-th call, before it or after it took effect.</summary>
public sealed class CrashPoint
{
    private int _left = int.MaxValue;
    private bool _after;

    /// <summary>The process ends at the call that comes after <paramref name="calls"/> others.</summary>
    public void Set(int calls, bool after) => (_left, _after) = (calls, after);

    /// <summary>No crash any more.</summary>
    public void Clear() => _left = int.MaxValue;

    public async Task<T> PassAsync<T>(Func<Task<T>> call)
    {
        var here = _left-- == 0;
        if (here && !_after)
        {
            throw new CrashException();
        }

        var result = await call();
        return here ? throw new CrashException() : result;
    }
}

/// <summary>The process has ended.</summary>
public sealed class CrashException : Exception;

/// <summary>A store that ends the process at a crash point.</summary>
public sealed class CrashingStore(IFollowUpStore store, CrashPoint crash) : IFollowUpStore
{
    public Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken) =>
        crash.PassAsync(() => store.FindAsync(division, key, cancellationToken));

    public Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken) =>
        crash.PassAsync(() => store.RangeAsync(division, range, take, cancellationToken));

    public Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken) =>
        crash.PassAsync(() => store.CommitAsync(division, changes, cancellationToken));
}
