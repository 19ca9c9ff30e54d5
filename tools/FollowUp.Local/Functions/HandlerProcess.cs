using FollowUps.Local.Processes;

namespace FollowUps.Local.Functions;

/// <summary>
/// One handler process as the host runs it: started on a free port, polled until it answers, started again when it dies, given up after the
/// third death within half an hour.
/// </summary>
public sealed class HandlerProcess : IHandler, IAsyncDisposable
{
    private const int DeathsUntilGivenUp = 3;
    private static readonly TimeSpan DeathsCountFor = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(25);

    private readonly HandlerCommand _command;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly TimeSpan _initialization;
    private readonly Action<string> _report;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _ping = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly int _port = FreePort.Take(1)[0];
    private readonly List<long> _deaths = [];
    private TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watch = Task.CompletedTask;
    private int _processId;

    private HandlerProcess(
        int number, HandlerCommand command, IReadOnlyDictionary<string, string> settings, TimeSpan initialization, Action<string> report)
    {
        (_command, _initialization, _report) = (command, initialization, report);
        LogPath = Path.Combine(Repository.Local, "logs", $"handler-{number}.log");
        var worker = Guid.NewGuid().ToString();
        _environment = new Dictionary<string, string>(settings)
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{_port}",
            ["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = worker,
            ["FUNCTIONS_HTTPWORKER_PORT"] = $"{_port}",
            ["FUNCTIONS_HTTPWORKER_ID"] = worker,
            ["FUNCTIONS_APP_ROOT_PATH"] = command.Folder,
        };
    }

    /// <summary>What the process wrote on both streams, over restarts.</summary>
    public string LogPath { get; }

    /// <summary>Starts the process and waits until it answers.</summary>
    /// <param name="number">1, 2 …: names the log file.</param>
    /// <param name="command">What to start.</param>
    /// <param name="settings">App settings, as environment variables.</param>
    /// <param name="initialization">Longest wait for the first answer.</param>
    /// <param name="report">Called with a line for the person at the keyboard when the process dies.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<HandlerProcess> StartAsync(
        int number, HandlerCommand command, IReadOnlyDictionary<string, string> settings, TimeSpan initialization, Action<string> report,
        CancellationToken cancellationToken)
    {
        var handler = new HandlerProcess(number, command, settings, initialization, report);
        File.Delete(handler.LogPath);
        handler._watch = handler.WatchAsync();
        try
        {
            await handler.ReadyAsync(cancellationToken);
            return handler;
        }
        catch
        {
            await handler.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<Uri> ReadyAsync(CancellationToken cancellationToken) => Volatile.Read(ref _ready).Task.WaitAsync(cancellationToken);

    /// <summary>Ends the process at once, as the host does when a function runs out of time; it is started again. Whoever asks for it from here on waits for the next one.</summary>
    public void Kill()
    {
        Volatile.Write(ref _ready, Fresh());
        using var process = System.Diagnostics.Process.GetProcessById(_processId);
        process.Kill();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        _ping.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var process = ChildProcess.Start(_command.File, _command.Arguments, _environment, _command.Folder, LogPath);
                _processId = process.Id;
                if (await AnswersAsync(process)) _ready.TrySetResult(new Uri($"http://127.0.0.1:{_port}"));
                await process.Ended.WaitAsync(_stop.Token);
                Volatile.Write(ref _ready, Fresh());
                // Ctrl-C reaches the children too: give our own shutdown the time to say so before this counts as a death.
                await Task.Delay(200, _stop.Token);
                if (!MayStartAgain(process.ExitCode)) return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (RunnerException e)
            {
                _ready.TrySetException(e);
                return;
            }
        }
    }

    private TaskCompletionSource<Uri> Fresh() =>
        _ready.Task.IsCompleted ? new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously) : _ready;

    private bool MayStartAgain(int exitCode)
    {
        var now = TimeProvider.System.GetTimestamp();
        _deaths.RemoveAll(at => TimeProvider.System.GetElapsedTime(at, now) > DeathsCountFor);
        _deaths.Add(now);
        var givenUp = _deaths.Count >= DeathsUntilGivenUp;
        _report($"The handler ended with exit code {exitCode}{(givenUp ? "" : "; starting it again")}. Its output is in {LogPath}.");
        if (givenUp)
        {
            _ready.TrySetException(new RunnerException(
                $"The handler died {_deaths.Count} times; the host would stop here. Its output is in {LogPath} and ends with:\n  {LastWords()}", 1));
        }

        return !givenUp;
    }

    private string LastWords()
    {
        // The log is still open for writing.
        using var log = new StreamReader(new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "(nothing)";
    }

    private async Task<bool> AnswersAsync(ChildProcess process)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(_initialization);
        try
        {
            while (!process.HasEnded)
            {
                try
                {
                    using var response = await _ping.GetAsync(new Uri($"http://127.0.0.1:{_port}/"), limit.Token);
                    return true;
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(PollEvery, limit.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            _report($"The handler did not answer within {_initialization.TotalSeconds:0} s. Its output is in {LogPath}.");
            process.Kill();
        }

        return false;
    }
}
