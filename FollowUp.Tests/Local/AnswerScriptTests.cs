using FollowUps.Local;
using FollowUps.Local.Playing;
using FollowUps.Local.Visitors;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class AnswerScriptTests
{
    private const string OneVisit = """[{"who":"Ada","mail":"check-in","call":"call-1","visits":[{"after":"20m","says":"5 of 5","link":"r","query":"score=5","form":{}}]}]""";

    [Fact]
    public void The_shipped_answers_can_be_read_and_speak_of_shipped_calls()
    {
        var visitors = AnswerScript.Read(Path.Combine(Repository.Root, "samples", "answers.json"));
        var calls = string.Join('\n', Script.Read(Path.Combine(Repository.Root, "samples", "calls.ndjson")).Lines.Select(line => line.Message));
        Assert.All(visitors, visitor => Assert.Contains(visitor.Call, calls, StringComparison.Ordinal));
        Assert.Equal(2, visitors.Count(visitor => visitor.Who.StartsWith("Mail scanner", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"20m\"", "\"soon\"", "after 'soon' is no time")]
    [InlineData("\"r\"", "\"x\"", "the link 'x' is none of")]
    [InlineData("\"says\"", "\"sys\"", "sys")]
    [InlineData("\"who\":\"Ada\",", "", "who")]
    public void What_is_not_right_is_named_with_its_file(string written, string instead, string message)
    {
        var error = Assert.Throws<RunnerException>(() => AnswerScript.Parse(OneVisit.Replace(written, instead, StringComparison.Ordinal), "mine.json"));
        Assert.Contains("mine.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_is_sent_as_a_browser_sends_it()
    {
        const string page = """
            <form method="post"><input type="hidden" name="nonce" value="one"><button type="submit" name="do" value="kept">Done</button></form>
            <form method="post"><input type="hidden" name="nonce" value="two"><input type="radio" name="solved" value="yes" checked> <input type="radio" name="solved" value="no">
            <textarea name="wish"></textarea><select name="callAt"><option value="">-</option><option value="t1">1</option><option value="t2">2</option></select></form>
            """;
        Assert.Equal("nonce=one, do=kept", Sent(page, ("do", "kept")));
        Assert.Equal("nonce=two, solved=yes, wish=More, callAt=t2", Sent(page, ("wish", "More"), ("callAt", "#2")));
        Assert.Equal("no form", Sent(page, ("elsewhere", "x")));
    }

    private static string Sent(string page, params (string Name, string Value)[] entries) =>
        PageForm.Fill(page, entries.ToDictionary(entry => entry.Name, entry => entry.Value)) is { } fields ? string.Join(", ", fields.Select(field => $"{field.Key}={field.Value}")) : "no form";
}
