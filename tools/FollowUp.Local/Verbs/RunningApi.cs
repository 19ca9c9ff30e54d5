using System.Globalization;
using System.Text;

namespace FollowUps.Local.Verbs;

/// <summary>
/// The machine API of an installation that runs: the local runner on <c>--port</c>, whose key it finds by itself, or any other by <c>--url</c>, with the function
/// key in the environment variable <c>FOLLOWUP_API_KEY</c> (an argument would be seen by everybody on the machine).
/// </summary>
public sealed class RunningApi : IDisposable
{
    /// <summary>The options that say which installation is meant, for help texts.</summary>
    public const string Options = "[--port N | --url URL]";

    private const string KeyVariable = "FOLLOWUP_API_KEY";
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private RunningApi(Uri address, string key)
    {
        _client.BaseAddress = address;
        _client.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    /// <summary>Remembers the key of the runner on a port until the result is disposed, readable by this user only.</summary>
    public static IDisposable Announce(int port, string key)
    {
        Directory.CreateDirectory(Repository.Local);
        var path = KeyFile(port);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(path, Encoding.UTF8, options)) file.Write(key);
        return new Announcement(path);
    }

    /// <summary>The installation that the arguments name.</summary>
    /// <param name="port">Value of <c>--port</c>; null: the runner's default.</param>
    /// <param name="url">Value of <c>--url</c>; null: the local runner.</param>
    /// <exception cref="RunnerException">There is none, or its key is not known.</exception>
    public static RunningApi Find(int? port, string? url)
    {
        if (url is not null)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new RunnerException($"--url {url} is no address: write it like https://care.example.com.");
            return new RunningApi(address, Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key
                ? key
                : throw new RunnerException($"{KeyVariable} is not set: set it to the function key of {address.Host}."));
        }

        var at = port ?? RunOptions.DefaultPort;
        return File.Exists(KeyFile(at))
            ? new RunningApi(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{at}")), File.ReadAllText(KeyFile(at)))
            : throw new RunnerException($"No runner is up on port {at}: start one (dotnet run --project tools/FollowUp.Local), or name its port with --port N.");
    }

    /// <summary>Posts a body; returns status and answer.</summary>
    /// <exception cref="RunnerException">Nobody answers, or the key is refused.</exception>
    public async Task<(int Status, string Body)> PostAsync(string path, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>Calls it without a body; returns status and answer.</summary>
    /// <exception cref="RunnerException">Nobody answers, or the key is refused.</exception>
    public async Task<(int Status, string Body)> CallAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        return await SendAsync(request, cancellationToken);
    }

    private async Task<(int Status, string Body)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            if ((int)response.StatusCode == 401) throw new RunnerException($"{_client.BaseAddress} refuses the key.");
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            throw new RunnerException($"{_client.BaseAddress} does not answer: {e.Message}", 1, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string KeyFile(int port) => Path.Combine(Repository.Local, string.Create(CultureInfo.InvariantCulture, $"api-{port}.key"));

    private sealed class Announcement(string path) : IDisposable
    {
        public void Dispose() => File.Delete(path);
    }
}
