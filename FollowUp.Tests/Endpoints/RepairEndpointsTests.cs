using System.Text.Json;
using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>The operator's repairs over HTTP, on the real handler and the emulator.</summary>
public sealed class RepairEndpointsTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("repairs-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task What_was_sent_is_refused_what_is_unknown_is_404_and_a_closed_circuit_stays_closed()
    {
        var events = Path.Combine(_data, "events.ndjson");
        await File.WriteAllTextAsync(events, Given.CallEnvelope().ToJsonString() + "\n", Token);
        var options = RunOptions.Parse(["--port", "0", "--until-idle", "--data", _data, "--events", events, "--outbox", Path.Combine(_data, "outbox")]);
        Assert.Equal(0, await new MainJob(options, TextWriter.Null, TextWriter.Null, TimeProvider.System).RunAsync(null, Token));

        await using var api = await DeskApi.OpenAsync(null, null, _data, Token);
        var (_, call) = await api.CallAsync(HttpMethod.Get, "/api/v1/calls/call-1", Token);
        Assert.Equal(("resolved", "calm"), (call.GetProperty("call").GetProperty("outcome").GetString(), call.GetProperty("call").GetProperty("mood").GetString()));
        var (_, index) = await api.CallAsync(HttpMethod.Get, "/api/v1", Token);
        Assert.Contains(index.GetProperty("operations").EnumerateArray(), o => o.GetProperty("path").GetString() == "/api/v1/dead-letters/redrive");
        var sent = call.GetProperty("followUps").EnumerateArray().First(f => f.GetProperty("state").GetString() == "sent").GetProperty("id").GetString();

        Assert.Equal((409, "It is not sent again: it was sent: sending it again would be a second mail."), await PostAsync(api, $"/api/v1/follow-ups/call-1/{sent}/resend"));
        Assert.Equal((404, "This follow-up is not known in this division."), await PostAsync(api, "/api/v1/follow-ups/call-1/nothing/resend"));
        Assert.Equal((404, "This follow-up is not known in this division."), await PostAsync(api, $"/api/v1/follow-ups/call-1/{sent}/resend?division=other"));
        Assert.Equal((400, "division: letters, digits and hyphens, at most 40."), await PostAsync(api, $"/api/v1/follow-ups/call-1/{sent}/resend?division=A_B"));
        Assert.Equal((404, "There is no dead letter with this id. A follow-up that failed or is parked is sent again by resend, with its call."), await PostAsync(api, "/api/v1/dead-letters/nothing/redrive"));
        Assert.Equal(400, (await api.CallAsync(HttpMethod.Get, "/api/v1/follow-ups/waiting?after=a%2Fb", Token)).Status);
        Assert.Equal("""{"followUps":[],"next":null}""", (await api.CallAsync(HttpMethod.Get, "/api/v1/follow-ups/waiting", Token)).Body.GetRawText());
        Assert.Equal(400, (await api.PostAsync("/api/v1/suppressions?everywhere=maybe", """{"address":"ada@example.com"}""", Token)).Status);
        Assert.Equal(400, (await api.PostAsync("/api/v1/suppressions/remove?althoughUnsubscribed=1", """{"address":"ada@example.com"}""", Token)).Status);
        Assert.Equal(400, (await api.PostAsync("/api/v1/suppressions/remove", """{"address":"ada@example.com","until":"2027-03-31"}""", Token)).Status);
        Assert.Equal((400, "body: it is no JSON object of texts."), await PostAsync(api, "/api/v1/test-mails"));
        var (status, circuit) = await api.CallAsync(HttpMethod.Post, "/api/v1/circuit/close?by=pat", Token);
        Assert.Equal((200, false), (status, circuit.GetProperty("closed").GetBoolean()));
    }

    private static async Task<(int Status, string? Error)> PostAsync(DeskApi api, string path)
    {
        var (status, body) = await api.CallAsync(HttpMethod.Post, path, Token);
        return (status, body.TryGetProperty("error", out JsonElement error) ? error.GetString() : null);
    }
}
