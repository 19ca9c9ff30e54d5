using FollowUps.Responses;
using FollowUps.State;
using static FollowUps.Tests.Faults.CrashPoints.Scenarios;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>An agent's week: planned at night, and sent.</summary>
internal static class DigestScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("upkeep: the digest of a week", WeekIsOver, (world, handler) => handler.Upkeep.RunAsync(world.Now, CancellationToken.None), "commit digest")
        {
            RepeatsByHand = true,
            Then = OneDigest,
        },
        new("upkeep: figures about agents are switched off", SwitchedOff, (world, handler) => handler.Upkeep.RunAsync(world.Now, CancellationToken.None), "commit purge")
        {
            RepeatsByHand = true,
            Then = async world => (await world.RowsAsync()).Where(row => row.Key[0] == 'w').Select(row => $"{row.Key} is left"),
        },
        new("send: a digest", DigestClaimed, (world, handler) => world.DeliverSendsAsync(handler), "commit fence", "POST mail", "commit outcome")
        {
            Then = async world => (await OneDigest(world)).Concat(
                (await world.RowsAsync()).Where(row => row.Key[0] == 'm' && row.As<MailRow>() is { MailBytes.Length: > 0, FollowUp: var id } && DigestIds(world).Contains(id)).Select(row => $"{row.Key} keeps what customers wrote")),
        },
    ];

    private static async Task WeekIsOver(World world)
    {
        world.Settings = world.Settings with { PlanBook = world.Settings.PlanBook with { AgentFigures = true } };
        await Mailed(world);
        await world.Start().Ratings.RunAsync(world.LinkOf("call-0", LinkPurpose.Rate), 5, "Thanks", "page-1", world.Now, CancellationToken.None);
        await world.PlayUntilAsync("2026-11-30T02:00:00Z");
    }

    private static async Task SwitchedOff(World world)
    {
        await WeekIsOver(world);
        world.Settings = world.Settings with { PlanBook = world.Settings.PlanBook with { AgentFigures = false } };
    }

    private static async Task DigestClaimed(World world)
    {
        await WeekIsOver(world);
        await world.Start().Upkeep.RunAsync(world.Now, CancellationToken.None);
        world.Now = Given.At("2026-11-30T09:00:00Z");
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
    }

    private static Task<IEnumerable<string>> OneDigest(World world) =>
        Task.FromResult<IEnumerable<string>>(DigestIds(world).Count is var digests and not 1 ? [$"{digests} digests were sent"] : []);

    private static List<string> DigestIds(World world) =>
        [.. world.Mailbox.Mails.Where(mail => mail.Headers.Any(header => header is { Key: "X-FollowUp-Kind", Value: "agent-digest" })).Select(mail => mail.Headers.Single(header => header.Key == "X-FollowUp-Id").Value)];
}
