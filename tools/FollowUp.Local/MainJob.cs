using System.Globalization;
using Azure.Data.Tables;
using FollowUps.Local.Functions;
using FollowUps.Local.Mail;
using FollowUps.Local.Playing;
using FollowUps.Local.Processes;
using FollowUps.Local.Queues;
using FollowUps.Local.Storage;
using FollowUps.Local.Verbs;
using FollowUps.Local.Visitors;
using FollowUps.Local.Web;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local;

/// <summary>The main job: puts everything together, plays, reports, and takes everything down again.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="output">For results: addresses, and the last line.</param>
/// <param name="progress">For what happens on the way.</param>
/// <param name="process">Process time.</param>
public sealed class MainJob(RunOptions options, TextWriter output, TextWriter progress, TimeProvider process)
{
    private const int NotIdle = 3;
    private const int ManyEvents = 60;
    private const int MostNotes = 20;
    private static readonly Duration IdleLimit = Duration.FromDays(60);
    private static readonly Duration AfterLastEvent = Duration.FromDays(2);
    private static readonly InstantPattern Stamp = InstantPattern.Create("ddd dd MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    private readonly long _began = process.GetTimestamp();

    /// <summary>Runs it.</summary>
    /// <param name="enter">Completes each time the person presses Enter; null: nobody can.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="RunnerException">Something that the person can put right.</exception>
    public async Task<int> RunAsync(Func<CancellationToken, Task>? enter, CancellationToken cancellationToken)
    {
        var script = Script.Read(options.Events ?? Path.Combine(Repository.Root, "samples", "calls.ndjson"));
        var answers = Answers();
        var faults = options.Mailbox is null ? MailboxFaults.None : MailboxFaults.Read(options.Mailbox);
        var overrides = HandlerSettings.Read(options.Settings, progress.WriteLine);
        var command = HandlerCommand.Find(options.Handler);
        var now = Instant.FromDateTimeOffset(process.GetUtcNow());
        var from = options.Start ?? (options.Live ? now : script.Earliest ?? now);
        if (options.Until < from)
            throw new RunnerException($"--until {InstantPattern.General.Format(options.Until.Value)} lies before the start of the run, {InstantPattern.General.Format(from)}: name a later instant{(options.Live ? "" : ", or an earlier --start")}.");
        var port = await PortAsync(cancellationToken);
        if (options.Data is not null && await DataInUse.PortAsync(options.Data, cancellationToken) is { } busy)
        {
            throw new RunnerException(string.Create(CultureInfo.InvariantCulture, $"--data {options.Data}: the run on port {busy} works on it. End that one first, or name another folder."));
        }
        using var folders = RunFolders.Open(options, port);
        var clock = new SimulatedClock(from, process);
        var tally = new RunTally();
        var secrets = Secrets.For(options.Data);

        await using var azurite = await Azurite.StartAsync(options.Data is null ? null : Path.Combine(options.Data, "azurite"), folders.Logs, cancellationToken);
        using var inUse = DataInUse.Mark(options.Data, port);
        var settings = HandlerSettings.For(azurite.ConnectionString, port, secrets, overrides);
        var app = ReadFunctionApp.From(command.Folder, settings);
        var places = new PostingPlaces(app.QueueOf("CallClosed") ?? "call-closed", app.QueueOf("DeliveryReports"));
        var state = new StateReport(new TableClient(azurite.ConnectionString, StateReport.TableName));
        await state.CreateAsync(cancellationToken);
        await ConfigBlobs.FillAsync(azurite.ConnectionString, settings, command.Folder, cancellationToken);

        await using var handlers = await HandlerGroup.StartAsync(
            options.Instances, command with { Logs = folders.Logs }, settings, app.Limits.InitializationTimeout, tally.Note, cancellationToken);
        using var fleet = new HandlerFleet(handlers.All, clock, app.Limits.FunctionTimeout)
        {
            OnHang = (function, reason) => tally.Note($"{function} answered in a way that hangs a real host: {reason}"),
        };
        var queues = new QueueLoop(app, azurite.ConnectionString, fleet, clock, tally);
        await queues.CreateAsync(["call-closed", "call-updates", "send", "delivery-reports", "followup-outcomes"], cancellationToken);

        var reports = new DeliveryReports(wanted: places.DeliveryReports is not null);
        var outbox = new Outbox(folders.Outbox, clock);
        var lines = new Progress(clock, tally, progress, byHour: script.Lines.Count > ManyEvents);
        using var visitors = new PlayVisitors(answers, clock, tally);
        var play = new Play(clock, script, queues, new Timers(app, fleet, clock, tally), reports, fleet, state, tally, places, lines, visitors);
        var realTime = new RealTime(play, clock, progress);
        var mailbox = new MailboxApi(outbox, new FaultPlayer(faults), reports, clock, tally, process, HandlerSettings.MailboxKey) { OnMail = visitors.Arrived };
        var front = new HostFront(app, fleet, secrets.FunctionKey) { OnVisit = realTime.Visit };
        await using var web = await WebPort.OpenAsync(port, new StartPage(clock, tally), mailbox, new InboxPages(outbox), new GalleryPages(settings.GetValueOrDefault("FollowUp__ConfigDirectory")), front, cancellationToken);

        using var announced = RunningApi.Announce(port, secrets.FunctionKey);
        await progress.WriteLineAsync($"Playing {script.Lines.Count} events from {Stamp.Format(from)} UTC; mailbox: http://localhost:{port}/mailbox");
        foreach (var line in script.Notes.Take(MostNotes)) await progress.WriteLineAsync(line);
        if (script.Notes.Count > MostNotes) await progress.WriteLineAsync($"… and {script.Notes.Count - MostNotes} more lines like these");
        var ending = await PlayAsync(play, realTime, script, from, cancellationToken);
        folders.Ended();
        if (tally.Refused > 0) await progress.WriteLineAsync($"{tally.Refused} of {tally.Events} events were refused by their queue.");
        if (options.UntilIdle)
        {
            var counts = await state.CountAsync(cancellationToken);
            var line = LastLine.Write(
                tally.Events, counts, tally.Emails, fleet.StorageRequests + tally.QueueRequests, from, clock.Now, process.GetElapsedTime(_began));
            await output.WriteLineAsync(line);
            return ending == Ending.Idle || options.Until is not null ? 0 : NotIdle;
        }

        if (options.Live && options.Until is not null) return 0;
        await output.WriteLineAsync(Addresses(await state.CountAsync(cancellationToken), clock.Now, port, tally.Emails, secrets.FunctionKey, azurite.ConnectionString, folders.Outbox, enter is not null));
        if (enter is not null) _ = ListenAsync(enter, realTime, cancellationToken);
        await realTime.RunAsync(stopWhenIdle: false, until: null, cancellationToken);
        return 0;
    }

    private async Task<Ending> PlayAsync(Play play, RealTime realTime, Script script, Instant from, CancellationToken cancellationToken)
    {
        var lastEvent = script.Last is { } last && last > from ? last : from;
        if (!options.Live)
            return await play.ForwardAsync(options.Until ?? lastEvent + (options.UntilIdle ? IdleLimit : AfterLastEvent), options.UntilIdle, cancellationToken);
        return options.UntilIdle || options.Until is not null
            ? await realTime.RunAsync(options.UntilIdle, options.Until, cancellationToken)
            : Ending.Limit;
    }

    // Other events have other calls, which nobody in the shipped answers has been written to about.
    private IReadOnlyList<Visitor> Answers() => options.Answers switch
    {
        null => options.Events is null && !options.Live ? AnswerScript.Read(Path.Combine(Repository.Root, "samples", "answers.json")) : [],
        RunOptions.NoAnswers => [],
        var file => AnswerScript.Read(file),
    };

    private async Task<int> PortAsync(CancellationToken cancellationToken)
    {
        if (options.Port == 0) return FreePort.Take(1)[0];
        return await FreePort.IsOpenAsync(options.Port, cancellationToken)
            ? throw new RunnerException($"Port {options.Port} is in use: choose another with --port N.")
            : options.Port;
    }

    private string Addresses(StateCounts counts, Instant now, int port, int emails, string key, string storage, string outbox, bool canJump) =>
        $"""

          {emails} mails went out. {(options.Live ? $"It is {Stamp.Format(now)} UTC." : $"Simulated time is {Stamp.Format(now)} UTC; from here it runs at real speed.")}{(counts.ForAPerson is { } left ? $"\n  {left}" : "")}

          Mailbox   http://localhost:{port}/mailbox
          Desk      http://localhost:{port}/desk
          API       http://localhost:{port}/api/v1/calls/{"{callId}"}
                    http://localhost:{port}/api/v1/dead-letters      (header x-functions-key: {key})
          Queues    {storage}
          Mails     {outbox}
          Numbers   dotnet run --project tools/FollowUp.Local -- statistics{(port == RunOptions.DefaultPort ? "" : $" --port {port.ToString(CultureInfo.InvariantCulture)}")}

          {(canJump ? "Enter jumps to whatever is due next; " : "")}Ctrl-C ends everything.
        """;

    private static async Task ListenAsync(Func<CancellationToken, Task> enter, RealTime realTime, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await enter(cancellationToken);
                realTime.Jump();
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C, or the end of the input: nobody presses Enter any more.
        }
    }
}
