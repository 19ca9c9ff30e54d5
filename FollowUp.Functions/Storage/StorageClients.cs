using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace FollowUps.Storage;

/// <summary>Clients of the one storage account, by connection string (local) or by the app's identity (Azure). Nothing is created here: the deployment declares table and queues.</summary>
public sealed class StorageClients
{
    private readonly Func<string, QueueClient> _queue;

    /// <summary>Reads how to reach the account from the settings.</summary>
    public StorageClients(FollowUpOptions options)
    {
        var tables = new TableClientOptions();
        tables.AddPolicy(new CountRequests(), HttpPipelinePosition.PerRetry);
        var queues = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        queues.AddPolicy(new CountRequests(), HttpPipelinePosition.PerRetry);
        if (options.StorageConnectionString is { } connection)
        {
            Table = new TableClient(connection, options.Table, tables);
            _queue = name => new QueueClient(connection, name, queues);
            return;
        }

        var credential = CredentialOf(options);
        var account = options.StorageAccount!;
        Table = new TableClient(new Uri($"https://{account}.table.core.windows.net"), options.Table, credential, tables);
        _queue = name => new QueueClient(new Uri($"https://{account}.queue.core.windows.net/{name}"), credential, queues);
    }

    /// <summary>The one table.</summary>
    public TableClient Table { get; }

    /// <summary>The app's identity: user-assigned when its client id is set, else system-assigned.</summary>
    public static TokenCredential CredentialOf(FollowUpOptions options) => CredentialOf(options.IdentityClientId);

    /// <summary>The user-assigned identity with this client id; null: the system-assigned one.</summary>
    public static TokenCredential CredentialOf(string? clientId) =>
        new ManagedIdentityCredential(clientId is not null ? ManagedIdentityId.FromUserAssignedClientId(clientId) : ManagedIdentityId.SystemAssigned);

    /// <summary>
    /// The container of the data files; null: they lie in a folder. Asked before the first request is answered and once a minute after it, so that it
    /// gives up soon: what was read last still holds.
    /// </summary>
    public static BlobContainerClient? ConfigContainerOf(FollowUpOptions options)
    {
        var blobs = new BlobClientOptions { Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(1), NetworkTimeout = TimeSpan.FromSeconds(5) } };
        return options.ConfigContainerUri is { } uri ? new BlobContainerClient(uri, CredentialOf(options), blobs)
            : options.ConfigContainerName is { } name ? new BlobContainerClient(options.StorageConnectionString, name, blobs)
            : null;
    }

    /// <summary>A queue by name.</summary>
    public QueueClient Queue(string name) => _queue(name);
}
