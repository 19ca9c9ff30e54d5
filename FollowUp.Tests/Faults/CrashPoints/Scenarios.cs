using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>Every step of the product, in every course that asks for other requests.</summary>
internal static class Scenarios
{
    public const string Start = "2026-11-23T15:05:00Z";
    private const string CheckInsDue = "2026-11-24T15:04:00Z";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("intake of a first call", Nothing, async (world, handler) => await DeliverAsync(world, handler, Given.Call()), "commit division", "range u", "commit intake"),
        new("intake that cancels nine outreaches", NineOutreaches, async (world, handler) => await DeliverAsync(world, handler, LaterCall("call-later")), "commit intake", "commit cancel")
        {
            Then = async world => (await FollowUpsAsync(world)).Where(f => f.Kind == "supervisor-outreach" && f.State != FollowUpState.Cancelled).Select(f => $"an outreach is {f.State} after the customer was helped"),
        },
        new("intake of a call that nothing follows", Nothing, async (world, handler) => await DeliverAsync(world, handler, Given.Call() with { Customer = Given.Customer() with { Email = null } }), "commit intake"),
        new("intake of a repeat with other content", OneCall, async (world, handler) => await DeliverAsync(world, handler, Given.Call() with { Summary = "Other" }), "find c", "commit note"),
        new("intake of a message that cannot be used", Nothing, async (world, handler) =>
        {
            world.Calls.Add(Given.CallJson(data => data.Remove("outcome")));
            await world.DeliverCallsAsync(handler);
        }, "commit dead-letter")
        {
            Then = async world => (await world.RowsAsync()).Count(IsDeadLetter) is var kept and not 1 ? [$"{kept} dead letters are kept of one message"] : [],
        },
        new("sweep: claim, queue, publish", MailsDue, async (world, handler) => await handler.Sweep.RunAsync(world.Now, CancellationToken.None), "commit pace", "commit claim", "put send", "put outcomes", "commit publish"),
        new("sweep: leases that ended", LeasesEnded, async (world, handler) => await handler.Sweep.RunAsync(world.Now, CancellationToken.None), "commit reclaim"),
        new("sweep: a row that wears everybody out", WornRow, async (world, handler) => await handler.Sweep.RunAsync(world.Now, CancellationToken.None), "commit give-up"),
        Sending("accepted", mailbox => mailbox, "commit fence", "POST mail", "commit outcome"),
        Sending("two to one mailbox", mailbox => mailbox, "commit fence", "commit skip") with { Given = TwoToOneMailbox },
        Sending("refused", mailbox => mailbox.Next(new SendResult.Refused("invalid")), "commit fail"),
        Sending("throttled", mailbox => mailbox.Next(new SendResult.Throttled(Duration.FromMinutes(7))), "commit pace", "commit put-back"),
        Sending("not connected", mailbox => mailbox.Next(new SendResult.NotConnected("refused")), "commit put-back"),
        Sending("blocked", mailbox => mailbox.Next(new SendResult.Blocked("SubscriptionBlocked")), "commit circuit", "commit put-back"),
        Sending("misconfigured", mailbox => mailbox.Next(new SendResult.Misconfigured("http-401")), "commit put-back"),
        Sending("unclear, and taken", mailbox => mailbox.Next(new SendResult.Unclear("timeout"), taken: true), "commit unclear"),
        Sending("unclear, and not taken", mailbox => mailbox.Next(new SendResult.Unclear("timeout")), "commit unclear"),
        new("send: paused after the claim", PausedAfterClaim, async (world, handler) => await world.DeliverSendsAsync(handler), "range g:", "commit stand-by"),
        Sending("to a mailbox that was taken for new and is not", mailbox => mailbox, "commit fence", "find a", "POST mail", "commit outcome") with { Given = KnownMailbox },
        Asking("known", taken: true, mailbox => mailbox, "GET operation", "commit outcome"),
        Asking("unknown, posted again", taken: false, mailbox => mailbox, "GET operation", "find m", "commit fence-again", "POST mail", "commit outcome"),
        Asking("unknown, posted again, unclear again", taken: false, mailbox => mailbox.Next(new SendResult.Unclear("timeout"), taken: true), "commit ask-later"),
        Asking("unknown, posted again, throttled", taken: false, mailbox => mailbox.Next(new SendResult.Throttled(Duration.FromMinutes(7))), "commit ask-later"),
        Asking("given up by the provider", taken: false, mailbox => mailbox.Saying(new OperationState.Failed("EmailDropped")), "commit fail"),
        new("the answer window ends", WindowOver, async (world, handler) => await world.DeliverSendsAsync(handler), "commit unanswered"),
        new("an answer", Mailed, async (world, handler) => await handler.Ratings.RunAsync(world.LinkOf("call-0", LinkPurpose.Rate), 5, "Thanks", "page-1", world.Now, CancellationToken.None), "commit rate") { RepeatsByHand = true },
        new("an unsubscribe", Mailed, async (world, handler) => await handler.Unsubscribes.RunAsync(world.LinkOf("call-0", LinkPurpose.Unsubscribe), world.Now, CancellationToken.None), "commit unsubscribe") { RepeatsByHand = true },
        .. PromiseScenarios.All,
        new("upkeep", AYearLater, async (world, handler) => await handler.Upkeep.RunAsync(world.Now, CancellationToken.None), "commit purge")
        {
            RepeatsByHand = true,
            Then = async world => (await world.RowsAsync()).Where(r => r.Key[0] is not 'u' and not 'a' and not 's').Select(r => $"{r.Key} is left after the purge"),
        },
        .. WaitingScenarios.All,
        .. DigestScenarios.All,
        .. UpdateScenarios.All,
        .. ReportScenarios.All,
        .. RedriveScenarios.All,
        .. PeopleScenarios.All,
        .. PlatformScenarios.All,
    ];

    /// <summary>Calls of two customers, closed a minute apart.</summary>
    internal static IEnumerable<CallClosed> Calls => Enumerable.Range(0, 2).Select(i => Given.Call($"call-{i}", closedAt: $"2026-11-23T15:0{i}:00Z") with
    {
        Customer = Given.Customer($"c-{i}") with { Email = Given.Address($"c{i}@example.com") },
    });

    private static Scenario Sending(string name, Func<Fakes.FakeMailbox, Fakes.FakeMailbox> answers, params string[] sends) =>
        new($"send: {name}", Claimed, async (world, handler) =>
        {
            answers(world.Mailbox);
            await world.DeliverSendsAsync(handler);
        }, sends);

    private static Scenario Asking(string name, bool taken, Func<Fakes.FakeMailbox, Fakes.FakeMailbox> answers, params string[] sends) =>
        new($"unclear send: {name}", world => UnclearAsync(world, taken), async (world, handler) =>
        {
            answers(world.Mailbox);
            while (await world.DeliverSendsAsync(handler))
            {
                await handler.Sweep.RunAsync(world.Now, CancellationToken.None);
            }
        }, sends);

    internal static Task Nothing(World world) => Task.CompletedTask;

    internal static Task OneCall(World world) => DeliverAsync(world, world.Start(), Given.Call());

    private static async Task NineOutreaches(World world)
    {
        foreach (var i in Enumerable.Range(0, 9))
        {
            await DeliverAsync(world, world.Start(), Given.Call($"call-{i}", CallOutcome.Unresolved, closedAt: $"2026-11-23T14:{i:D2}:00Z"));
        }
    }

    internal static async Task MailsDue(World world)
    {
        await DeliverAsync(world, world.Start(), [.. Calls]);
        world.Now = Given.At(CheckInsDue);
    }

    internal static async Task Claimed(World world)
    {
        await MailsDue(world);
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
    }

    private static async Task PausedAfterClaim(World world)
    {
        await Claimed(world);
        var pause = new SwitchRow(world.Now, "a person paused it", world.Now + Duration.FromMinutes(30));
        await world.Store.CommitAsync(Division.Installation, new Changes("pause").Insert(Keys.Pause, pause), CancellationToken.None);
    }

    /// <summary>Somebody else's mailbox is the same: it has a row although its customer is new.</summary>
    private static async Task KnownMailbox(World world)
    {
        var mailbox = Journeys.Simulation.Identity.Address(Given.Address("c0@example.com"));
        await world.Store.CommitAsync(Division.Main, new Changes("before").Insert(Keys.Address(mailbox), new AddressRow()), CancellationToken.None);
        await Claimed(world);
    }

    private static async Task TwoToOneMailbox(World world)
    {
        await DeliverAsync(world, world.Start(), [.. Calls.Select(c => c with { Customer = c.Customer with { Email = Given.Address("family@example.com") } })]);
        world.Now = Given.At(CheckInsDue);
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
    }

    /// <summary>One of the claimed mails was posted before everything died; then the leases end.</summary>
    private static async Task LeasesEnded(World world)
    {
        await Claimed(world);
        var passages = new Passages();
        await KillAsync(world, passages, "POST mail", handler => world.DeliverSendsAsync(handler));
        await DeliverAsync(world, world.Start(), Given.Call("call-9", closedAt: "2026-11-24T15:03:00Z") with { Customer = Given.Customer("c-9") });
        world.Now += Duration.FromMinutes(16);
    }

    /// <summary>Five times the process died before a send.</summary>
    private static async Task WornRow(World world)
    {
        await DeliverAsync(world, world.Start(), Calls.First());
        world.Now = Given.At(CheckInsDue);
        for (var claim = 0; claim < 5; claim++)
        {
            await KillAsync(world, new Passages(), "put send", handler => handler.Sweep.RunAsync(world.Now, CancellationToken.None), Side.Before);
            world.Now += Duration.FromMinutes(15);
        }
    }

    internal static async Task UnclearAsync(World world, bool taken)
    {
        await DeliverAsync(world, world.Start(), Calls.First());
        world.Now = Given.At(CheckInsDue);
        world.Mailbox.Next(new SendResult.Unclear("timeout"), taken);
        var handler = world.Start();
        await handler.Sweep.RunAsync(world.Now, CancellationToken.None);
        await world.DeliverSendsAsync(handler);
        world.Now += Duration.FromMinutes(10);
        await handler.Sweep.RunAsync(world.Now, CancellationToken.None);
    }

    internal static async Task Mailed(World world)
    {
        await DeliverAsync(world, world.Start(), Calls.First());
        await world.PlayUntilAsync("2026-11-24T16:00:00Z");
    }

    private static async Task WindowOver(World world)
    {
        await Mailed(world);
        world.Now = Given.At("2026-12-01T16:00:00Z");
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
    }

    private static async Task AYearLater(World world)
    {
        await DeliverAsync(world, world.Start(), [.. Calls]);
        world.Calls.Add(Given.CallJson(data => data.Remove("outcome")));
        await world.DeliverCallsAsync(world.Start());
        await world.PlayToTheEndAsync();
        await world.Start().Ratings.RunAsync(world.LinkOf("call-0", LinkPurpose.Rate), 5, "Thanks", "page-1", world.Now, CancellationToken.None);
        await world.PlayToTheEndAsync();
        await world.ForgetAsync();
        world.Now = Given.At("2027-12-01T02:00:00Z");
    }

    private static CallClosed LaterCall(string id) => Given.Call(id, closedAt: "2026-11-23T15:04:00Z");

    internal static async Task DeliverAsync(World world, Handler handler, params CallClosed[] calls)
    {
        world.Calls.AddRange(calls.Select(Given.Bytes));
        await world.DeliverCallsAsync(handler);
    }

    /// <summary>Lets a process die at the first request of a name.</summary>
    internal static async Task KillAsync(World world, Passages passages, string at, Func<Handler, Task> act, Side side = Side.After)
    {
        passages.DieAt(at, side);
        try
        {
            await act(world.Start(passages));
        }
        catch (KilledException)
        {
            return;
        }

        throw new InvalidOperationException($"Nothing asked for {at}.");
    }

    /// <summary>The key of a dead letter begins with when it came; what else lies beside it is an index.</summary>
    private static bool IsDeadLetter(StoredRow row) => row.Key.StartsWith("b:2", StringComparison.Ordinal);

    internal static async Task<IEnumerable<FollowUp>> FollowUpsAsync(World world) =>
        (await world.RowsAsync()).Where(r => r.Key[0] == 'f').Select(r => r.As<FollowUp>());
}
