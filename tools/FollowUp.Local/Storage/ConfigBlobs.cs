using Azure.Storage.Blobs;

namespace FollowUps.Local.Storage;

/// <summary>The container of data files, for a handler that is told to read them from one: made on first use, and filled with what lies beside the handler.</summary>
public static class ConfigBlobs
{
    /// <summary>The setting that names the container.</summary>
    public const string Setting = "Config__BlobContainer";

    private static readonly string[] Files = ["plan-book.json", "directory.json"];

    /// <summary>Makes the container that the settings name, if they name one; what is there already stays.</summary>
    public static async Task FillAsync(string connectionString, IReadOnlyDictionary<string, string> settings, string handlerFolder, CancellationToken cancellationToken)
    {
        if (settings.GetValueOrDefault(Setting) is not { Length: > 0 } name) return;
        var container = new BlobContainerClient(connectionString, name);
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        foreach (var file in Files)
        {
            var blob = container.GetBlobClient(file);
            if (!await blob.ExistsAsync(cancellationToken)) await blob.UploadAsync(Path.Combine(handlerFolder, "config", file), cancellationToken);
        }
    }
}
