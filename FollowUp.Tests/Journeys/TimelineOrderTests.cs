using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.Tests.Fakes;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>Nobody reads the effect before its cause, whatever happens in one and the same instant.</summary>
public sealed class TimelineOrderTests
{
    private const string Start = "2026-11-23T15:05:00Z";

    /// <summary>Rows of one instant come in the order of their hashes: one call could have it right by chance.</summary>
    public static TheoryData<string> Calls => [.. Enumerable.Range(1, 8).Select(i => $"call-{i}")];

    [Theory]
    [MemberData(nameof(Calls))]
    public Task What_is_skipped_at_once_is_told_of_after_the_call_and_the_plan(string call) =>
        AssertBriefInOrderAsync(call, sim => sim.Settings = sim.Settings with { Mode = new MailMode.Off() }, "The supervisor-brief is not sent.");

    [Theory]
    [MemberData(nameof(Calls))]
    public Task What_waits_at_once_is_told_of_after_its_plan(string call) =>
        AssertBriefInOrderAsync(call, sim => sim.Mailbox.Next(new SendResult.Throttled(Duration.FromMinutes(5)), times: 2), "The supervisor-brief waits until");

    [Theory]
    [MemberData(nameof(Calls))]
    public Task What_is_unclear_at_once_is_told_of_after_its_plan(string call) =>
        AssertBriefInOrderAsync(call, sim => sim.Mailbox.Next(new SendResult.Unclear("timeout"), times: 2), "It is not known whether the supervisor-brief went out");

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Each_rung_is_told_of_after_the_one_before_that_could_not_be_asked(string call)
    {
        var sim = new Simulation(Start, s => s with { PlanBook = Plans.Books.Shipped });
        sim.Mailbox.Next(new SendResult.Refused("http-400"), times: 10);
        await sim.CloseAsync(Given.Call(call, outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync(Start);
        AssertInOrder(
            await ToldAsync(sim, call),
            "call platform: The call ended", "plan: The supervisor-brief is due", "send: The supervisor-brief could not be sent.", "plan: Unless somebody takes the case, rung 2",
            "send: The escalation could not be sent.", "plan: Unless somebody takes the case, the last rung");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_phone_call_instead_of_a_mail_is_told_of_after_the_mail(string call)
    {
        var sim = new Simulation(Start);
        sim.Mailbox.Next(new SendResult.Refused("http-400"));
        await sim.CloseAsync(Given.Call(call, mood: Mood.Angry));
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        AssertInOrder(
            await ToldAsync(sim, call),
            "send: The check-in could not be sent.", "plan: No mail can reach the customer: a call-task to the team is due", "send: The call-task to Billing Team was handed to the email provider.");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_was_stopped_while_it_was_posted_is_told_of_after_what_stopped_it(string call)
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = new Simulation(Start, store: store);
        sim.Mailbox.Next(new SendResult.NotConnected("refused"));
        await sim.CloseAsync(Given.Call(call));
        store.Before("put-back", () => sim.UpdateAsync(EventTypes.CustomerReplied, "u-1", null, ("callId", call)));
        await sim.PlayUntilAsync("2026-11-24T15:04:00Z");
        AssertInOrder(
            await ToldAsync(sim, call),
            "customer: The customer replied.", "should have been cancelled, but it is already on its way", "send: The check-in is cancelled.", "outcome: The follow-up of this call is over");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Opened_again_is_told_of_before_the_close_that_had_waited_for_it(string call)
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(call));
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        await sim.CloseAsync(Given.Call(call, outcome: CallOutcome.Unresolved, closedAt: "2026-11-23T15:59:00Z"));
        await sim.UpdateAsync(EventTypes.CallReopened, "u-1", "2026-11-23T15:30:00Z", ("callId", call));
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        AssertInOrder(
            await ToldAsync(sim, call),
            "call platform: The call was opened again.", "plan: The check-in is cancelled.", "outcome: The follow-up of this call is over: not followed up. Why: the call platform opened the call again",
            "call platform: The call was closed again", "plan: The supervisor-brief is due", "send: The supervisor-brief to ");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_is_said_once_more_is_told_of_after_what_was_said(string call)
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(Given.Call(call));
        await sim.PlayUntilAsync("2026-11-23T16:00:00Z");
        await sim.UpdateAsync(EventTypes.CallReopened, "u-1", null, ("callId", call));
        await sim.UpdateAsync(EventTypes.CallReopened, "u-2", null, ("callId", call));
        AssertInOrder(await ToldAsync(sim, call), "call platform: The call was opened again.", "plan: The check-in is cancelled.", "call platform: The call platform said once more that the call was opened again.");
    }

    /// <summary>The brief of an unresolved call, due at once, comes to <paramref name="told"/>.</summary>
    private static async Task AssertBriefInOrderAsync(string call, Action<Simulation> given, string told)
    {
        var sim = new Simulation(Start);
        given(sim);
        await sim.CloseAsync(Given.Call(call, outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync(Start);
        AssertInOrder(await ToldAsync(sim, call), "call platform: The call ended", "plan: The supervisor-brief is due", $"send: {told}");
    }

    private static async Task<IReadOnlyList<string>> ToldAsync(Simulation sim, string call) => [.. (await sim.TimelineAsync(call)).Select(line => line[17..])];

    private static void AssertInOrder(IReadOnlyList<string> told, params string[] parts)
    {
        var at = parts.Select(part => told.ToList().FindIndex(line => line.Contains(part, StringComparison.Ordinal))).ToList();
        Assert.True(at.TrueForAll(index => index >= 0) && at.SequenceEqual(at.Order()), $"Wanted in this order:\n{string.Join('\n', parts)}\n\nTold:\n{string.Join('\n', told)}");
    }
}
