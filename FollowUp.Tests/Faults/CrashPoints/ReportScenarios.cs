using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;
using static FollowUps.Tests.Faults.CrashPoints.Scenarios;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>What the email provider says about a mail, in time, too early and too late.</summary>
internal static class ReportScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Report("delivered", Mailed, "Delivered", "find m", "commit report"),
        Report("bounced for good", Mailed, "Bounced", "find m", "find f", "find a", "commit report") with { Then = SuppressedAsync },
        Report("filtered", Mailed, "FilteredSpam", "commit report"),
        Report("of an unknown status", Mailed, "Teleported", "commit report"),
        Report("delivered, while the mail is unclear", world => UnclearAsync(world, taken: true), "Delivered", "range l:", "commit outcome", "commit report"),
        Report("delivered, after a death between post and outcome", DeadAfterPost, "Delivered", "range l:", "commit outcome", "commit report"),
        Report("bounced, while the mail is unclear", world => UnclearAsync(world, taken: true), "Bounced", "commit outcome", "commit report") with { Then = SuppressedAsync },
        Report("delivered, although it was given up", GivenUp, "Delivered", "commit sent-after-all", "commit report"),
        new("report: of a mail that nobody knows", Nothing, async (world, handler) =>
        {
            await ReportAsync(world, handler, Given.Bytes(Given.ReportEvent("8540c0de-899f-5cce-acb5-3ec493af3800", "ada@example.com", "Delivered")));
        }, "range n:", "commit dead-letter"),
        new("sweep: a suppression for the whole installation", Bounced, async (world, handler) => await handler.Sweep.RunAsync(world.Now, CancellationToken.None), "commit spread", "commit publish") { Then = SuppressedAsync },
        new("a mailbox is suppressed by hand", MailsDue, async (world, handler) => await handler.Suppressions.RunAsync(Division.Main, [Manual], world.Now, CancellationToken.None), "find a", "commit suppress") { RepeatsByHand = true },
        new("a mailbox is suppressed everywhere by hand", MailsDue, async (world, handler) => await handler.Suppressions.RunAsync(Division.Installation, [Manual], world.Now, CancellationToken.None), "find g", "commit suppress") { RepeatsByHand = true },
        new("a mailbox is taken off every list by hand", Bounced, async (world, handler) => await handler.Of<Unsuppress>().RunAsync(Division.Installation, new UnsuppressRequest(LastMail(world).To.Address, null, false), "pat", world.Now + Duration.FromHours(1), CancellationToken.None), "find a", "commit unsuppress")
        {
            RepeatsByHand = true,
            Then = FreeAsync,
        },
    ];

    private static SuppressionRequest Manual =>
        new(Given.Address("c0@example.com"), new Suppression(SuppressionReason.Manual, SuppressionScope.Everything, Given.Now, null));

    private static Scenario Report(string name, Func<World, Task> given, string status, params string[] sends) =>
        new($"report: {name}", given, (world, handler) => ReportAsync(world, handler, Given.Report(LastMail(world), status)), sends);

    private static async Task ReportAsync(World world, Handler handler, byte[] report)
    {
        world.Reports.Add(report);
        await world.DeliverReportsAsync(handler);
    }

    private static OutgoingEmail LastMail(World world) => world.Mailbox.Mails.Last();

    private static async Task DeadAfterPost(World world)
    {
        await DeliverAsync(world, world.Start(), Scenarios.Calls.First());
        world.Now = Given.At("2026-11-24T15:04:00Z");
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
        await KillAsync(world, new Passages(), "POST mail", handler => world.DeliverSendsAsync(handler));
        world.Now += Duration.FromMinutes(1);
    }

    /// <summary>The provider said that it gave the mail up, and it went out.</summary>
    private static async Task GivenUp(World world)
    {
        await UnclearAsync(world, taken: true);
        world.Mailbox.Says = _ => new OperationState.Failed("EmailDropped");
        await world.PlayUntilAsync("2026-11-24T16:00:00Z");
    }

    private static async Task Bounced(World world)
    {
        await Mailed(world);
        await ReportAsync(world, world.Start(), Given.Report(LastMail(world), "Bounced"));
    }

    private static async Task<IEnumerable<string>> FreeAsync(World world)
    {
        var key = Keys.Address(Journeys.Simulation.Identity.Address(LastMail(world).To.Address));
        var rows = new[] { await world.Store.FindAsync(Division.Main, key, CancellationToken.None), await world.Store.FindAsync(Division.Installation, key, CancellationToken.None) };
        return rows.Any(row => row?.As<AddressRow>() is { Suppressions.IsEmpty: false }) ? ["the mailbox is on a list again"] : [];
    }

    private static async Task<IEnumerable<string>> SuppressedAsync(World world)
    {
        var mailbox = Journeys.Simulation.Identity.Address(LastMail(world).To.Address);
        var everywhere = (await world.Store.FindAsync(Division.Installation, Keys.Address(mailbox), CancellationToken.None))?.As<AddressRow>();
        var filter = (await world.Store.FindAsync(Division.Installation, Keys.EverywhereFilter, CancellationToken.None))?.As<EverywhereFilterRow>();
        return everywhere is not { Suppressions: [_] } ? ["the bounced mailbox is not on the installation's list"]
            : !EverywhereFilter.MayName(filter, mailbox) ? ["the filter does not know of the bounced mailbox"]
            : [];
    }
}
