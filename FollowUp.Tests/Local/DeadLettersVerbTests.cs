using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Local;

/// <summary>The verb on the kept data of a runner that has ended: the emulator and the handler come up for it and go again.</summary>
public sealed class DeadLettersVerbTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("dead-letters-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Dead_letters_of_a_finished_run_are_shown_and_redriven_and_wait_again_when_nothing_was_mended()
    {
        var events = Path.Combine(_data, "events.ndjson");
        await File.WriteAllLinesAsync(events, ["""{"callId":"bad-1"}""", "nonsense", """{"callId":"bad-1"}"""], TestContext.Current.CancellationToken);
        await RunAsync(events);
        Assert.EndsWith("2 in all, 2 waiting. Redrive: dead-letters redrive ID, or all.\n", await VerbAsync(), StringComparison.Ordinal);
        Assert.Equal("2 back on their queues.\n", await VerbAsync("redrive", "all"));
        Assert.Contains("2 in all, 0 waiting", await VerbAsync(), StringComparison.Ordinal);

        var none = Path.Combine(_data, "none.ndjson");
        await File.WriteAllTextAsync(none, "\n", TestContext.Current.CancellationToken);
        await RunAsync(none);
        var table = await VerbAsync();
        Assert.Contains("2 in all, 2 waiting", table, StringComparison.Ordinal);
        var id = table.Split('\n')[1].Split(' ')[0];
        Assert.Equal("1 back on its queue.\n", await VerbAsync("redrive", id));
        Assert.Equal("Nothing waits: it was redriven before.\n", await VerbAsync("redrive", id));
    }

    [Theory]
    [InlineData("redrive")]
    [InlineData("show", "x")]
    [InlineData("--data")]
    [InlineData("--depth", "1")]
    public Task Wrong_use_is_answered_with_what_would_be_right(params string[] arguments) =>
        Assert.ThrowsAsync<RunnerException>(() => DeadLettersVerb.RunAsync(arguments, TextWriter.Null, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_folder_in_which_no_runner_has_kept_anything_is_said_to_be_so()
    {
        var exception = await Assert.ThrowsAsync<RunnerException>(() => DeadLettersVerb.RunAsync(["--data", _data], TextWriter.Null, TestContext.Current.CancellationToken));
        Assert.Contains("no runner has kept anything there", exception.Message, StringComparison.Ordinal);
    }

    private async Task RunAsync(string events)
    {
        var options = RunOptions.Parse(["--port", "0", "--until-idle", "--data", _data, "--events", events, "--outbox", Path.Combine(_data, "outbox")]);
        var exit = await new MainJob(options, TextWriter.Null, TextWriter.Null, TimeProvider.System).RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal(0, exit);
    }

    private async Task<string> VerbAsync(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        await DeadLettersVerb.RunAsync([.. words, "--data", _data], output, TestContext.Current.CancellationToken);
        return output.ToString();
    }
}
