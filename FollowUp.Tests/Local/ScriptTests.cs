using System.Text;
using FollowUps.Local.Playing;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class ScriptTests
{
    public static TheoryData<string, string?, string?, string?, string> Lines() => new()
    {
        { """{"at":"2026-11-23T15:04:05Z","queue":"call-updates","message":{ "a": 1 }}""", "2026-11-23T15:04:05Z", "call-updates", "{ \"a\": 1 }", "an object, as written" },
        { """{"at":"2026-11-23T15:04:05Z","queue":"call-closed","message":"{\u00e9"}""", "2026-11-23T15:04:05Z", "call-closed", "{\u00e9", "a text, as it is" },
        { """{"callId":"c1"}""", null, null, """{"callId":"c1"}""", "a bare event" },
        { "  not json ", null, null, "  not json ", "anything else, byte for byte" },
        { """{"at":"2026-11-23T15:04:05Z","queue":"x"}""", null, null, """{"at":"2026-11-23T15:04:05Z","queue":"x"}""", "no message: not a scripted line" },
        { """{"at":"tomorrow","queue":"x","message":1}""", null, null, """{"at":"tomorrow","queue":"x","message":1}""", "no instant: not a scripted line" },
        { """{"at":"2026-11-23T15:04:05Z","queue":"x","message":[1]}""", "2026-11-23T15:04:05Z", "x", "[1]", "an array, as written" },
    };

    [Theory]
    [MemberData(nameof(Lines), DisableDiscoveryEnumeration = true)]
    public void A_line_is_posted_where_and_when_it_says_and_else_at_the_start(string text, string? at, string? queue, string? message, string what)
    {
        var line = Assert.Single(Parse(text).Lines);
        Assert.Equal((at is null ? null : Stage.At(at), queue, message), (line.At, line.Queue, line.Message));
        Assert.NotEmpty(what);
    }

    [Fact]
    public void Blank_lines_and_a_byte_order_mark_are_ignored_and_line_ends_are_of_either_kind()
    {
        var script = Parse("\uFEFF{\"a\":1}\r\n\n   \r\n{\"a\":2}\n");
        Assert.Equal([(1, "{\"a\":1}"), (4, "{\"a\":2}")], script.Lines.Select(l => (l.Line, l.Message)));
    }

    [Theory]
    [InlineData("""{"at":"2026-11-25T00:00:00Z","queue":"q","message":{"closedAt":"2026-11-01T00:00:00Z"}}""", "2026-11-25T00:00:00Z")]
    [InlineData("""{"data":{"closedAt":"2026-11-24T00:00:00Z"}}""", "2026-11-24T00:00:00Z")]
    [InlineData("""{"closedAt":"2026-11-24T02:00:00+02:00"}""", "2026-11-24T00:00:00Z")]
    [InlineData("eyJjbG9zZWRBdCI6IjIwMjYtMTEtMjRUMDA6MDA6MDBaIn0=", "2026-11-24T00:00:00Z")]
    [InlineData("""{"closedAt":5}""", "2026-12-01T00:00:00Z")]
    public void Simulated_time_starts_at_the_earliest_instant_that_the_file_speaks_of(string line, string earliest) =>
        Assert.Equal(Stage.At(earliest), Parse(line + "\n{\"at\":\"2026-12-01T00:00:00Z\",\"queue\":\"q\",\"message\":1}").Earliest);

    [Fact]
    public void Lines_come_out_in_the_order_of_time_those_without_one_first()
    {
        var script = Parse("""
            {"at":"2026-11-25T00:00:00Z","queue":"q","message":"third"}
            {"at":"2026-11-24T00:00:00Z","queue":"q","message":"second"}
            first
            """);

        Assert.Equal(["first"], Due("2026-11-23T00:00:00Z"));
        Assert.Equal(Stage.At("2026-11-24T00:00:00Z"), script.Next);
        Assert.Equal(["second", "third"], Due("2026-11-25T00:00:00Z"));
        Assert.Null(script.Next);

        string[] Due(string now) => [.. script.TakeDue(Stage.At(now)).Select(l => l.Message)];
    }

    private static Script Parse(string text) => Script.Parse(Encoding.UTF8.GetBytes(text));
}
