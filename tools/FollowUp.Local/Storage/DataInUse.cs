using System.Globalization;
using FollowUps.Local.Processes;

namespace FollowUps.Local.Storage;

/// <summary>Says which runner works on a data folder, for as long as it is up: two emulators on one folder would overwrite each other's rows.</summary>
public static class DataInUse
{
    private const string FileName = "runner.port";

    /// <summary>Marks the folder until the result is disposed of; null: nothing is kept, and nothing is marked.</summary>
    public static IDisposable? Mark(string? data, int port)
    {
        if (data is null) return null;
        var path = Path.Combine(data, FileName);
        File.WriteAllText(path, port.ToString(CultureInfo.InvariantCulture));
        return new Marked(path);
    }

    /// <summary>The port of the runner that works on it; null: none does, whatever one that was killed has left behind.</summary>
    public static async Task<int?> PortAsync(string data, CancellationToken cancellationToken)
    {
        var path = Path.Combine(data, FileName);
        return File.Exists(path) && int.TryParse(await File.ReadAllTextAsync(path, cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && await FreePort.IsOpenAsync(port, cancellationToken)
            ? port
            : null;
    }

    private sealed class Marked(string path) : IDisposable
    {
        public void Dispose() => File.Delete(path);
    }
}
