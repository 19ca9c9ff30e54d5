using System.Text.Json;
using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>Recovery cases for machines, over the real handler.</summary>
public sealed class CaseEndpointsTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("cases-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task An_open_case_is_listed_taken_once_and_closed_with_a_cause_from_the_list()
    {
        var events = Path.Combine(_data, "events.ndjson");
        var call = Given.CallEnvelope();
        call["data"]!["outcome"] = "unresolved";
        call["data"]!["promises"] = new System.Text.Json.Nodes.JsonArray();
        await File.WriteAllTextAsync(events, call.ToJsonString() + "\n", Token);
        var options = RunOptions.Parse(["--port", "0", "--until-idle", "--data", _data, "--events", events, "--outbox", Path.Combine(_data, "outbox")]);
        Assert.Equal(0, await new MainJob(options, TextWriter.Null, TextWriter.Null, TimeProvider.System).RunAsync(null, Token));

        await using var api = await DeskApi.OpenAsync(null, null, _data, Token);
        var (_, open) = await api.CallAsync(HttpMethod.Get, "/api/v1/cases", Token);
        Assert.Equal(("call-1", "unacknowledged"), (Text(Assert.Single(open.GetProperty("cases").EnumerateArray()), "callId"), Text(open.GetProperty("cases")[0], "state")));

        Assert.Equal((400, "person"), await PostAsync(api, "call-1/take?person=p-nobody"));
        Assert.Equal((404, "callId"), await PostAsync(api, "no-call/take?person=p-nair"));
        Assert.Equal((200, null), await PostAsync(api, "call-1/take?person=p-nair"));
        Assert.Equal((409, null), await PostAsync(api, "call-1/take?person=p-okonkwo"));
        Assert.Equal((400, "result"), await PostAsync(api, "call-1/contacted?person=p-nair&result=perhaps"));
        Assert.Equal((400, "at"), await PostAsync(api, "call-1/call-at?person=p-nair&at=tomorrow"));
        Assert.Equal((400, "to"), await PostAsync(api, "call-1/hand-over?person=p-nair"));
        Assert.Equal((400, "cause"), await PostAsync(api, "call-1/close?person=p-nair"));
        Assert.Equal((200, null), await PostAsync(api, "call-1/close?person=p-nair&cause=other&action=done&prevention=never%20again"));
        Assert.Equal((409, "case"), await PostAsync(api, "call-1/take?person=p-marsh"));
        var (_, none) = await api.CallAsync(HttpMethod.Get, "/api/v1/cases", Token);
        Assert.Equal(0, none.GetProperty("cases").GetArrayLength());
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static async Task<(int Status, string? Field)> PostAsync(DeskApi api, string path)
    {
        var (status, body) = await api.CallAsync(HttpMethod.Post, $"/api/v1/cases/{path}", Token);
        return (status, body.TryGetProperty("field", out JsonElement field) ? field.GetString() : null);
    }
}
