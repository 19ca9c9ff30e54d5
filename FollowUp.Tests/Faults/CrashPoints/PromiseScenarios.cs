using FollowUps.Promises;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>The steps of a promise, each killed at each of its requests.</summary>
internal static class PromiseScenarios
{
    private const string Due = "2026-11-24T16:00:00Z";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("a promise's owner is to be reminded", world => ClaimedAsync(world, "2026-11-24T14:00:00Z"), (world, handler) => world.DeliverSendsAsync(handler), "commit promise") { Then = OneOfEachAsync },
        new("a promise is due and not kept", world => ClaimedAsync(world, Due), (world, handler) => world.DeliverSendsAsync(handler), "commit promise") { Then = OneOfEachAsync },
        new("a promise is broken", world => ClaimedAsync(world, "2026-11-26T16:00:00Z"), (world, handler) => world.DeliverSendsAsync(handler), "commit promise") { Then = OneOfEachAsync },
    ];

    private static async Task ClaimedAsync(World world, string at)
    {
        await ConfirmedAsync(world);
        await world.PlayUntilAsync((Given.At(at) - Duration.FromMinutes(1)).ToString());
        world.Now = Given.At(at);
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
    }

    private static async Task ConfirmedAsync(World world)
    {
        world.Calls.Add(Given.Bytes(Given.Call() with { Promises = [Given.Promise()] }));
        await world.DeliverCallsAsync(world.Start());
        await world.PlayUntilAsync("2026-11-23T16:00:00Z");
    }

    /// <summary>However often it died: at most two overdue mails to each reader, a promise that ended, and nothing that waits for it.</summary>
    private static async Task<IEnumerable<string>> OneOfEachAsync(World world)
    {
        var rows = await world.RowsAsync();
        var promise = rows.First(row => row.Key[0] == 'c').As<CallRow>().Promises.Single();
        var overdue = world.Mailbox.Accepted.Where(a => a.Mail.Headers.Any(h => h.Value == "promise-overdue")).GroupBy(a => a.Mail.To.Address.Value).Select(mails => mails.Count()).DefaultIfEmpty().Max();
        return
        [
            .. promise.State == PromiseState.Open ? new[] { "the promise is still open at rest" } : [],
            .. overdue > MissPromise.MostOverdue ? new[] { $"{overdue} overdue mails went to one reader" } : [],
        ];
    }
}
