using System.Text;
using System.Text.Json;
using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Local;

/// <summary>Delivery reports and the suppression list in the running product: the real handler, Azurite, and the mailbox with its faults.</summary>
public sealed class SuppressionRunTests
{
    private const string Ada = """
        {"at":"2026-11-23T15:04:05Z","queue":"call-closed","message":{"callId":"call-1","closedAt":"2026-11-23T15:04:00Z","outcome":"resolved","customer":{"id":"c-1","email":"ada@example.com","phone":"+33 1 99 00 12 34","surveyPermission":"granted"}}}
        """;

    private const string AdaAgain = """
        {"at":"2026-12-10T09:00:00Z","queue":"call-closed","message":{"callId":"call-2","closedAt":"2026-12-10T08:59:00Z","outcome":"unresolved","customer":{"id":"c-1","email":"ada@example.com"}}}
        """;

    [Fact]
    public async Task After_a_bounce_the_next_call_of_this_customer_is_followed_up_by_no_mail()
    {
        var folder = Directory.CreateTempSubdirectory("bounce").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "faults.json"), """{"rules":[{"match":{"address":"ada@example.com"},"do":"bounce"}]}""");
        using var output = new StringWriter();
        var options = await OptionsAsync(folder, $"{Ada}\n{AdaAgain}") with { UntilIdle = true, Mailbox = Path.Combine(folder, "faults.json") };
        Assert.Equal(0, await new MainJob(options, output, TextWriter.Null, TimeProvider.System).RunAsync(null, TestContext.Current.CancellationToken));

        using var last = JsonDocument.Parse(output.ToString().TrimEnd().Split('\n')[^1]);
        var followUps = last.RootElement.GetProperty("followUps");
        Assert.Equal(0, followUps.GetProperty("pending").GetInt32());
        Assert.Equal(0, last.RootElement.GetProperty("deadLetters").GetInt32());
        Assert.Single(Directory.EnumerateFiles(options.Outbox!, "*.eml"), file => MimeKit.MimeMessage.Load(file).To.ToString().Contains("ada@example.com", StringComparison.Ordinal));

        // Of the second call the acknowledgement and the outreach; a date that nobody was told of is not excused. What else goes out is for the house.
        Assert.Equal((1, 2, 0), (followUps.GetProperty("cancelled").GetInt32(), followUps.GetProperty("skipped").GetInt32(), followUps.GetProperty("failed").GetInt32()));
        Assert.Equal(
            ["check-in", "escalation", "supervisor-brief"],
            Directory.EnumerateFiles(options.Outbox!, "*.eml").Select(file => MimeKit.MimeMessage.Load(file).Headers["X-FollowUp-Kind"]).Distinct().Order(StringComparer.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_list_is_imported_into_a_running_installation_and_an_address_can_be_looked_up()
    {
        var folder = Directory.CreateTempSubdirectory("import").FullName;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var up = new Announcing("/mailbox");
        var options = await OptionsAsync(folder, Ada) with { Port = FreePorts.One() };
        var job = new MainJob(options, up, TextWriter.Null, TimeProvider.System).RunAsync(null, stop.Token);
        await Task.WhenAny(up.Seen, job);
        await File.WriteAllTextAsync(Path.Combine(folder, "list.csv"), "address,reason,until\nbob@example.com,complaint,\ncleo@example.com,,2027-03-31\nbob@example.com,manual,\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.csv"), "address,reason\nbob@example.com,annoyed\n");
        async Task<(int Code, string Text)> SayAsync(params string[] arguments)
        {
            using var output = new StringWriter();
            var code = await SuppressionVerb.RunAsync([.. arguments, "--port", $"{options.Port}"], output, stop.Token);
            return (code, output.ToString().Trim());
        }

        Assert.Equal((0, "3 read, 2 written; the list already had the others."), await SayAsync("import", Path.Combine(folder, "list.csv")));
        Assert.Equal((0, "3 read, 0 written; the list already had the others."), await SayAsync("import", Path.Combine(folder, "list.csv")));
        Assert.Equal((0, "3 read, 2 written; the list already had the others."), await SayAsync("import", Path.Combine(folder, "list.csv"), "--everywhere"));
        var (code, text) = await SayAsync("import", Path.Combine(folder, "bad.csv"));
        Assert.Equal(2, code);
        Assert.Contains("line 2, reason: \"annoyed\" is not a reason.", text, StringComparison.Ordinal);

        Assert.Equal((0, "1 read, 1 written; the list already had the others.\nMind the division: it has had no event yet."), await SayAsync("add", "Dora@Example.com", "--scope", "surveys", "--division", "north"));
        Assert.Equal((2, "entry 1, until: \"2020-01-01\" is over. Leave the line out, or write a later date."), await SayAsync("add", "dora@example.com", "--until", "2020-01-01"));
        Assert.StartsWith("north: manual, surveys, since 2026-", (await SayAsync("show", "dora@example.com", "--division", "north")).Text, StringComparison.Ordinal);
        Assert.Equal((0, "Not suppressed."), await SayAsync("show", "ada@example.com"));
        Assert.Equal(
            ["main: complaint, everything", "main: manual, everything", "everywhere: complaint, everything", "everywhere: manual, everything"],
            (await SayAsync("show", "bob@example.com")).Text.Split('\n').Select(line => line[..line.IndexOf(", since", StringComparison.Ordinal)]));

        static string Untimed(string text) => System.Text.RegularExpressions.Regex.Replace(text, "(, since| at) 2026[^ ;\n]*", "");
        Assert.Equal("1 read, 1 written; the list already had the others.", (await SayAsync("add", "bob@example.com", "--reason", "unsubscribed")).Text);
        var (first, said) = await SayAsync("remove", "bob@example.com", "--by", "pat");
        Assert.Equal(
            (1, "Taken off: main: complaint, everything\nTaken off: main: manual, everything\n"
                + "Still on it: main: unsubscribed, surveys; the recipient asked for it: say --although-unsubscribed when they ask to be written to again\n"
                + "Still on it: everywhere: complaint, everything; it holds in every division: say --everywhere\nStill on it: everywhere: manual, everything; it holds in every division: say --everywhere"),
            (first, Untimed(said)));
        (first, said) = await SayAsync("remove", "bob@example.com", "--everywhere", "--although-unsubscribed");
        Assert.Equal((0, "Taken off: main: unsubscribed, surveys\nTaken off: everywhere: complaint, everything\nTaken off: everywhere: manual, everything"), (first, Untimed(said)));
        Assert.Equal((0, "Nothing was taken off."), await SayAsync("remove", "bob@example.com", "--everywhere"));
        Assert.StartsWith(
            "Not suppressed.\nmain: unsubscribed was taken off by runner\nmain: complaint was taken off by pat\n", Untimed((await SayAsync("show", "bob@example.com")).Text), StringComparison.Ordinal);
        Assert.Equal((2, "entry 1, reason: \"annoyed\" is not a reason. Write one of unsubscribed, bounced, complaint, manual, or leave it empty for all."), await SayAsync("remove", "bob@example.com", "--reason", "annoyed"));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
        var refusal = await Assert.ThrowsAsync<RunnerException>(() => SuppressionVerb.RunAsync(["show", "ada@example.com", "--port", $"{options.Port}"], TextWriter.Null, CancellationToken.None));
        Assert.StartsWith($"No runner is up on port {options.Port}", refusal.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("Use it so:")]
    [InlineData("Use it so:", "import")]
    [InlineData("Unknown: suppressions forget.", "forget", "x")]
    [InlineData("Unknown option '--why'.", "add", "x", "--why", "y")]
    [InlineData("--division needs a value.", "add", "x", "--division")]
    [InlineData("Name --division or --everywhere, not both.", "add", "x", "--division", "d", "--everywhere")]
    [InlineData("none.csv: there is no such file.", "import", "none.csv")]
    [InlineData("--url care is no address", "add", "x", "--url", "care")]
    public async Task A_wrong_use_is_told_in_one_line(string message, params string[] arguments)
    {
        var refusal = await Assert.ThrowsAsync<RunnerException>(() => SuppressionVerb.RunAsync(arguments, TextWriter.Null, CancellationToken.None));
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<RunOptions> OptionsAsync(string folder, string events)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "events.ndjson"), events);
        return new RunOptions { Port = 0, Events = Path.Combine(folder, "events.ndjson"), Outbox = Path.Combine(folder, "outbox") };
    }

    /// <summary>A writer that tells when a text has been written to it.</summary>
    private sealed class Announcing(string text) : StringWriter
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override Task WriteLineAsync(string? value)
        {
            if (value?.Contains(text, StringComparison.Ordinal) == true) _seen.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
