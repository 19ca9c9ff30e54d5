using FollowUps.Local;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class RunOptionsTests
{
    public static TheoryData<string, RunOptions> Right() => new()
    {
        { "", new RunOptions() },
        { "--events a.ndjson --until-idle", new RunOptions { Events = "a.ndjson", UntilIdle = true } },
        { "--start 2026-11-23T15:04:05Z --until 2026-12-01T01:00:00+01:00", new RunOptions { Start = Stage.At("2026-11-23T15:04:05Z"), Until = Stage.At("2026-12-01T00:00:00Z") } },
        { "--live --port 8080", new RunOptions { Live = true, Port = 8080 } },
        { "--port=0 --instances=3", new RunOptions { Port = 0, Instances = 3 } },
        { "--outbox out --mailbox f.json --data d --settings s.json --handler h", new RunOptions { Outbox = "out", Mailbox = "f.json", Data = "d", Settings = "s.json", Handler = "h" } },
        { "--help", new RunOptions { Help = true } },
    };

    [Theory]
    [MemberData(nameof(Right), DisableDiscoveryEnumeration = true)]
    public void Options_are_read_as_documented(string line, RunOptions expected) => Assert.Equal(expected, RunOptions.Parse(Words(line)));

    [Theory]
    [InlineData("--evnts a", "Unknown option '--evnts'. Known: --events, --answers, --start, --until-idle,")]
    [InlineData("--events", "--events needs a value: --events FILE.")]
    [InlineData("--until-idle=yes", "--until-idle takes no value.")]
    [InlineData("--start monday", "--start monday is not an instant: write it like 2026-11-23T15:04:05Z.")]
    [InlineData("--instances 0", "--instances 0: a whole number from 1 to 32 is needed.")]
    [InlineData("--port 70000", "--port 70000: a whole number from 0 to 65535 is needed.")]
    [InlineData("--live --start 2026-11-23T15:04:05Z", "--live runs in real time: leave out --start.")]
    public void A_wrong_option_is_an_error_that_says_what_would_be_right(string line, string message)
    {
        var error = Assert.Throws<RunnerException>(() => RunOptions.Parse(Words(line)));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void The_help_text_names_every_option_and_its_default()
    {
        var help = Help.Text(Verb.All);
        foreach (var option in new[] { "--events FILE", "--start INSTANT", "--until-idle", "--live", "--until INSTANT", "--outbox DIR", "--instances N", "--mailbox FILE", "--port N", "--data DIR", "--settings FILE", "--handler PATH" })
            Assert.Contains(option, help, StringComparison.Ordinal);
        Assert.Contains(".local/outbox", help, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_is_no_verb_is_an_error() => Assert.Throws<RunnerException>(() => Verb.Find(["explode"]));

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
