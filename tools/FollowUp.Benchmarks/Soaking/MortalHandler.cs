using FollowUps.Local.Functions;

namespace FollowUps.Benchmarks.Soaking;

/// <summary>A handler process that is killed without warning, as often as it takes, and replaced by a fresh one.</summary>
internal sealed class MortalHandler(int number, HandlerCommand command, IReadOnlyDictionary<string, string> settings) : IHandler, IAsyncDisposable
{
    private static readonly TimeSpan Initialization = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _one = new(1, 1);
    private HandlerProcess? _process;

    public async Task<Uri> ReadyAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            _process ??= await HandlerProcess.StartAsync(number, command, settings, Initialization, _ => { }, cancellationToken);
            return await _process.ReadyAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>kill -9; the next request finds a new process.</summary>
    public async Task KillAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_process is { } dying)
            {
                _process = null;
                await dying.DisposeAsync();
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _one.Dispose();
    }
}
