using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Privacy;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.State;
using FollowUps.Tests.Journeys;
using static FollowUps.Tests.Faults.CrashPoints.Scenarios;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>What customers and supervisors do with a page; whoever gets no answer presses the button again.</summary>
internal static class PeopleScenarios
{
    private const string Supervisor = "p-nair";
    private static readonly string Call = Simulation.Identity.Call(new CallId("call-1"));

    public static IReadOnlyList<Scenario> All { get; } =
    [
        OnCase("a supervisor takes the case", new CaseAction.Take(), CaseState.Acknowledged),
        OnCase("a supervisor has called", new CaseAction.Call(CallResult.Reached), CaseState.Contacted),
        OnCase("a supervisor sets a time to call", new CaseAction.CallAt(Given.At("2026-11-24T14:00:00Z")), CaseState.Acknowledged),
        OnCase("a supervisor hands the case over", new CaseAction.HandOver("p-marsh"), CaseState.Acknowledged),
        OnCase("a supervisor closes the case", new CaseAction.Close("other", "We phoned the bank", "A check each night", null), CaseState.Closed),
        ByHand("nobody picked up a call task", CallTask, (world, handler) => handler.Of<RecordCallTask>().RunAsync(
            Division.Main, Call, LinkIn(world, "call-task", LinkPurpose.Brief).FollowUp, CallResult.NoAnswer, Supervisor, world.Now, CancellationToken.None), "commit call-task"),
        ByHand("a call task reached the customer", CallTask, (world, handler) => handler.Of<RecordCallTask>().RunAsync(
            Division.Main, Call, LinkIn(world, "call-task", LinkPurpose.Brief).FollowUp, CallResult.Reached, Supervisor, world.Now, CancellationToken.None), "commit call-task"),
        ByHand("a wish, and a time to call", CheckedIn, (world, handler) => handler.Of<RecordWish>().RunAsync(
            LinkIn(world, "check-in", LinkPurpose.Help), new Wish("The second amount", false, Given.At("2026-11-26T14:00:00Z"), Page), world.Now, CancellationToken.None), "commit wish")
            with { Then = async world => (await CallAsync(world)).Promises.Length is var promises and not 1 ? [$"the time to call is {promises} promises"] : [] },
        ByHand("an answer that looks machine-made", CheckedIn, (world, handler) => handler.Ratings.RunAsync(
            LinkIn(world, "check-in", LinkPurpose.Rate), new Vote(1, null, null, new RenderedPage("page-1", world.Now)), world.Now, CancellationToken.None), "commit doubt")
            with { Then = async world => (await CallAsync(world)).Case is null ? [] : ["a machine opened a case"] },
        ByHand("a low rating", CheckedIn, (world, handler) => handler.Ratings.RunAsync(
            LinkIn(world, "check-in", LinkPurpose.Rate), 1, "Nobody called", "page-1", world.Now, CancellationToken.None), "commit rate")
            with { Then = async world => (await CallAsync(world)).Case is { Number: 1 } ? [] : ["a low rating opened no case"] },
        ByHand("a low rating on a case that nobody took", NobodyTook, (world, handler) => handler.Ratings.RunAsync(
            LinkIn(world, "check-in", LinkPurpose.Rate), 1, "Nobody called", "page-2", world.Now, CancellationToken.None), "commit rate")
            with { Then = async world => (await CallAsync(world)).Case is { Number: 2 } ? [] : ["the ladder is not asked again"] },
        Promised(kept: true),
        Promised(kept: false),
        Refused("before anybody wrote", Briefed, "commit decline-consent", "commit remove-mail", "commit remove-matter"),
        Refused("after the customer wrote", Commented, "commit decline-consent", "commit remove-mail", "commit remove-comment"),
        ByHand("the documentation is allowed", NotAsked, (world, handler) => handler.Of<GrantConsent>().RunAsync(
            LinkIn(world, "supervisor-brief", LinkPurpose.Brief), world.Now, CancellationToken.None), "commit grant-consent"),
        new("intake of a call that solves an earlier case", world => DeliverAsync(world, world.Start(), Unresolved with { CaseId = "refund-1" }),
            (world, handler) => DeliverAsync(world, handler, Given.Call("call-2", closedAt: "2026-11-23T15:04:30Z") with { CaseId = "refund-1" }), "commit close-case", "commit intake")
        {
            Then = async world => (await CallAsync(world)).Case is { IsOpen: true } ? ["the case is open after a later call solved it"] : [],
        },
        new("nobody ever takes the case", LadderIsOver, (world, handler) => world.DeliverSendsAsync(handler), "commit give-up-case"),
        ByHand("a test mail is asked for", Nothing, (world, handler) => handler.Of<SendTest>().RunAsync(
            new TestMail(Division.Main, "ada@example.com"), "nonce-1", "a person", world.Now, CancellationToken.None), "commit test"),
    ];

