using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Tests.Fakes;

/// <summary>A store in which something else happens just before or just after a step's change is written: races as a test wants them.</summary>
public sealed class InterleavingStore(IFollowUpStore inner) : IFollowUpStore
{
    private readonly Dictionary<string, Queue<Func<Task>>> _before = [];
    private readonly Dictionary<string, Queue<Func<Task>>> _after = [];

    private readonly Dictionary<char, Queue<Func<Task>>> _beforeFind = [];

    /// <summary>How often each step tried to write.</summary>
    public Dictionary<string, int> Commits { get; } = [];

    /// <summary>The next change of this step finds what <paramref name="act"/> has done meanwhile.</summary>
    public void Before(string step, Func<Task> act) => Put(_before, step, act);

    /// <summary>After the next change of this step, and before the step hears of it.</summary>
    public void After(string step, Func<Task> act) => Put(_after, step, act);

    /// <summary>The next single row of this kind that is asked for is read after <paramref name="act"/>.</summary>
    public void BeforeFind(char kind, Func<Task> act) => Put(_beforeFind, kind, act);

    public async Task<StoredRow?> FindAsync(Division division, string key, CancellationToken cancellationToken)
    {
        await RunAsync(_beforeFind, key[0]);
        return await inner.FindAsync(division, key, cancellationToken);
    }

    public Task<IReadOnlyList<StoredRow>> RangeAsync(Division division, KeyRange range, int take, CancellationToken cancellationToken) =>
        inner.RangeAsync(division, range, take, cancellationToken);

    public async Task<bool> CommitAsync(Division division, Changes changes, CancellationToken cancellationToken)
    {
        Commits[changes.Step] = Commits.GetValueOrDefault(changes.Step) + 1;
        await RunAsync(_before, changes.Step);
        var won = await inner.CommitAsync(division, changes, cancellationToken);
        await RunAsync(_after, changes.Step);
        return won;
    }

    private static void Put<T>(Dictionary<T, Queue<Func<Task>>> acts, T at, Func<Task> act)
        where T : notnull
    {
        if (!acts.TryGetValue(at, out var queue))
        {
            acts[at] = queue = new Queue<Func<Task>>();
        }

        queue.Enqueue(act);
    }

    private static Task RunAsync<T>(Dictionary<T, Queue<Func<Task>>> acts, T at)
        where T : notnull =>
        acts.TryGetValue(at, out var queue) && queue.TryDequeue(out var act) ? act() : Task.CompletedTask;
}
