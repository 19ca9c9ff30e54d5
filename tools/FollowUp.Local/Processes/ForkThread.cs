using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace FollowUps.Local.Processes;

/// <summary>The one thread that starts child processes; it lives as long as the program, so that "die with the parent" means the program.</summary>
internal static class ForkThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static ForkThread() =>
        new Thread(() =>
        {
            foreach (var action in Work.GetConsumingEnumerable()) action();
        })
        { IsBackground = true, Name = "fork" }.Start();

    /// <summary>Runs the action there and waits; its exception comes back to the caller.</summary>
    public static void Run(Action action)
    {
        using var done = new ManualResetEventSlim();
        ExceptionDispatchInfo? error = null;
        Work.Add(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                done.Set();
            }
        });
        done.Wait();
        error?.Throw();
    }
}
