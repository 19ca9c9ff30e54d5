using FollowUps.Local.Processes;

namespace FollowUps.Local.Storage;

/// <summary>
/// A running Azurite of our own: blob, queue and table on free loopback ports. Installed on first use; stopping it leaves nothing behind.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The key every storage emulator ships with; it opens nothing but an emulator.
    private const string WellKnownKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const int Attempts = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;

    private readonly string _log;
    private readonly bool _keepsData;

    private Azurite(ChildProcess process, string log, bool keepsData, int[] ports)
    {
        (_process, _log, _keepsData) = (process, log, keepsData);
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={WellKnownKey};" +
            $"BlobEndpoint=http://127.0.0.1:{ports[0]}/{Account};QueueEndpoint=http://127.0.0.1:{ports[1]}/{Account};" +
            $"TableEndpoint=http://127.0.0.1:{ports[2]}/{Account};";
    }

    /// <summary>A storage connection string with explicit endpoints.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts it and waits until all three ports answer.</summary>
    /// <param name="location">Folder that keeps its data over runs; null keeps everything in memory.</param>
    /// <param name="logs">Folder of the file that takes what it writes; null: the one of processes apart from a run.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RunnerException">Node or npm is missing, or Azurite does not start; the message says what to do.</exception>
    public static async Task<Azurite> StartAsync(string? location = null, string? logs = null, CancellationToken cancellationToken = default)
    {
        var script = await AzuriteInstall.ScriptAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var ports = FreePort.Take(3);
            var log = Path.Combine(logs ?? Repository.LogsApart, $"azurite-{ports[0]}.log");
            var process = ChildProcess.Start(AzuriteInstall.Node, Arguments(script, location, ports), logPath: log);
            if (await IsReadyAsync(process, ports, cancellationToken))
                return new Azurite(process, log, location is not null, ports);

            await process.DisposeAsync();
            // A port may have been taken by another program between asking for it and using it.
            if (attempt == Attempts) throw new RunnerException($"Azurite did not start; its output is in {log}.", 1);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Its files are written every few seconds, and once more when it ends by itself.
        if (_keepsData) await _process.AskToEndAsync(TimeSpan.FromSeconds(15));
        await _process.DisposeAsync();
        File.Delete(_log);
    }

    private static List<string> Arguments(string script, string? location, int[] ports)
    {
        List<string> arguments =
        [
            "--require", AzuriteInstall.Lookups, script, "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
            "--blobPort", $"{ports[0]}", "--queuePort", $"{ports[1]}", "--tablePort", $"{ports[2]}",
            // The default of five seconds closes idle connections under a client that is about to use them.
            "--blobKeepAliveTimeout", "600", "--queueKeepAliveTimeout", "600", "--tableKeepAliveTimeout", "600",
        ];
        if (location is null)
        {
            arguments.Add("--inMemoryPersistence");
            return arguments;
        }

        Directory.CreateDirectory(location);
        arguments.AddRange(["--location", Path.GetFullPath(location)]);
        return arguments;
    }

    private static async Task<bool> IsReadyAsync(ChildProcess process, int[] ports, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        try
        {
            foreach (var port in ports)
            {
                while (!await FreePort.IsOpenAsync(port, limit.Token))
                {
                    if (process.HasEnded) return false;
                    await Task.Delay(50, limit.Token);
                }
            }

            return !process.HasEnded;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
