using System.Globalization;
using FollowUps.Local;
using FollowUps.Local.Functions;
using FollowUps.Local.Mail;
using FollowUps.Local.Playing;
using FollowUps.Local.Processes;
using FollowUps.Local.Queues;
using FollowUps.Local.Storage;
using FollowUps.Local.Web;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Benchmarks.Soaking;

/// <summary>
/// Handler processes that are killed at random while storage and the email provider misbehave at random, day after simulated day. Each day is
/// played until nothing is pending and ends with a proof over all rows, mails and outgoing events.
/// </summary>
internal static class Soak
{
    private const int CallsPerDay = 8;
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 8, 0);
    private static readonly Duration Round = Duration.FromDays(60);

    /// <summary>The provider's faults. It answers a status query truthfully: where it would not, nobody could tell (docs/storage.md).</summary>
    private const string MailboxFile = """
        {"rules":[{"match":{"every":7},"do":"reset-after"},{"match":{"every":9},"do":"500-after"},{"match":{"every":11},"do":"429","retryAfter":90},
                  {"match":{"every":13},"do":"reset"},{"match":{"every":17},"do":"503"},{"match":{"every":29},"do":"400"}]}
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var seed = Option(args, "--seed", (int)(TimeProvider.System.GetTimestamp() % 1_000_000));
        var limit = TimeSpan.FromMinutes(Option(args, "--minutes", 2));
        var instances = Option(args, "--instances", 4);
        Console.WriteLine($"seed {seed}");
        var chaos = new Chaos(seed);
        await using var azurite = await Azurite.StartAsync();
        var handlers = new List<MortalHandler>();
        void Kill() => _ = Task.Run(() => handlers[chaos.Next(handlers.Count)].KillAsync());
        await using var tables = await StorageProxy.StartAsync(Endpoint(azurite.ConnectionString, "TableEndpoint"), chaos, Kill);
        await using var queues = await StorageProxy.StartAsync(Endpoint(azurite.ConnectionString, "QueueEndpoint"), chaos, Kill);
        var command = HandlerCommand.Find(Text(args, "--handler"));
        var secrets = Secrets.Make();
        var port = FreePort.Take(1)[0];
        var faulty = Through(Through(azurite.ConnectionString, "TableEndpoint", tables.Port), "QueueEndpoint", queues.Port);
        var settings = new Dictionary<string, string>(HandlerSettings.For(faulty, port, secrets, null)) { ["Sending__PerMinute"] = "1000", ["Sending__PerHour"] = "10000" };
        handlers.AddRange(Enumerable.Range(1, instances).Select(n => new MortalHandler(n, command, settings)));

        var app = ReadFunctionApp.From(command.Folder, settings);
        var clock = new SimulatedClock(Start, TimeProvider.System);
        var tally = new RunTally();
        using var fleet = new HandlerFleet(handlers, clock, app.Limits.FunctionTimeout);
        var loop = new QueueLoop(app, azurite.ConnectionString, fleet, clock, tally);
        await loop.CreateAsync(["call-closed", "call-updates", "send", "delivery-reports", "followup-outcomes"], CancellationToken.None);
        var state = new StateReport(new Azure.Data.Tables.TableClient(azurite.ConnectionString, StateReport.TableName));
        await state.CreateAsync(CancellationToken.None);
        var reports = new DeliveryReports(wanted: app.QueueOf("DeliveryReports") is not null);
        var outbox = new Outbox(Path.Combine(Path.GetTempPath(), $"followup-soak-{Environment.ProcessId}"), clock);
        var mailbox = new MailboxApi(outbox, new FaultPlayer(MailboxFaults.Parse(MailboxFile)), reports, clock, tally, TimeProvider.System, HandlerSettings.MailboxKey);
        var front = new HostFront(app, fleet, secrets.FunctionKey);
        await using var web = await WebPort.OpenAsync(port, new StartPage(clock, tally), mailbox, new InboxPages(outbox), new GalleryPages(null), front, CancellationToken.None);

        var proof = new SoakProof(azurite.ConnectionString);
        var identity = new Identity(Convert.FromBase64String(secrets.Pepper));
        var began = TimeProvider.System.GetTimestamp();
        var (calls, lost) = (new List<string>(), (IReadOnlyList<string>)[]);
        for (var round = 0; lost.Count == 0 && (round == 0 || TimeProvider.System.GetElapsedTime(began) < limit); round++)
        {
            var (lines, ids) = SoakEvents.Day(chaos, round, clock.Now, CallsPerDay);
            calls.AddRange(ids);
            chaos.Active = true;
            await PlayAsync(Script.Parse(lines), clock, app, loop, fleet, state, tally, reports);
            chaos.Active = false;
            lost = await proof.LostAsync(calls, outbox.Latest, identity);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"day {round + 1}: {calls.Count} calls, {outbox.Latest.Count} mails, {chaos.Kills} kills, {chaos.Faults} storage faults"));
        }

        var duplicates = SoakProof.Duplicates(outbox.Latest);
        if (lost.Count + duplicates > 0)
        {
            await proof.ExplainAsync(seed, lost, outbox.Latest);
        }

        foreach (var handler in handlers)
        {
            await handler.DisposeAsync();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"seed":{{seed}},"events":{{tally.Events}},"kills":{{chaos.Kills}},"faults":{{chaos.Faults}},"mails":{{outbox.Latest.Count}},"duplicates":{{duplicates}},"lost":{{lost.Count}}}"""));
        return lost.Count + duplicates == 0 ? 0 : 1;
    }

    private static async Task PlayAsync(
        Script script, SimulatedClock clock, FunctionApp app, QueueLoop loop, HandlerFleet fleet, StateReport state, RunTally tally, DeliveryReports reports)
    {
        var quiet = new Progress(clock, tally, TextWriter.Null, byHour: true);
        var places = new PostingPlaces(app.QueueOf("CallClosed") ?? "call-closed", app.QueueOf("DeliveryReports"));
        var play = new Play(clock, script, loop, new Timers(app, fleet, clock, tally), reports, fleet, state, tally, places, quiet);
        await play.ForwardAsync(clock.Now + Round, stopWhenIdle: true, CancellationToken.None);
    }

    private static int Option(string[] args, string name, int byDefault) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : byDefault;

    private static string? Text(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static Uri Endpoint(string connection, string name) =>
        new(connection.Split(';').Single(part => part.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..]);

    private static string Through(string connection, string name, int port)
    {
        var service = Endpoint(connection, name);
        return connection.Replace($"{name}={service.OriginalString}", $"{name}={new UriBuilder(service) { Port = port }.Uri.AbsoluteUri}", StringComparison.Ordinal);
    }
}
