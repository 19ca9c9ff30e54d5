using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class ExplainVerbTests
{
    private static readonly string Samples = Path.Combine(Repository.Root, "samples");

    [Theory]
    [InlineData("calls.ndjson")]
    [InlineData("week.ndjson")]
    public async Task Every_event_of_a_sample_is_explained(string sample)
    {
        var text = await RunAsync(Path.Combine(Samples, sample));

        var events = File.ReadLines(Path.Combine(Samples, sample)).Count(line => line.Trim().Length > 0);
        Assert.Equal(events, text.Split('\n').Count(line => line.StartsWith("── line ", StringComparison.Ordinal)));
        Assert.DoesNotContain("is not explained", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_event_may_stand_on_many_lines_and_is_known_when_it_closed()
    {
        var text = await RunAsync(Written(Given.CallEnvelope().ToString()));

        Assert.StartsWith("── line 1, call-closed, 2026-11-23 15:04:00 UTC ──\nCall call-1\n", text, StringComparison.Ordinal);
        Assert.Contains("waits for the last promise", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_moment_and_another_plan_book_may_be_asked_about()
    {
        var book = Written("""
            { "rules": [{ "name": "nobody", "plan": [] }], "calendars": { "default": { "zone": "Europe/London", "week": { "monday": ["09:00-18:00"] } } } }
            """);

        Assert.Contains("Rule \"nobody\" plans nothing", await RunAsync(Written(Given.CallEnvelope().ToString()), "--config", book), StringComparison.Ordinal);
        Assert.Contains("not sent (too old)", await RunAsync(Written(Given.CallEnvelope().ToString()), "--now", "2027-11-23T15:04:05Z"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var call = Written(Given.CallEnvelope().ToString());
        Assert.Contains("there is no such file", await FailAsync("nowhere.ndjson"), StringComparison.Ordinal);
        Assert.Contains("there is no plan book", await FailAsync(call, "--config", "nowhere.json"), StringComparison.Ordinal);
        Assert.Contains("'rules' is missing", await FailAsync(call, "--config", Written("{}")), StringComparison.Ordinal);
        Assert.Contains("--now yesterday is not an instant", await FailAsync(call, "--now", "yesterday"), StringComparison.Ordinal);
        Assert.Contains("Unknown option '--live'", await FailAsync(call, "--live", "1"), StringComparison.Ordinal);
        Assert.Contains("Name the file", await FailAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> FailAsync(params string[] arguments) =>
        (await Assert.ThrowsAsync<RunnerException>(() => RunAsync(arguments))).Message;

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, await new ExplainVerb(output).RunAsync(arguments));
        return output.ToString();
    }

    private static string Written(string text)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text);
        return file;
    }
}
