using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace FollowUps.Configuration;

/// <summary>
/// A container of blobs named as <see cref="ConfigFiles"/> names them. What it lacks is taken from the files shipped beside the program. One request lists it;
/// only a blob whose ETag has changed is read again. Accepted files are kept in <see cref="KeptAt"/>.
/// </summary>
public sealed class ConfigContainer(BlobContainerClient container, ConfigSource shipped) : ConfigSource
{
    /// <summary>The last files that were found good, as one blob: kept together or not at all.</summary>
    public const string KeptAt = "last-good/config.zip";

    private const string Mark = "fingerprint";
    private const int MaxFile = 1024 * 1024;
    private readonly ConfigFiles _shipped = shipped.Read();
    private Dictionary<string, (ETag Tag, byte[] Content)> _known = new(StringComparer.Ordinal);
    private string? _kept;

    /// <inheritdoc/>
    public override string Place => $"the blob container {container.Name}";

    /// <inheritdoc/>
    public override string Fix => $"put it into the blob container {container.Name}";

    /// <inheritdoc/>
    public override ConfigFiles Read()
    {
        try
        {
            var now = new Dictionary<string, (ETag Tag, byte[] Content)>(StringComparer.Ordinal);
            foreach (var blob in container.GetBlobs(new GetBlobsOptions { Traits = BlobTraits.Metadata }))
            {
                if (blob.Name == KeptAt)
                {
                    _kept = blob.Metadata?.TryGetValue(Mark, out var mark) == true ? mark : null;
                }
                else if (ConfigFiles.IsKnown(blob.Name))
                {
                    now[blob.Name] = ContentOf(blob);
                }
            }

            _known = now;
            return new ConfigFiles([.. now.Select(file => KeyValuePair.Create(file.Key, file.Value.Content))]).Over(_shipped);
        }
        catch (Exception unreadable) when (IsStorage(unreadable))
        {
            throw new ConfigException([new(container.Name, $"the container cannot be read ({CodeOf(unreadable)})", "create it, and give the app's identity the role Storage Blob Data Contributor on it")]);
        }
    }

    /// <inheritdoc/>
    public override bool HasOwn(string name) => _known.ContainsKey(name);

    /// <inheritdoc/>
    public override string? Keep(ConfigFiles good)
    {
        if (_kept == good.Fingerprint)
        {
            return null;
        }

        try
        {
            var options = new BlobUploadOptions { Metadata = new Dictionary<string, string> { [Mark] = good.Fingerprint } };
            container.GetBlobClient(KeptAt).Upload(BinaryData.FromBytes(good.Pack()), options);
            _kept = good.Fingerprint;
            return null;
        }
        catch (Exception refused) when (IsStorage(refused))
        {
            return CodeOf(refused);
        }
    }

    /// <inheritdoc/>
    public override ConfigFiles? LastGood()
    {
        try
        {
            using var packed = container.GetBlobClient(KeptAt).DownloadContent().Value.Content.ToStream();
            return ConfigFiles.Unpack(packed);
        }
        catch (Exception unreadable) when (IsStorage(unreadable) || unreadable is InvalidDataException)
        {
            return null;
        }
    }

    private (ETag Tag, byte[] Content) ContentOf(BlobItem blob)
    {
        var tag = blob.Properties.ETag ?? default;
        if (_known.TryGetValue(blob.Name, out var known) && known.Tag == tag)
        {
            return known;
        }

        if (blob.Properties.ContentLength > MaxFile)
        {
            throw new ConfigException([new(blob.Name, "the file is larger than 1 MiB", "no file of a configuration is that large: look at what was uploaded")]);
        }

        // Under the tag of the list, which is older than the content or as old: what changes in between is read again next time.
        return (tag, container.GetBlobClient(blob.Name).DownloadContent().Value.Content.ToArray());
    }

    // An identity that gets no token, and a network that does not answer, come as exceptions of their own.
    private static bool IsStorage(Exception exception) =>
        exception is RequestFailedException or AggregateException or Azure.Identity.AuthenticationFailedException or OperationCanceledException;

    private static string CodeOf(Exception exception) => (exception as RequestFailedException)?.ErrorCode ?? exception.GetType().Name;
}
