using System.Diagnostics;

namespace FollowUps.Local.Processes;

/// <summary>
/// A process that never outlives this one: killed with its children when disposed and when this process exits, and, where Linux offers
/// <c>setpriv</c>, by the kernel even when this process is killed outright.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly string? Setpriv = new[] { "/usr/bin/setpriv", "/bin/setpriv" }.FirstOrDefault(File.Exists);

    private readonly Process _process;
    private readonly StreamWriter? _log;
    private readonly EventHandler _onExit;

    private ChildProcess(Process process, StreamWriter? log)
    {
        (_process, _log) = (process, log);
        _onExit = (_, _) => Kill();
        AppDomain.CurrentDomain.ProcessExit += _onExit;
    }

    /// <summary>Completes when the process has ended, whoever ended it.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <summary>True once it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The exit code; only after <see cref="Ended"/>.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The operating system's id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts <paramref name="file"/>; both output streams go to <paramref name="logPath"/> (appended), or nowhere.</summary>
    /// <exception cref="RunnerException">The file cannot be started.</exception>
    public static ChildProcess Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null,
        string? logPath = null)
    {
        var dieWithUs = OperatingSystem.IsLinux() && Setpriv is not null;
        var start = new ProcessStartInfo(dieWithUs ? Setpriv! : file)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        if (dieWithUs)
        {
            start.ArgumentList.Add("--pdeathsig");
            start.ArgumentList.Add("KILL");
            start.ArgumentList.Add(file);
        }

        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;

        var log = logPath is null ? null : OpenLog(logPath);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        try
        {
            StartFromOwnThread(process, dieWithUs);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            log?.Dispose();
            process.Dispose();
            throw new RunnerException($"{file} cannot be started: {e.Message}.", 2, e);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process, log);
    }

    /// <summary>Asks it to end by itself, as a terminal would (SIGTERM), and waits for a while; where that cannot be asked, does nothing.</summary>
    public async Task AskToEndAsync(TimeSpan patience)
    {
        if (_process.HasExited || OperatingSystem.IsWindows()) return;
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It had its chance; disposing kills it.
        }
    }

    /// <summary>Kills it and everything it started; it may already have ended.</summary>
    public void Kill()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the kill, which is what was wanted.
        }
    }

    /// <summary>Kills it and everything it started, and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= _onExit;
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_log is not null)
            lock (_log)
                _log.Dispose();
    }

    // PR_SET_PDEATHSIG fires when the *thread* that forked ends, so the fork must come from a thread that lives as long as we do.
    private static void StartFromOwnThread(Process process, bool dieWithUs)
    {
        if (dieWithUs) ForkThread.Run(() => process.Start());
        else process.Start();
    }

    private static StreamWriter OpenLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }

    private static void Write(StreamWriter? log, string? line)
    {
        if (log is null || line is null) return;
        lock (log)
        {
            if (log.BaseStream is { CanWrite: true }) log.WriteLine(line);
        }
    }
}
