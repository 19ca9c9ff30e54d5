using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local.Mail;
using FollowUps.State;
using FollowUps.Tests.Endpoints;
using MimeKit;
using Xunit;

namespace FollowUps.Tests.Faults;

/// <summary>
/// The process is killed (SIGKILL: nothing of it runs any more) at a request of its own, before or after it took effect. Whatever the moment: no
/// follow-up is lost, and none is mailed twice.
/// </summary>
public sealed class KillTests(AzuriteFixture azurite)
{
    private static readonly Dictionary<string, Moment[]> Deaths = new(StringComparer.Ordinal)
    {
        ["while a call is recorded, before it is stored"] = [new(Call, Applied: false)],
        ["while a call is recorded, just after it is stored"] = [new(Call, Applied: true)],
        ["while a sweep claims, before the claim is stored"] = [new(Claim, Applied: false)],
        ["between the claim and the message that asks to send"] = [new(Claim, Applied: true)],
        ["just after the message that asks to send"] = [new(SendMessage, Applied: true)],
        ["before the fence is stored"] = [new(Fence, Applied: false)],
        ["between the fence and the first mail"] = [new(Fence, Applied: true)],
        ["in mid-send, before the provider took the second mail"] = [new(Post, Applied: false, Nth: 2)],
        ["in mid-send, after the provider took the second mail"] = [new(Post, Applied: true, Nth: 2)],
        ["after the last mail, before the outcome is stored"] = [new(Outcome, Applied: false)],
        ["just after the outcome is stored"] = [new(Outcome, Applied: true)],
        ["before the outgoing events are published"] = [new(Publish, Applied: false)],
        ["between publishing the outgoing events and taking them off the outbox"] = [new(Publish, Applied: true)],
        ["in mid-send, and again while it is found out what became of it"] = [new(Post, Applied: true), new(Outcome, Applied: false)],
    };

    public static TheoryData<string> Moments => [.. Deaths.Keys];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Nothing_is_lost_and_nothing_goes_out_twice_when_the_process_is_killed(string moment)
    {
        await using var gate = new Gate(Deaths[moment]);
        await using var stage = await HandlerStage.StartAsync(azurite.ConnectionString, through: gate.LeadThroughAsync);
        gate.Kill = stage.Handler.Kill;
        for (var i = 1; i <= 3; i++) await stage.PostAsync(CallOf(i));

        await stage.PlayToTheEndAsync();

        Assert.Equal(0, gate.Ahead);
        var followUps = await stage.RowsAsync<FollowUp>("f:");
        Assert.Equal(["check-in 3", "check-in-reminder 3"], followUps.GroupBy(f => f.Kind).Select(g => $"{g.Key} {g.Count()}").Order(StringComparer.Ordinal));
        Assert.All(followUps, followUp => Assert.Equal(FollowUpState.Sent, followUp.State));
        Assert.Equal(followUps.Select(f => f.Id).Order(StringComparer.Ordinal), stage.Mails.Select(IdOf).Order(StringComparer.Ordinal));
        var calls = await stage.RowsAsync<CallRow>("c:");
        Assert.Equal(["call-1", "call-2", "call-3"], calls.Select(c => c.CallId).Order(StringComparer.Ordinal));
        Assert.All(calls, call => Assert.Equal("unanswered", call.EndedAs));
        Assert.Empty(await stage.RowsAsync<DeadLetterRow>("b:"));
        Assert.Empty(await stage.RowsAsync<DueItem>("d:"));
        Assert.Empty(await stage.RowsAsync<DueItem>("l:"));
        Assert.Equal(
            ["followup.closed.v1 3", "followup.scheduled.v1 6", "followup.sent.v1 6"],
            (await PublishedAsync(stage)).Distinct().GroupBy(e => e.Type).Select(g => $"{g.Key} {g.Count()}").Order(StringComparer.Ordinal));
    }

    private static bool Call(Outgoing request) => request.Body.Contains("\"RowKey\":\"c:", StringComparison.Ordinal);

    private static bool Claim(Outgoing request) => request.Body.Contains("\"RowKey\":\"l:", StringComparison.Ordinal);

    private static bool Fence(Outgoing request) => request.Body.Contains("\"RowKey\":\"m:", StringComparison.Ordinal);

    private static bool Outcome(Outgoing request) => request.Body.Contains("followup.sent", StringComparison.Ordinal) && request.Target.Contains("$batch", StringComparison.Ordinal);

    private static bool SendMessage(Outgoing request) => request.Method == "POST" && request.Target.Contains("-send/messages", StringComparison.Ordinal);

    private static bool Publish(Outgoing request) => request.Method == "POST" && request.Target.Contains("-outcomes/messages", StringComparison.Ordinal);

    private static bool Post(Outgoing request) => request.Target.StartsWith("/emails:send", StringComparison.Ordinal);

    private static CallClosed CallOf(int number) => Given.Call($"call-{number}") with { Customer = Given.Customer($"c-{number}") with { Email = Given.Address($"ada.{number}@example.com") } };

    private static string IdOf(OutboxMail mail)
    {
        using var message = MimeMessage.Load(mail.Path);
        return message.Headers["X-FollowUp-Id"]!;
    }

    private static async Task<IReadOnlyList<(string Type, string Id)>> PublishedAsync(HandlerStage stage) =>
        [.. (await stage.TextsAsync("Queues__Outcomes")).SelectMany(text => JsonDocument.Parse(text).RootElement.EnumerateArray())
            .Select(e => (e.GetProperty("type").GetString()!, e.GetProperty("id").GetString()!))];
}
