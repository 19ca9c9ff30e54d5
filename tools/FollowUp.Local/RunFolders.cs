using System.Globalization;

namespace FollowUps.Local;

/// <summary>
/// Where a run keeps its mails and logs: in the folder of <c>--data</c>, else in folders of its port, which are emptied at the start, since
/// the mails of the last run point to calls that are gone.
/// </summary>
public sealed class RunFolders : IDisposable
{
    private readonly FileStream? _turn;
    private readonly bool _dropsLogs;
    private bool _ended;

    private RunFolders(string outbox, string logs, FileStream? turn, bool dropsLogs) =>
        (Outbox, Logs, _turn, _dropsLogs) = (outbox, logs, turn, dropsLogs);

    /// <summary>Folder of the .eml files; full path.</summary>
    public string Outbox { get; }

    /// <summary>Folder of what the handlers and Azurite write; full path.</summary>
    public string Logs { get; }

    /// <summary>Makes the folders ready; a folder that the person named is never emptied.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="port">Web port of this run.</param>
    /// <exception cref="RunnerException">A folder cannot be written to, or another run has the port; nothing was emptied then.</exception>
    public static RunFolders Open(RunOptions options, int port)
    {
        var suffix = port == RunOptions.DefaultPort ? "" : "-" + port.ToString(CultureInfo.InvariantCulture);
        if (options.Data is { } data)
        {
            Prepare(data, $"--data {data}");
            return new RunFolders(
                options.Outbox is null ? Prepare(Path.Combine(data, "outbox"), $"--data {data}") : Prepare(options.Outbox, $"--outbox {options.Outbox}"),
                Prepare(Path.Combine(data, "logs"), $"--data {data}"), null, dropsLogs: false);
        }

        var named = options.Outbox is null ? null : Prepare(options.Outbox, $"--outbox {options.Outbox}");
        var turn = TakeTurn(port);
        try
        {
            return new RunFolders(
                named ?? Empty(Path.Combine(Repository.Local, "outbox" + suffix)), Empty(Path.Combine(Repository.Local, "logs" + suffix)),
                turn, dropsLogs: options.Port == 0);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>The run went well: nobody will look for the logs of a port that nobody chose.</summary>
    public void Ended() => _ended = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ended && _dropsLogs) Directory.Delete(Logs, recursive: true);
        _turn?.Dispose();
    }

    private static string Empty(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return Prepare(folder, folder);
    }

    private static string Prepare(string folder, string name)
    {
        try
        {
            var full = Path.GetFullPath(folder);
            Directory.CreateDirectory(full);
            var probe = Path.Combine(full, Path.GetRandomFileName());
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = File.Exists(folder) ? $"{folder} is a file, and a folder is needed" : $"{folder} cannot be written to";
            throw new RunnerException($"{name}: {reason}. Name another folder, or change who may write there.", 2, e);
        }
    }

    // The port is free when two runs start at the same moment, and neither may empty the folders of the other.
    private static FileStream TakeTurn(int port)
    {
        Prepare(Repository.Local, Repository.Local);
        try
        {
            return new FileStream(
                Path.Combine(Repository.Local, $"port-{port}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new RunnerException($"Port {port} is in use: choose another with --port N.", 2, e);
        }
    }
}
