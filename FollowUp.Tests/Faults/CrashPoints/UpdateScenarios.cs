using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;
using static FollowUps.Tests.Faults.CrashPoints.Scenarios;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>What the call platform or the CRM says about a call or a customer.</summary>
internal static class UpdateScenarios
{
    private static readonly (string, string) Call = ("callId", "call-1");
    private static readonly (string, string) Customer = ("customerId", "c-1");
    private static readonly (string, string) Promise = ("promiseId", "p-1");

    public static IReadOnlyList<Scenario> All { get; } =
    [
        Update("the customer is in a call", OneCall, EventTypes.CallStarted, [("callId", "call-2"), Customer], "find u", "commit update-customer") with
        {
            // It never closes; when the longest call there can be is over, the survey goes out all the same.
            Given = async world => await DeliverAsync(world, world.Start(), Given.Call()),
        },
        Update("the customer replied about a call", OneCall, EventTypes.CustomerReplied, [Call], "find c", "commit update") with { Then = CancelledAsync },
        Update("the customer replied", OneCall, EventTypes.CustomerReplied, [Customer], "range u", "commit update-customer") with { Then = CancelledAsync },
        Update("a call is opened again", OneCall, EventTypes.CallReopened, [Call], "find c", "commit update") with { Then = CancelledAsync },
        Update("a call is opened again that was closed again before", ClosedTwice, EventTypes.CallReopened, [Call], "commit update", "commit intake") with { Then = PlannedAnewAsync },
        Update("a promise is kept", Promised, EventTypes.PromiseKept, [Call, Promise, ("keptAt", "2026-11-23T15:04:30Z")], "commit update"),
        Update("a promise is moved", Promised, EventTypes.PromiseMoved, [Call, Promise, ("dueAt", "2026-11-26T16:00:00Z")], "commit update"),
        Update("the supervisor was in contact", Unresolved, EventTypes.SupervisorContacted, [Call], "commit update"),
        Update("the case is closed", Unresolved, EventTypes.CaseClosed, [Call, ("cause", "billing error"), ("action", "two-eyes check")], "commit update"),
        Update("the customer is erased", OneCall, EventTypes.CustomerErased, [Customer], "commit erased"),
        Update("an update before its call", Nothing, EventTypes.CustomerReplied, [Call], "commit wait") with { Then = ExpiredAsync },
        Update("an update that cannot be used", Nothing, EventTypes.PromiseKept, [Call], "commit dead-letter"),
        new("intake of a call that updates waited for", Awaited, async (world, handler) => await DeliverAsync(world, handler, Given.Call()), "find c", "commit intake", "commit update") { Then = CancelledAsync },
        new("intake of an unsolved call that a contact and the end of its case waited for", AwaitedCase, async (world, handler) => await DeliverAsync(world, handler, Given.Call(outcome: CallOutcome.Unresolved)), "commit intake", "commit update") { Then = RecoveredAsync },
        new("an update that waited in vain", Expiring, async (world, handler) => await world.DeliverSendsAsync(handler), "commit expire-waiting") { Then = ExpiredAsync },
        new("intake of the call that held surveys back", Held, async (world, handler) => await DeliverAsync(world, handler, Given.Call("call-2", CallOutcome.Abandoned, closedAt: "2026-11-24T15:10:00Z")), "commit intake", "commit release"),
    ];

    private static Scenario Update(string name, Func<World, Task> given, string type, (string, string)[] data, params string[] sends) =>
        new($"update: {name}", given, async (world, handler) =>
        {
            if (world.Updates.Count == 0)
            {
                world.Updates.Add(Given.Update(type, "evt-u1", world.Now.ToString(), data));
            }

            await world.DeliverUpdatesAsync(handler);
        }, sends);

    private static async Task ClosedTwice(World world)
    {
        await OneCall(world);
        world.Now += Duration.FromMinutes(40);
        await DeliverAsync(world, world.Start(), Given.Call(closedAt: "2026-11-23T15:44:00Z"));
    }

    private static Task Promised(World world) => DeliverAsync(world, world.Start(), Given.Call() with { Promises = [Given.Promise()] });

    private static Task Unresolved(World world) => DeliverAsync(world, world.Start(), Given.Call(outcome: CallOutcome.Unresolved));

    private static async Task Awaited(World world)
    {
        world.Updates.Add(Given.Update(EventTypes.CustomerReplied, "evt-u1", world.Now.ToString(), Call));
        await world.DeliverUpdatesAsync(world.Start());
    }

    private static async Task AwaitedCase(World world)
    {
        world.Updates.Add(Given.Update(EventTypes.CaseClosed, "evt-u2", world.Now.ToString(), Call, ("cause", "billing error"), ("action", "two-eyes check")));
        world.Updates.Add(Given.Update(EventTypes.SupervisorContacted, "evt-u1", world.Now.ToString(), Call));
        await world.DeliverUpdatesAsync(world.Start());
    }

    private static async Task<IEnumerable<string>> RecoveredAsync(World world)
    {
        var call = (await world.RowsAsync()).Single(row => row.Key[0] == 'c').As<CallRow>();
        var asked = (await FollowUpsAsync(world)).Count(f => f is { Kind: "re-check-in", State: FollowUpState.Sent });
        return (call.EndedAs, call.Case?.State, call.Waiting.Length, asked) is var end && end is ("recovered", Recovery.CaseState.Closed, 0, 1) ? [] : [$"the call ended as {end}"];
    }

    private static async Task Expiring(World world)
    {
        await Awaited(world);
        world.Now += Duration.FromDays(8);
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
    }

    /// <summary>A plan book in which a new call does not stop a check-in: it only waits for its end.</summary>
    private static async Task Held(World world)
    {
        world.Settings = Given.Installation with { PlanBook = Given.PlanBookWithStop("check-in") };
        await OneCall(world);
        world.Now = Given.At("2026-11-24T15:00:00Z");
        world.Updates.Add(Given.Update(EventTypes.CallStarted, "evt-u1", world.Now.ToString(), ("callId", "call-2"), Customer));
        await world.PlayUntilAsync("2026-11-24T15:10:00Z");
    }

    private static async Task<IEnumerable<string>> CancelledAsync(World world) =>
        (await FollowUpsAsync(world)).Where(f => f.State != FollowUpState.Cancelled).Select(f => $"the {f.Kind} is {f.State} after a fact that stops it");

    private static async Task<IEnumerable<string>> PlannedAnewAsync(World world) =>
        (await FollowUpsAsync(world)).Count(f => f is { Kind: "check-in", Episode: 2, State: FollowUpState.Sent }) is var sent and not 1 ? [$"the second episode has {sent} check-ins"] : [];

    private static async Task<IEnumerable<string>> ExpiredAsync(World world) =>
        (await world.RowsAsync()).Count(r => r.Key[0] == 't' && r.As<TimelineEntry>().Kind == "update.expired") is var told and not 1 ? [$"the timeline tells {told} times that the update expired"] : [];
}
