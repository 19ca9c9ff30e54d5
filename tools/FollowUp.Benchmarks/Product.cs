using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Messages;
using FollowUps.Outcomes;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Storage;
using NodaTime;

namespace FollowUps.Benchmarks;

/// <summary>The product's own steps over real storage clients, with every request counted under the step that made it.</summary>
internal sealed class Product
{
    private readonly SortedDictionary<string, double> _requests = new(StringComparer.Ordinal);
    private readonly Intake _intake;
    private readonly DueSweep _sweep;
    private readonly Send _send;
    private readonly Queue<SendChunk> _chunks = new();
    private string _step = "setup";

    private Product(string connection, Func<PlanBook, PlanBook>? change)
    {
        var tables = new TableClientOptions();
        tables.AddPolicy(new Counter(this), HttpPipelinePosition.PerRetry);
        var queues = new QueueClientOptions();
        queues.AddPolicy(new Counter(this), HttpPipelinePosition.PerRetry);
        var name = $"b{Guid.NewGuid():N}";
        Table = new TableClient(connection, name, tables);
        Table.CreateIfNotExists();
        var send = new QueueClient(connection, $"{name}-send", queues);
        var outcomes = new QueueClient(connection, $"{name}-outcomes", queues);
        send.CreateIfNotExists();
        outcomes.CreateIfNotExists();
        var settings = Shipped(change);
        Store = new CountingStore(new TableFollowUpStore(Table));
        Sender = new AcceptingSender();
        var steps = new ServiceCollection()
            .AddSingleton(new Identity(new byte[32]))
            .AddSingleton(Links)
            .AddSingleton<IFollowUpStore>(Store)
            .AddSingleton<ISendQueue>(new Tee(new StorageSendQueue(send), _chunks))
            .AddSingleton<IOutcomeQueue>(new StorageOutcomeQueue(outcomes))
            .AddSingleton<IEmailSender>(Sender)
            .AddSingleton<IAlerts, NoAlerts>()
            .AddSingleton<Func<Installation>>(() => settings)
            .AddSteps()
            .BuildServiceProvider();
        _intake = steps.GetRequiredService<Intake>();
        _sweep = steps.GetRequiredService<DueSweep>();
        _send = steps.GetRequiredService<Send>();
        Ratings = steps.GetRequiredService<RecordRating>();
        Reports = steps.GetRequiredService<RecordDeliveryReport>();
    }

    public static LinkSigner Links { get; } = new([new LinkKey(1, new byte[32])]);

    public TableClient Table { get; }

    public CountingStore Store { get; }

    public RecordRating Ratings { get; }

    public RecordDeliveryReport Reports { get; }

    public AcceptingSender Sender { get; }

    /// <summary>Requests by step since the last <see cref="Reset"/>.</summary>
    public IReadOnlyDictionary<string, double> Counted => _requests;

    public double Total => _requests.Values.Sum();

    public static Product Over(string connection, Func<PlanBook, PlanBook>? change = null) => new(connection, change);

    public void Reset() => _requests.Clear();

    /// <summary>What a process does once: it makes its division known. The call is too old for anything to be sent.</summary>
    public async Task BeginAsync(Instant now)
    {
        await _intake.RunAsync(Encoding.UTF8.GetBytes(Event(-1, now - Duration.FromDays(30))), now, CancellationToken.None);
        await _sweep.RunAsync(now, CancellationToken.None);
        Reset();
    }

    /// <summary>One call through intake; the host's receive is shared by <paramref name="batch"/> messages.</summary>
    public async Task IntakeAsync(int i, Instant closedAt, int batch)
    {
        Count("1 intake: host receives and deletes", (1.0 / batch) + 1);
        _step = "1 intake";
        await _intake.RunAsync(Encoding.UTF8.GetBytes(Event(i, closedAt)), closedAt + Duration.FromSeconds(5), CancellationToken.None);
    }

    public async Task SweepAsync(Instant now, string step)
    {
        _step = step;
        await _sweep.RunAsync(now, CancellationToken.None);
    }

    public async Task SendAsync(Instant now)
    {
        while (_chunks.TryDequeue(out var chunk))
        {
            Count("3 send: host receives and deletes", 2);
            _step = "3 send";
            await _send.RunAsync(chunk, now, CancellationToken.None);
        }
    }

    public async Task<T> AsStepAsync<T>(string step, Func<Task<T>> act)
    {
        _step = step;
        return await act();
    }

    public void Count(string step, double requests) => _requests[step] = _requests.GetValueOrDefault(step) + requests;

    private static string Event(int i, Instant closedAt) => $$"""
        {"callId":"call-{{i}}","closedAt":"{{closedAt}}","queue":"billing","outcome":"resolved",
         "customer":{"id":"c-{{i}}","name":"Customer {{i}}","email":"c{{i}}@example.com","country":"GB"} }
        """;

    private static Installation Shipped(Func<PlanBook, PlanBook>? change)
    {
        var book = ReadPlanBook.Of(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "config", "plan-book.json"))).Book!;
        var folder = Path.Combine(AppContext.BaseDirectory, "templates");
        var templates = System.IO.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText);
        _ = EmailAddress.TryParse("care@mail.quillmere.example", out var from);
        return new Installation
        {
            PlanBook = change?.Invoke(book) ?? book,
            Directory = ReadContactDirectory.Of(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "config", "directory.json"))).Directory!,
            Render = new Render(TemplateSet.Load(templates).Templates!),
            Mode = new MailMode.Live(),
            From = from!,
            LinksBase = new Uri("https://care.quillmere.example"),
            Quota = new QuotaLimits(10_000, 100_000),
        };
    }

    private sealed class Counter(Product product) : HttpPipelinePolicy
    {
        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            product.Count($"{product._step}: {OperationOf(message.Request)}", 1);
            return ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

        private static string OperationOf(Request request)
        {
            var path = request.Uri.Path;
            return path.EndsWith("/messages", StringComparison.Ordinal) ? "put message"
                : path.EndsWith("$batch", StringComparison.Ordinal) ? "change"
                : request.Method != RequestMethod.Get ? "write row"
                : path.Contains("PartitionKey", StringComparison.Ordinal) ? "read row" : "read range";
        }
    }

    private sealed class Tee(ISendQueue queue, Queue<SendChunk> copy) : ISendQueue
    {
        public Task PutAsync(SendChunk chunk, CancellationToken cancellationToken)
        {
            copy.Enqueue(chunk);
            return queue.PutAsync(chunk, cancellationToken);
        }
    }
}

/// <summary>Nobody is on call here.</summary>
internal sealed class NoAlerts : IAlerts
{
    public void Raise(Alert alert)
    {
    }
}

/// <summary>A provider that takes everything at once: here only storage is measured.</summary>
internal sealed class AcceptingSender : IEmailSender
{
    public List<OutgoingEmail> Mails { get; } = [];

    public Task<SendResult> SendAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        Mails.Add(email);
        return Task.FromResult<SendResult>(new SendResult.Accepted(email.Operation.ToString()));
    }

    public Task<OperationState> AskAsync(OperationId operation, CancellationToken cancellationToken) => Task.FromResult<OperationState>(new OperationState.Unknown());
}
