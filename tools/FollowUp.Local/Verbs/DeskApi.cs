using System.Text.Json;
using FollowUps.Local.Functions;
using FollowUps.Local.Playing;
using FollowUps.Local.Storage;
using NodaTime;

namespace FollowUps.Local.Verbs;

/// <summary>
/// The machine API of an installation that runs, or, for the data folder of a runner that does not, of a handler started on it for as long as the
/// verb takes. Either way the product itself does the work.
/// </summary>
public sealed class DeskApi : IAsyncDisposable
{
    private readonly Func<HttpMethod, string, string?, CancellationToken, Task<(int Status, string Body)>> _call;
    private readonly IReadOnlyList<object> _started;

    private DeskApi(Func<HttpMethod, string, string?, CancellationToken, Task<(int Status, string Body)>> call, params IReadOnlyList<object> started) =>
        (_call, _started) = (call, started);

    /// <summary>Finds or starts it.</summary>
    /// <param name="port">Value of <c>--port</c>; null: the runner's default.</param>
    /// <param name="url">Value of <c>--url</c>; null: a local runner.</param>
    /// <param name="data">Value of <c>--data</c>; null: a runner is up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RunnerException">There is none, or nothing was kept in the folder.</exception>
    public static async Task<DeskApi> OpenAsync(int? port, string? url, string? data, CancellationToken cancellationToken)
    {
        var busy = data is null ? null : await DataInUse.PortAsync(data, cancellationToken);
        if (data is not null && busy is null) return await StartAsync(data, cancellationToken);
        var api = RunningApi.Find(busy ?? port, url);
        return new DeskApi((method, path, content, token) => content is null ? api.CallAsync(method, path, token) : api.PostAsync(path, content, token), api);
    }

    /// <summary>Calls it.</summary>
    /// <returns>The status and the JSON of the answer.</returns>
    /// <exception cref="RunnerException">Nobody answers, or with what is no JSON.</exception>
    public Task<(int Status, JsonElement Body)> CallAsync(HttpMethod method, string path, CancellationToken cancellationToken) => AskAsync(method, path, null, cancellationToken);

    /// <summary>Posts NDJSON.</summary>
    /// <inheritdoc cref="CallAsync"/>
    public Task<(int Status, JsonElement Body)> PostAsync(string path, string content, CancellationToken cancellationToken) => AskAsync(HttpMethod.Post, path, content, cancellationToken);

    private async Task<(int Status, JsonElement Body)> AskAsync(HttpMethod method, string path, string? content, CancellationToken cancellationToken)
    {
        var (status, body) = await _call(method, path, content, cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(body);
            return (status, json.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new RunnerException($"The installation answers {status} and no JSON.", 1, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var started in _started.Reverse())
        {
            if (started is IAsyncDisposable waits) await waits.DisposeAsync();
            else (started as IDisposable)?.Dispose();
        }
    }

    private static async Task<DeskApi> StartAsync(string data, CancellationToken cancellationToken)
    {
        var azuriteData = Path.Combine(data, "azurite");
        if (!Directory.Exists(azuriteData)) throw new RunnerException($"--data {data}: no runner has kept anything there.");
        var command = HandlerCommand.Find(null);
        var azurite = await Azurite.StartAsync(azuriteData, cancellationToken: cancellationToken);
        HandlerGroup? handlers = null;
        try
        {
            var settings = HandlerSettings.For(azurite.ConnectionString, RunOptions.DefaultPort, Secrets.For(data), null);
            var limits = ReadFunctionApp.From(command.Folder, settings).Limits;
            handlers = await HandlerGroup.StartAsync(1, command, settings, limits.InitializationTimeout, Console.Error.WriteLine, cancellationToken);
            var clock = new SimulatedClock(Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), TimeProvider.System);
            var fleet = new HandlerFleet(handlers.All, clock, limits.FunctionTimeout);
            return new DeskApi((method, path, content, token) => SendAsync(fleet, method, path, content, token), azurite, handlers, fleet);
        }
        catch
        {
            if (handlers is not null) await handlers.DisposeAsync();
            await azurite.DisposeAsync();
            throw;
        }
    }

    private static async Task<(int Status, string Body)> SendAsync(HandlerFleet fleet, HttpMethod method, string path, string? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = content is null ? null : new StringContent(content, System.Text.Encoding.UTF8, "application/x-ndjson");
        using var response = await fleet.SendAsync(request, cancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
