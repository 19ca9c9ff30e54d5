using System.Text.Json;
using FollowUps.Local;
using Xunit;

namespace FollowUps.Tests.Local;

/// <summary>The whole runner, with a handler that is a process of its own: a few lines of JavaScript, since Node is there for Azurite anyway.</summary>
public sealed class MainJobTests
{
    private const string Script = """
        #!/usr/bin/env node
        const fs = require('fs'), http = require('http'), env = process.env, marker = __dirname + '/crashed';
        fs.appendFileSync(__dirname + '/starts', env.FollowUp__Pepper + '\n');
        http.createServer((request, response) => {
          let body = '';
          request.on('data', d => body += d).on('end', () => {
            const text = body.includes('"message"') ? Buffer.from(JSON.parse(body).Data.message, 'base64').toString() : '';
            if (text.includes('crash') && !fs.existsSync(marker)) { fs.writeFileSync(marker, ''); process.exit(1); }
            const now = Date.parse(request.headers['x-followup-now'] ?? '2026-01-01');
            const next = env.Never__Idle ? new Date(now + 864e5).toISOString() : null;
            response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ReturnValue: { next } }));
          });
        }).listen(+env.FUNCTIONS_CUSTOMHANDLER_PORT, '127.0.0.1');
        """;

    [Fact]
    public async Task A_run_ends_with_one_line_of_json_also_when_the_handler_died_on_the_way()
    {
        using var folder = Handler();
        var (exitCode, lines) = await RunAsync(new RunOptions { UntilIdle = true }, folder, """
            {"callId":"c1","closedAt":"2026-11-23T15:00:00Z"}
            {"at":"2026-11-24T15:00:00Z","queue":"call-closed","message":"crash"}
            """);

        using var last = JsonDocument.Parse(lines[^1]);
        Assert.Equal(0, exitCode);
        Assert.Equal(2, last.RootElement.GetProperty("events").GetInt32());
        Assert.Equal("2026-11-23T15:00:00Z", last.RootElement.GetProperty("simulatedFrom").GetString());
        Assert.Equal("2026-11-24T15:00:30Z", last.RootElement.GetProperty("simulatedTo").GetString());
        Assert.Equal(2, File.ReadAllLines(folder.File("starts")).Length);
    }

    [Fact]
    public async Task A_run_that_is_not_idle_after_sixty_simulated_days_ends_with_code_three_and_the_same_line()
    {
        using var folder = Handler();
        await File.WriteAllTextAsync(folder.File("settings.json"), """{"Never":{"Idle":true}}""");
        var (exitCode, lines) = await RunAsync(
            new RunOptions { UntilIdle = true, Settings = folder.File("settings.json") }, folder, """{"closedAt":"2026-11-23T15:00:00Z"}""");

        using var last = JsonDocument.Parse(lines[^1]);
        Assert.Equal(3, exitCode);
        Assert.Equal("2027-01-22T15:00:00Z", last.RootElement.GetProperty("simulatedTo").GetString());
    }

    [Fact]
    public async Task Kept_data_keeps_the_secrets_and_instances_share_them()
    {
        using var folder = Handler();
        var options = new RunOptions { UntilIdle = true, Data = folder.File("data"), Instances = 2 };
        await RunAsync(options, folder, """{"closedAt":"2026-11-23T15:00:00Z"}""");
        await RunAsync(options, folder, """{"closedAt":"2026-11-23T15:00:00Z"}""");

        Assert.Equal(4, File.ReadAllLines(folder.File("starts")).Length);
        Assert.Single(File.ReadAllLines(folder.File("starts")).Distinct());
    }

    private static async Task<(int ExitCode, string[] Lines)> RunAsync(RunOptions options, Folder folder, string events)
    {
        await File.WriteAllTextAsync(folder.File("events.ndjson"), events);
        using var output = new StringWriter();
        var job = new MainJob(
            options with { Port = 0, Handler = folder.File("handler.js"), Events = folder.File("events.ndjson"), Outbox = folder.File("outbox") },
            output, TextWriter.Null, TimeProvider.System);
        var exitCode = await job.RunAsync(enter: null, CancellationToken.None);
        return (exitCode, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static Folder Handler()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A script is an executable on Unix only.");
        var folder = new Folder();
        File.WriteAllText(folder.File("handler.js"), Script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.File("handler.js"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(folder.File("host.json"), """{"version":"2.0","extensions":{"http":{"routePrefix":""},"queues":{"visibilityTimeout":"00:00:30"}}}""");
        Function("CallClosed", """{"type":"queueTrigger","name":"message","queueName":"%NOT_SET%","dataType":"binary"}""");
        Function("DueSweep", """{"type":"timerTrigger","name":"timer","schedule":"0 * * * * *"}""");
        return folder;

        void Function(string name, string binding)
        {
            Directory.CreateDirectory(folder.File(name));
            File.WriteAllText(folder.File(Path.Combine(name, "function.json")), $$"""{"bindings":[{{binding}}]}""");
        }
    }

    private sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("runner").FullName;

        public string File(string name) => Path.Combine(_path, name);

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
