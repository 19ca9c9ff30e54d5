using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Local;

/// <summary>What the provider refused is sent again from the keyboard, on the kept data of a runner that has ended.</summary>
public sealed class ResendVerbTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("resend-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_mail_that_was_refused_is_due_again_by_its_call_alone_and_only_once()
    {
        var call = Given.CallEnvelope();
        call["data"]!["promises"] = null;
        var lines = new List<string> { call.ToJsonString() };
        foreach (var name in new[] { "call-7", "call-8" })
        {
            (call["id"], call["data"]!["callId"], call["data"]!["customer"]!["id"], call["data"]!["customer"]!["email"]) = (name, name, name, $"{name}@example.com");
            lines.Add(call.ToJsonString());
        }

        await File.WriteAllTextAsync(Path.Combine(_data, "events.ndjson"), string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_data, "faults.json"), """{"rules":[{"do":"400"}]}""", TestContext.Current.CancellationToken);
        var options = RunOptions.Parse(["--port", "0", "--until-idle", "--data", _data, "--events", Path.Combine(_data, "events.ndjson"), "--mailbox", Path.Combine(_data, "faults.json")]);
        Assert.Equal(0, await new MainJob(options, TextWriter.Null, TextWriter.Null, TimeProvider.System).RunAsync(null, TestContext.Current.CancellationToken));

        await using var api = await DeskApi.OpenAsync(null, null, _data, TestContext.Current.CancellationToken);
        Assert.Equal((1, "This call is not known in this division.\n"), await ResendAsync(api, "call-2"));
        Assert.Equal((1, "This follow-up is not known in this division.\n"), await ResendAsync(api, "call-1", "nothing"));
        Assert.Equal((1, "This call is not known in this division.\n"), await ResendAsync(api, "call-1", division: "north"));
        Assert.Equal((0, "It is due now, and goes out with the next sweep, as quota, window and suppression allow.\n"), await ResendAsync(api, "call-1"));
        Assert.Equal((1, "No follow-up of call-1 failed or is parked.\n"), await ResendAsync(api, "call-1"));

        Assert.Equal((0, "2 of 2 are due now, the oldest first, and go out as quota, window and suppression allow.\n"), await AllAsync(api));
        Assert.Equal((0, "Nothing of the division main failed or is parked.\n"), await AllAsync(api));
        Assert.Equal((1, "division: letters, digits and hyphens, at most 40.\n"), await AllAsync(api, "A_B"));
    }

    [Theory]
    [InlineData]
    [InlineData("call-1", "f-1", "more")]
    [InlineData("call-1", "--data")]
    [InlineData("call-1", "--port", "x")]
    [InlineData("call-1", "--depth", "1")]
    public Task Wrong_use_is_answered_with_what_would_be_right(params string[] arguments) =>
        Assert.ThrowsAsync<RunnerException>(() => ResendVerb.RunAsync(arguments, TextWriter.Null, TestContext.Current.CancellationToken));

    private static async Task<(int ExitCode, string Text)> AllAsync(DeskApi api, string division = "main")
    {
        using var output = new StringWriter { NewLine = "\n" };
        var exitCode = await ResendVerb.AllAsync(api, division, output, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString());
    }

    private static async Task<(int ExitCode, string Text)> ResendAsync(DeskApi api, string call, string? followUp = null, string division = "main")
    {
        using var output = new StringWriter { NewLine = "\n" };
        var exitCode = await ResendVerb.RunAsync(api, call, followUp, division, output, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString());
    }
}
