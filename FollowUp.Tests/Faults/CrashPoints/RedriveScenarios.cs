using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Sending;
using FollowUps.State;
using static FollowUps.Tests.Faults.CrashPoints.Scenarios;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>What an operator does about what went wrong.</summary>
internal static class RedriveScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("redrive of one dead letter", LetterOfKnownCall, async (world, handler) =>
        {
            await handler.Redrives.OneAsync(await LetterIdAsync(world), "pat", world.Now, CancellationToken.None);
            await world.DeliverCallsAsync(handler);
        }, "range n:", "find b", "put input", "commit redrive") { RepeatsByHand = true, Then = OneMailAsync },
        new("redrive of all dead letters", LetterOfKnownCall, async (world, handler) =>
        {
            await handler.Redrives.AllAsync("pat", world.Now, CancellationToken.None);
            await world.DeliverCallsAsync(handler);
        }, "range b:", "put input", "commit redrive") { RepeatsByHand = true, Then = OneMailAsync },
        new("a re-send of what failed", Refused, async (world, handler) =>
        {
            var failed = (await world.RowsAsync()).First(r => r.Key[0] == 'f');
            await handler.Resends.RunAsync(Division.Main, failed.Key.Split(':')[1], new FollowUpId(failed.As<FollowUp>().Id), "pat", world.Now, CancellationToken.None);
        }, "find f", "find c", "commit resend") { RepeatsByHand = true },
    ];

    /// <summary>A message that was given up by its queue although its call is recorded and mailed: redriving it must not mail anybody again.</summary>
    private static async Task LetterOfKnownCall(World world)
    {
        await Mailed(world);
        var letters = new DeadLetters(world.Store, Journeys.Simulation.Identity);
        var reason = new InputError("Given up after 5 deliveries.", "", "Redrive it.");
        await letters.KeepAsync("call-closed", Given.Bytes(Scenarios.Calls.First()), reason, Division.Main, world.Now, CancellationToken.None, dequeueCount: 5);
    }

    private static async Task<string> LetterIdAsync(World world) =>
        (await world.RowsAsync()).First(r => r.Key.StartsWith("b:2", StringComparison.Ordinal)).As<DeadLetterRow>().Id;

    private static async Task<IEnumerable<string>> OneMailAsync(World world)
    {
        var letter = (await world.RowsAsync()).Single(r => r.Key.StartsWith("b:2", StringComparison.Ordinal)).As<DeadLetterRow>();
        return letter.State == DeadLetterRow.Redriven ? [] : [$"the letter is {letter.State} after it was redriven"];
    }

    private static async Task Refused(World world)
    {
        await DeliverAsync(world, world.Start(), Scenarios.Calls.First());
        world.Mailbox.Next(new SendResult.Refused("invalid"));
        await world.PlayUntilAsync("2026-11-24T16:00:00Z");
    }
}
