using System.Collections.Immutable;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Storage;
using NodaTime.Text;

namespace FollowUps.Tests.Faults;

/// <summary>
/// The world on real tables and queues: a table and two queues of its own, because the sweep works on every division of a table.
/// </summary>
internal sealed class StorageWorld : World, IAsyncDisposable
{
    private readonly string _connection;
    private readonly string _name = $"w{Guid.NewGuid():N}"[..24];
    private readonly TableClient _table;
    private readonly QueueClient _sends;
    private readonly QueueClient _outcomes;
    private readonly List<OutgoingRow> _events = [];

    private StorageWorld(AzuriteFixture azurite, string start)
        : base(start)
    {
        _connection = azurite.ConnectionString;
        _table = Table();
        (_sends, _outcomes) = (Queue("s"), Queue("o"));
        Store = new TableFollowUpStore(_table);
    }

    public override IFollowUpStore Store { get; }

    /// <summary>Policies of every process, placed after the retries of the client: faults of storage.</summary>
    public List<HttpPipelinePolicy> Faults { get; } = [];

    public static async Task<StorageWorld> CreateAsync(AzuriteFixture azurite, string start)
    {
        var world = new StorageWorld(azurite, start);
        await world._table.CreateAsync();
        await world._sends.CreateAsync();
        await world._outcomes.CreateAsync();
        return world;
    }

    public override Handler Start(Passages? passages = null)
    {
        HttpPipelinePolicy[] policies = [.. passages is null ? Faults : [new PassagePolicy(passages), .. Faults]];
        var mailbox = new PassageMailbox(Mailbox, passages ?? new Passages());
        return new Handler(
            new NamedStore(new TableFollowUpStore(Table(policies))),
            new StorageSendQueue(Queue("s", policies)), new StorageOutcomeQueue(Queue("o", policies)), mailbox, new WorldInputQueue(this, passages), () => Settings);
    }

    public override async Task<IReadOnlyList<OutgoingRow>> EventsAsync()
    {
        foreach (var message in await TakeAsync(_outcomes))
        {
            using var batch = JsonDocument.Parse(message);
            _events.AddRange(batch.RootElement.EnumerateArray().Select(e => new OutgoingRow(
                e.GetProperty("type").GetString()!,
                e.GetProperty("id").GetString()!,
                InstantPattern.ExtendedIso.Parse(e.GetProperty("time").GetString()!).Value,
                e.GetProperty("data").Deserialize(StateJson.Default.OutgoingData)!)));
        }

        return _events;
    }

    public override async Task ForgetAsync()
    {
        await EventsAsync();
        _events.Clear();
        Mailbox.Accepted.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _table.DeleteAsync();
        await _sends.DeleteAsync();
        await _outcomes.DeleteAsync();
    }

    public override async Task<ImmutableArray<SendChunk>> TakeSendsAsync() =>
        [.. (await TakeAsync(_sends)).Select(text => JsonSerializer.Deserialize(text, StateJson.Default.SendChunk)!)];

    private static async Task<IReadOnlyList<string>> TakeAsync(QueueClient queue)
    {
        var texts = new List<string>();
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                texts.Add(message.MessageText);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return texts;
    }

    private TableClient Table(params HttpPipelinePolicy[] policies) => new(_connection, _name, With(new TableClientOptions(), policies));

    private QueueClient Queue(string suffix, params HttpPipelinePolicy[] policies) =>
        new(_connection, $"{_name}-{suffix}", With(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }, policies));

    /// <summary>Three retries as shipped, without the waiting between them.</summary>
    private static T With<T>(T options, HttpPipelinePolicy[] policies)
        where T : ClientOptions
    {
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(1);
        Array.ForEach(policies, policy => options.AddPolicy(policy, HttpPipelinePosition.PerRetry));
        return options;
    }
}
