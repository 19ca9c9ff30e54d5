using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Platforms;
using FollowUps.State;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>Events in a platform's own shape: parts that wait for each other, and customers whose address is looked up.</summary>
internal static class PlatformScenarios
{
    private const string First = "zoom-contact-center-consumer-ended.json";
    private const string Second = "zoom-contact-center-disposition-added.json";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        Delivered("the first part of a call", Connected, First, "commit wait-for-part") with { Then = NothingWaitsAsync },
        Delivered("the last part of a call", Half, Second, "commit wait-for-part", "commit intake", "commit end-part") with { Then = OneCallAsync },
        new("a part whose other never came", Waited, (world, handler) => world.DeliverSendsAsync(handler), "commit dead-letter", "commit end-part") { Then = NothingWaitsAsync },
        new("a customer is imported", Connected, (world, handler) => handler.Of<KnownCustomers>().ImportAsync(Division.Main, [Known], world.Now, CancellationToken.None), "commit known-customer") { RepeatsByHand = true },
    ];

    private static KnownCustomer Known => new() { Id = "c-1", Name = "Ada", Phone = "+33199001234", Email = "ada@example.com" };

    private static Scenario Delivered(string name, Func<World, Task> given, string sample, params string[] sends) =>
        new($"platform: {name}", given, (world, handler) => DeliverAsync(world, handler, sample), sends) { RepeatsByHand = true };

    private static Task Connected(World world)
    {
        world.Settings = Given.Installation with { Platforms = Given.Platforms };
        world.Now = Given.At("2026-03-02T14:13:00Z");
        return Task.CompletedTask;
    }

    private static async Task Half(World world)
    {
        await Connected(world);
        await DeliverAsync(world, world.Start(), First);
    }

    private static async Task Waited(World world)
    {
        await Connected(world);
        await DeliverAsync(world, world.Start(), "acs-call-automation-call-disconnected.json");
        var timer = (await world.RowsAsync()).Where(row => row.Key[0] == 'd').Select(row => row.As<DueItem>()).Single(item => item.Name == Timers.WaitingPart);
        world.Now = timer.At;
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
    }

    private static async Task DeliverAsync(World world, Handler handler, string sample) =>
        await handler.Of<ReceiveCalls>().RunAsync(Given.PlatformEvent(sample), CallDelivery.Queue, world.Now, CancellationToken.None);

    private static async Task<IEnumerable<string>> NothingWaitsAsync(World world)
    {
        var rows = await world.RowsAsync();
        return
        [
            .. rows.Where(row => row.Key.StartsWith("j:", StringComparison.Ordinal)).Select(row => $"{row.Key} still waits for another part"),
            .. rows.Any(row => row.Key.StartsWith("c:", StringComparison.Ordinal) || row.Key.StartsWith("b:", StringComparison.Ordinal)) ? Array.Empty<string>() : ["the part is neither a call nor a dead letter"],
        ];
    }

    private static async Task<IEnumerable<string>> OneCallAsync(World world) =>
        [.. await NothingWaitsAsync(world), .. (await world.RowsAsync()).Count(row => row.Key[0] == 'c') is var calls and not 1 ? [$"the parts made {calls} calls"] : Array.Empty<string>()];
}
