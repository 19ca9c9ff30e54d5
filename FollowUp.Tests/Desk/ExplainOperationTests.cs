using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Desk;
using FollowUps.Tests.Fakes;
using FollowUps.Tests.Journeys;
using FollowUps.Triggers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FollowUps.Tests.Desk;

public sealed class ExplainOperationTests
{
    private const string Now = "2026-11-23T15:05:00Z";

    [Fact]
    public async Task It_tells_rules_due_instants_and_what_stops_a_follow_up()
    {
        var (status, answer) = await AskAsync(new Simulation(Now), Given.Bytes(Given.Call(mood: Mood.Angry)));

        Assert.Equal(200, status);
        Assert.Equal("resolved, upset", answer.GetProperty("rule").GetString());
        Assert.False(answer.GetProperty("known").GetBoolean());
        Assert.Equal(["decides", "notReached", "doesNotMatch", "doesNotMatch"], answer.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("verdict").GetString()));
        var followUp = Assert.Single(answer.GetProperty("followUps").EnumerateArray());
        Assert.Equal("2026-11-24T10:04:00Z", followUp.GetProperty("dueAt").GetString());
        Assert.Contains("newCall", followUp.GetProperty("stoppedBy").EnumerateArray().Select(fact => fact.GetString()));
        Assert.Contains("4 business hours", answer.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_knows_what_is_stored_and_writes_nothing()
    {
        var sim = new Simulation(Now);
        await sim.CloseAsync(Given.Call());
        var store = (InMemoryFollowUpStore)sim.Store;
        var before = store.Committed.Count;

        var (_, answer) = await AskAsync(sim, Given.Bytes(Given.Call()));
        await AskAsync(sim, Given.Bytes(Given.Call("call-2")));

        Assert.True(answer.GetProperty("known").GetBoolean());
        Assert.Equal(before, store.Committed.Count);
    }

    [Fact]
    public async Task Another_moment_may_be_asked_about()
    {
        var (_, answer) = await AskAsync(new Simulation(Now), Given.Bytes(Given.Call()), "?now=2027-01-01T00:00:00Z");

        Assert.Equal("too old", Assert.Single(answer.GetProperty("followUps").EnumerateArray()).GetProperty("skipped").GetString());
    }

    [Theory]
    [InlineData("Hello", "", "message")]
    [InlineData("{}", "", "data.callId")]
    [InlineData("{}", "?now=soon", "now")]
    public async Task What_cannot_be_used_is_named_with_its_fix(string body, string query, string field)
    {
        var (status, answer) = await AskAsync(new Simulation(Now), System.Text.Encoding.UTF8.GetBytes(body), query);

        Assert.Equal(400, status);
        Assert.Equal(field, answer.GetProperty("field").GetString());
        Assert.NotEmpty(answer.GetProperty("fix").GetString()!);
    }

    [Fact]
    public async Task A_body_longer_than_a_queue_message_is_refused() =>
        Assert.Equal("body", (await AskAsync(new Simulation(Now), new byte[70_000])).Answer.GetProperty("field").GetString());

    private static async Task<(int Status, JsonElement Answer)> AskAsync(Simulation sim, byte[] body, string query = "")
    {
        var services = new ServiceCollection()
            .AddSingleton(sim.Store)
            .AddSingleton(Simulation.Identity)
            .AddSingleton<Func<Installation>>(() => sim.Settings)
            .AddSingleton(new InvocationClock(new FollowUpOptions { ClockFromInvocation = true }, TimeProvider.System));
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        context.Request.Body = new MemoryStream(body);
        context.Request.QueryString = new QueryString(query);
        context.Request.Headers[InvocationClock.Header] = sim.Now.ToString();
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await ExplainOperation.RunAsync(context);
        return (context.Response.StatusCode, JsonDocument.Parse(answer.ToArray()).RootElement);
    }
}
