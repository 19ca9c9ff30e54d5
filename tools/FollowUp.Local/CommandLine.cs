using System.Runtime.InteropServices;

namespace FollowUps.Local;

/// <summary>From the command line to the exit code: verbs, signals, and errors as one line.</summary>
public static class CommandLine
{
    private const int Interrupted = 130;

    /// <summary>Runs what the command line asks for.</summary>
    /// <returns>The exit code; see <see cref="Help"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            // A second Ctrl-C while things are being taken down must not end us before the children.
            if (!stop.IsCancellationRequested) stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        var options = new RunOptions();
        try
        {
            if (Verb.Find(arguments) is { } verb) return await verb.RunAsync(arguments[1..], stop.Token);
            options = RunOptions.Parse(arguments);
            if (options.Help)
            {
                Console.Write(Help.Text(Verb.All));
                return 0;
            }

            return await new MainJob(options, Console.Out, Console.Error, TimeProvider.System)
                .RunAsync(Console.IsInputRedirected ? null : EnterAsync, stop.Token);
        }
        catch (RunnerException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Ctrl-C also reaches the children, so that anything may fail on the way down.
            return options.UntilIdle ? Interrupted : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"This cannot go on: {e.Message.ReplaceLineEndings(" ")}");
            return 2;
        }
    }

    private static async Task EnterAsync(CancellationToken cancellationToken)
    {
        // Console.ReadLine cannot be cancelled; the thread it waits on ends with the process.
        var line = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        if (line is null) throw new OperationCanceledException("The input has ended.");
    }
}
