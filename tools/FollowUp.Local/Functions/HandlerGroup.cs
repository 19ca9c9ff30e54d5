namespace FollowUps.Local.Functions;

/// <summary>The handler processes of a run, started together and ended together.</summary>
public sealed class HandlerGroup : IAsyncDisposable
{
    private readonly IReadOnlyList<HandlerProcess> _handlers;

    private HandlerGroup(IReadOnlyList<HandlerProcess> handlers) => _handlers = handlers;

    /// <summary>Every instance.</summary>
    public IReadOnlyList<IHandler> All => _handlers;

    /// <summary>Starts them and waits until all answer.</summary>
    public static async Task<HandlerGroup> StartAsync(
        int count, HandlerCommand command, IReadOnlyDictionary<string, string> settings, TimeSpan initialization, Action<string> report,
        CancellationToken cancellationToken)
    {
        var starts = Enumerable.Range(1, count)
            .Select(n => HandlerProcess.StartAsync(n, command, settings, initialization, report, cancellationToken)).ToArray();
        try
        {
            return new HandlerGroup(await Task.WhenAll(starts));
        }
        catch
        {
            foreach (var start in starts.Where(s => s.IsCompletedSuccessfully)) await (await start).DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var handler in _handlers) await handler.DisposeAsync();
    }
}
