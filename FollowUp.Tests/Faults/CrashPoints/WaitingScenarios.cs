using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>Mails that wait for reasons that are not their own: the night, and a provider that takes none.</summary>
internal static class WaitingScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("sweep: mails that the quota left over for the night", LeftOverForTheNight, async (world, handler) => await handler.Sweep.RunAsync(world.Now, CancellationToken.None), "commit put-off"),
        new("send: a probe that goes to nobody", ProbeToNobody, async (world, handler) => await world.DeliverSendsAsync(handler), "commit skip", "commit circuit"),
    ];

    private static async Task LeftOverForTheNight(World world)
    {
        await Scenarios.MailsDue(world);
        world.Now = Given.At("2026-11-24T21:00:00Z");
    }

    /// <summary>The provider has blocked us, an hour is over, and the one mail that would try goes to an address that is suppressed by now.</summary>
    private static async Task ProbeToNobody(World world)
    {
        await Scenarios.MailsDue(world);
        world.Mailbox.Next(new SendResult.Blocked("SubscriptionBlocked"));
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
        await world.DeliverSendsAsync(world.Start());
        foreach (var i in Enumerable.Range(0, 2))
        {
            var entry = new Suppression(SuppressionReason.Manual, SuppressionScope.Everything, world.Now, null);
            var key = Keys.Address(Journeys.Simulation.Identity.Address(Given.Address($"c{i}@example.com")));
            var read = await world.Store.FindAsync(Division.Main, key, CancellationToken.None);
            await world.Store.CommitAsync(Division.Main, new Changes("before").Put(key, read, (read?.As<AddressRow>() ?? new AddressRow()) with { Suppressions = [entry] }), CancellationToken.None);
        }

        world.Now += Duration.FromHours(1);
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
    }
}
