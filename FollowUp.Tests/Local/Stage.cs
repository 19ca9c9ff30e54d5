using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FollowUps.Local.Functions;
using FollowUps.Local.Mail;
using FollowUps.Local.Playing;
using FollowUps.Local.Queues;
using FollowUps.Local.Storage;
using FollowUps.Local.Web;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Tests.Local;

/// <summary>The runner's parts around a <see cref="FakeHandler"/>, on queues and a table of the test's own.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N")[..12];
    private readonly QueueServiceClient _service;

    private Stage(string connectionString, FakeHandler handler, string events, HostLimits limits)
    {
        Handler = handler;
        _service = new QueueServiceClient(connectionString);
        var script = Script.Parse(Encoding.UTF8.GetBytes(events.Replace("QUEUE", Queue, StringComparison.Ordinal)));
        Start = script.Earliest ?? At("2026-11-23T09:00:00Z");
        Clock = new SimulatedClock(Start, TimeProvider.System);
        App = new FunctionApp
        {
            Queues = [new("CallClosed", "message", Queue, Binary: true), new("Plain", "message", _prefix + "-plain", Binary: false)],
            Timers = [new("DueSweep", "timer", null), new("Upkeep", "timer", new LocalTime(2, 0))],
            Http = [new("Web", "{page:regex(^[rupbh]$)}/{token}", ["GET", "HEAD", "POST"], false), new("Desk", "desk/{*path}", ["GET", "POST"], false), new("DeskApi", "api/v1/{*path}", ["GET"], true)],
            Limits = limits,
        };
        Fleet = new HandlerFleet([handler], Clock, TimeSpan.FromSeconds(30));
        Queues = new QueueLoop(App, connectionString, Fleet, Clock, Tally);
        Table = new TableClient(connectionString, _prefix);
        State = new StateReport(Table);
        Play = new Play(
            Clock, script, Queues, new Timers(App, Fleet, Clock, Tally), Reports, Fleet, State, Tally,
            new PostingPlaces(Queue, Queue), new Progress(Clock, Tally, TextWriter.Null, byHour: false));
        Front = new HostFront(App, Fleet, "the-key");
    }

    public FakeHandler Handler { get; }

    public Instant Start { get; }

    public SimulatedClock Clock { get; }

    public FunctionApp App { get; }

    public HandlerFleet Fleet { get; }

    public QueueLoop Queues { get; }

    public TableClient Table { get; }

    public StateReport State { get; }

    public Play Play { get; }

    public HostFront Front { get; }

    public RunTally Tally { get; } = new();

    public DeliveryReports Reports { get; } = new(wanted: true);

    /// <summary>The queue of CallClosed; QUEUE in the events stands for it.</summary>
    public string Queue => _prefix + "-calls";

    public string PlainQueue => _prefix + "-plain";

    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    public static async Task<Stage> SetAsync(AzuriteFixture azurite, string events = "", HostLimits? limits = null)
    {
        var stage = new Stage(azurite.ConnectionString, await FakeHandler.StartAsync(), events, limits ?? new HostLimits());
        await stage.Queues.CreateAsync([], CancellationToken.None);
        await stage.State.CreateAsync(CancellationToken.None);
        return stage;
    }

    /// <summary>Plays until idle, at most sixty days.</summary>
    public Task<Ending> PlayToIdleAsync() => Play.ForwardAsync(Start + Duration.FromDays(60), stopWhenIdle: true, CancellationToken.None);

    /// <summary>Texts waiting on a queue.</summary>
    public async Task<string[]> WaitingAsync(string queue) =>
        [.. (await _service.GetQueueClient(queue).PeekMessagesAsync(32)).Value.Select(m => m.MessageText)];

    public async ValueTask DisposeAsync()
    {
        Fleet.Dispose();
        await Handler.DisposeAsync();
    }
}