    private static async Task NobodyTook(World world)
    {
        await CheckedIn(world);
        await world.Start().Of<RecordWish>().RunAsync(LinkIn(world, "check-in", LinkPurpose.Help), new Wish("The second amount", false, null, Page), world.Now, CancellationToken.None);
        await world.PlayUntilAsync("2026-12-04T12:00:00Z");
    }

    private static RenderedPage Page => new("page-1", Given.At("2026-11-24T15:00:00Z"));

    private static CallClosed Unresolved => Given.Call(outcome: CallOutcome.Unresolved);

    private static Scenario ByHand(string name, Func<World, Task> given, Func<World, Handler, Task> act, params string[] sends) =>
        new(name, given, act, sends) { RepeatsByHand = true };

    private static Scenario OnCase(string name, CaseAction action, CaseState state) => ByHand(name, Briefed, (world, handler) => handler.Of<WorkOnCase>().RunAsync(
        Division.Main, Call, action, Supervisor, "page-1", world.Now, CancellationToken.None), "commit case")
        with
    { Then = async world => (await CallAsync(world)).Case?.State is var now && now == state ? [] : [$"the case is {now} and not {state}"] };

    private static Scenario Promised(bool kept) => ByHand(
        $"the customer says that a promise was {(kept ? "" : "not ")}kept", Checked, (world, handler) => handler.Of<RecordPromise>().AnswerAsync(
            LinkIn(world, "promise-check", LinkPurpose.Promise), kept, null, "page-1", world.Now, CancellationToken.None), "commit promise-answer");

    private static Scenario Refused(string when, Func<World, Task> given, params string[] sends) => ByHand(
        $"the documentation is refused {when}", given, (world, handler) => handler.Of<DeclineConsent>().RunAsync(LinkIn(world, "supervisor-brief", LinkPurpose.Brief), world.Now, CancellationToken.None), sends)
        with
    { Then = async world => (await world.RowsAsync()).Where(row => row.Columns.Values.Any(Quotes)).Select(row => $"{row.Key} still quotes the call") };

    private static bool Quotes(object value) => value is string text && (text.Contains("The October invoice", StringComparison.Ordinal) || text.Contains("Charged twice", StringComparison.Ordinal));

    private static Task Briefed(World world) => UnresolvedAsync(world, Unresolved);

    private static Task NotAsked(World world) => UnresolvedAsync(world, Unresolved with { Consent = DocumentationConsent.NotAsked });

    private static async Task UnresolvedAsync(World world, CallClosed call)
    {
        await DeliverAsync(world, world.Start(), call);
        await world.PlayUntilAsync("2026-11-23T15:30:00Z");
    }

    private static async Task Commented(World world)
    {
        await NotAsked(world);
        var help = LinkIn(world, "supervisor-brief", LinkPurpose.Help);
        await world.Start().Of<RecordWish>().RunAsync(help, new Wish("The October invoice, please", null, null, new RenderedPage("page-0", Given.At("2026-11-23T15:20:00Z"))), world.Now, CancellationToken.None);
    }

    private static async Task CheckedIn(World world)
    {
        await DeliverAsync(world, world.Start(), Given.Call());
        await world.PlayUntilAsync("2026-11-24T16:00:00Z");
    }

    private static async Task CallTask(World world)
    {
        await DeliverAsync(world, world.Start(), Given.Call(mood: Mood.Angry) with { Customer = Given.Customer() with { Email = null } });
        await world.PlayUntilAsync("2026-11-24T12:00:00Z");
    }

    private static async Task Checked(World world)
    {
        await DeliverAsync(world, world.Start(), Given.Call() with { Promises = [Given.Promise()] });
        await world.PlayUntilAsync("2026-11-24T15:00:00Z");
        world.Updates.Add(Given.Update(EventTypes.PromiseKept, "evt-u1", world.Now.ToString(), ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", "2026-11-24T14:30:00Z")));
        await world.PlayUntilAsync("2026-11-26T10:00:00Z");
    }

    /// <summary>The timer behind the last rung is claimed.</summary>
    private static async Task LadderIsOver(World world)
    {
        await DeliverAsync(world, world.Start(), Unresolved);
        for (var hours = 0; hours < 24 * 30; hours++)
        {
            await world.PlayUntilAsync((world.Now + NodaTime.Duration.FromHours(1)).ToString());
            var end = (await world.RowsAsync()).Where(row => row.Key[0] == 'd').Select(row => row.As<DueItem>()).FirstOrDefault(item => item.Name == Timers.LadderEnd);
            if (end is not null)
            {
                await world.PlayUntilAsync((end.At - NodaTime.Duration.FromSeconds(1)).ToString());
                world.Now = end.At;
                await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException("The ladder has no end.");
    }

    private static async Task<CallRow> CallAsync(World world) => (await world.Store.FindAsync(Division.Main, Keys.Call(Call), CancellationToken.None))!.As<CallRow>();

    private static SignedLink LinkIn(World world, string kind, LinkPurpose purpose) =>
        world.LinkIn(world.Mailbox.Mails.First(mail => mail.Headers.Any(header => header.Key == "X-FollowUp-Kind" && header.Value == kind)), purpose);
}
