using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FollowUps.Calls;
using FollowUps.Local;
using FollowUps.Local.Functions;
using FollowUps.Local.Mail;
using FollowUps.Local.Playing;
using FollowUps.Local.Queues;
using FollowUps.State;
using FollowUps.Storage;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Tests.Endpoints;

/// <summary>
/// A real handler process on a table and queues of its own in the shared emulator, driven as the host drives it, in simulated time. Its mails go to
/// the runner's mailbox, which takes a repeated operation for a second mail: the worst that the provider may do.
/// </summary>
internal sealed class HandlerStage : IAsyncDisposable
{
    private const int MostStops = 200;
    private static int _started = 1000;

    private readonly MailboxPort _mailbox;
    private readonly Timers _timers;
    private readonly string _storage;

    private HandlerStage(HandlerProcess handler, FunctionApp app, IReadOnlyDictionary<string, string> settings, MailboxPort mailbox, SimulatedClock clock, string storage)
    {
        (Handler, App, Settings, _mailbox, Clock, _storage) = (handler, app, settings, mailbox, clock, storage);
        Fleet = new HandlerFleet([handler], clock, app.Limits.FunctionTimeout);
        Queues = new QueueLoop(app, storage, Fleet, clock, new RunTally());
        _timers = new Timers(app, Fleet, clock, new RunTally());
        Store = new TableFollowUpStore(new TableClient(storage, settings["Storage__Table"]));
        Identity = new Identity(Convert.FromBase64String(settings["FollowUp__Pepper"]));
    }

    public HandlerProcess Handler { get; }

    public FunctionApp App { get; }

    public IReadOnlyDictionary<string, string> Settings { get; }

    public SimulatedClock Clock { get; }

    public HandlerFleet Fleet { get; }

    public QueueLoop Queues { get; }

    /// <summary>The handler's table, read past the handler.</summary>
    public IFollowUpStore Store { get; }

    public Identity Identity { get; }

    /// <summary>What the mailbox accepted, the latest first.</summary>
    public IReadOnlyList<OutboxMail> Mails => _mailbox.Outbox.Latest;

    /// <param name="storage">Connection string of the emulator.</param>
    /// <param name="start">Where simulated time begins.</param>
    /// <param name="through">Puts something between the handler and what it talks to: given the settings and the mailbox's address, it changes the settings.</param>
    /// <param name="change">Further changes to the handler's settings.</param>
    public static async Task<HandlerStage> StartAsync(
        string storage, string start = "2026-11-23T15:05:00Z", Func<Dictionary<string, string>, Task>? through = null, Action<Dictionary<string, string>>? change = null)
    {
        var clock = new SimulatedClock(InstantPattern.ExtendedIso.Parse(start).Value, TimeProvider.System);
        var mailbox = await MailboxPort.OpenAsync(clock);
        var settings = SettingsFor(storage, mailbox.Port);
        change?.Invoke(settings);
        var command = HandlerCommand.Find(null);
        var app = ReadFunctionApp.From(command.Folder, settings);
        await new TableClient(storage, settings["Storage__Table"]).CreateIfNotExistsAsync();
        foreach (var queue in app.Queues.Select(q => q.Queue).Append(settings["Queues__Outcomes"])) await new QueueClient(storage, queue).CreateIfNotExistsAsync();
        if (through is not null) await through(settings);
        var number = Interlocked.Increment(ref _started);
        var handler = await HandlerProcess.StartAsync(number, command, settings, app.Limits.InitializationTimeout, _ => { }, CancellationToken.None);
        return new HandlerStage(handler, app, settings, mailbox, clock, storage);
    }

    /// <summary>Settings of an installation of its own: its table and queues share nothing with another one's.</summary>
    public static Dictionary<string, string> SettingsFor(string storage, int mailboxPort)
    {
        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        return new Dictionary<string, string>(HandlerSettings.For(storage, mailboxPort, Secrets.Make(), null), StringComparer.OrdinalIgnoreCase)
        {
            ["Mail__From"] = "care@mail.quillmere.example",
            ["Storage__Table"] = name,
            ["Queues__CallClosed"] = $"{name}-call-closed",
            ["Queues__CallClosedPoison"] = $"{name}-call-closed-poison",
            ["Queues__Send"] = $"{name}-send",
            ["Queues__SendPoison"] = $"{name}-send-poison",
            ["Queues__Outcomes"] = $"{name}-outcomes",
        };
    }

    /// <summary>Puts a text on the queue that a function reads.</summary>
    /// <returns>Null, or why the queue refused it.</returns>
    public Task<string?> PostAsync(string function, string text) => Queues.PostAsync(App.QueueOf(function)!, text, CancellationToken.None);

    /// <inheritdoc cref="PostAsync(string, string)"/>
    public Task<string?> PostAsync(CallClosed call) => PostAsync("CallClosed", Encoding.UTF8.GetString(Given.Bytes(call)));

    /// <summary>Delivers what waits on the queues now.</summary>
    public Task DeliverAsync() => Queues.DrainAsync(Clock.Now, everything: true, CancellationToken.None);

    /// <summary>One sweep now, and what it put on the queues.</summary>
    public async Task SweepAsync()
    {
        await _timers.SweepAsync(CancellationToken.None);
        await DeliverAsync();
    }

    /// <summary>The nightly work, now.</summary>
    public async Task UpkeepAsync()
    {
        var upkeep = App.Timers.Single(timer => timer.Name == "Upkeep");
        var answer = await Fleet.InvokeAsync(upkeep.Name, InvocationBody.ForTimer(upkeep, null, Clock.Now, Clock.Now), CancellationToken.None);
        if (!answer.Succeeded) throw new InvalidOperationException(answer.Failure);
    }

    /// <summary>Plays, stop by stop, until nothing waits for anything.</summary>
    public async Task PlayToTheEndAsync()
    {
        for (var stop = 0; stop < MostStops; stop++)
        {
            do
            {
                await DeliverAsync();
                await _timers.SweepAsync(CancellationToken.None);
            }
            while (await Queues.DrainAsync(Clock.Now, everything: true, CancellationToken.None) > 0);
            Instant?[] next = [_timers.NextSweep, Queues.NextRedelivery];
            if (next.Min() is not { } at) return;
            Clock.AdvanceTo(at);
        }

        throw new InvalidOperationException($"Not at rest after {MostStops} stops; it is {Clock.Now}.");
    }

    /// <summary>Every row of a kind in the division <c>main</c>.</summary>
    public async Task<IReadOnlyList<T>> RowsAsync<T>(string prefix)
        where T : class
        => [.. (await Store.RangeAsync(Division.Main, KeyRange.Prefix(prefix), int.MaxValue, CancellationToken.None)).Select(row => row.As<T>())];

    /// <summary>Texts on a queue that no function reads.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string setting) =>
        [.. (await new QueueClient(_storage, Settings[setting]).PeekMessagesAsync(32)).Value.Select(message => message.MessageText)];

    public async ValueTask DisposeAsync()
    {
        Fleet.Dispose();
        await Handler.DisposeAsync();
        await _mailbox.DisposeAsync();
        File.Delete(Handler.LogPath);
    }
}
