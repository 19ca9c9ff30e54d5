using System.Collections.Concurrent;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>
/// Every step is killed at every request that it sends, before the request and after it took effect, on real tables and queues. The requests
/// are not listed here: they are recorded from the step, so that a new request brings its own two cases.
/// </summary>
public sealed partial class CrashPointTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int AtOnce = 4;

    public static TheoryData<string> Steps => [.. Scenarios.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Steps))]
    public Task Killed_at_any_request_a_step_mails_nobody_twice_and_loses_nothing(string step) => KillEverywhereAsync(step, async () => await StorageWorld.CreateAsync(azurite, Scenarios.Start));

    /// <summary>The same in memory, within a second: what fails here is the step, and not the storage.</summary>
    [Theory]
    [MemberData(nameof(Steps))]
    public Task Killed_in_memory(string step) => KillEverywhereAsync(step, () => Task.FromResult<World>(new MemoryWorld(Scenarios.Start)));

    private async Task KillEverywhereAsync(string step, Func<Task<World>> create)
    {
        var scenario = Scenarios.All.Single(s => s.Name == step);
        var requests = await RecordAsync(scenario, create);
        Assert.All(scenario.Sends, name => Assert.Contains(name, requests));

        var broken = new ConcurrentBag<string>();
        var lines = new ConcurrentDictionary<(int Request, Side Side), string>();
        var cases = requests.SelectMany((name, i) => IsRead(name) ? [(i, Side.Before)] : new[] { (i, Side.Before), (i, Side.After) });
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (death, _) =>
        {
            var (line, faults) = await KillAsync(scenario, create, death, requests[death.Item1]);
            lines[death] = line;
            faults.ForEach(fault => broken.Add($"{death.Item2} {requests[death.Item1]} (request {death.Item1}): {fault}"));
        });

        output.WriteLine($"{scenario.Name}: {requests.Count} requests, {lines.Count} deaths");
        foreach (var line in lines.OrderBy(l => l.Key.Request).ThenBy(l => l.Key.Side))
        {
            output.WriteLine(line.Value);
        }

        Assert.True(broken.IsEmpty, string.Join(Environment.NewLine, broken.Order(StringComparer.Ordinal)));
    }

    /// <summary>Changes that no scenario has to make, and why.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["forecast"] = "only people read it; QuotaTests",
        ["unclaim"] = "the queue refuses, nobody dies; UnluckyMomentTests",
        ["erase"] = "part of an erasure; ErasedCustomerTests",
        ["erase-call"] = "part of an erasure; ErasedCustomerTests",
        ["erase-comment"] = "part of an erasure; ErasedCustomerTests",
        ["erase-dead-letter"] = "part of an erasure; ErasedCustomerTests",
        ["erase-follow-up"] = "part of an erasure; ErasedCustomerTests",
        ["erase-kept"] = "part of an erasure; ErasedCustomerTests",
        ["erase-part"] = "part of an erasure; ReceiveCallsTests",
        ["forget-known"] = "part of an erasure; ReceiveCallsTests",
        ["remove-kept"] = "like remove-matter, for a mail that has ended; ConsentTests",
        ["erase-texts"] = "part of an erasure; ErasedCustomerTests",
    };

    [Fact]
    public void Every_change_that_the_product_makes_is_made_in_a_scenario()
    {
        var made = Repo.Sources.Where(file => file.StartsWith("FollowUp.Domain/", StringComparison.Ordinal))
            .SelectMany(file => ChangeName().Matches(Repo.Read(file)))
            .Select(match => match.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(made);
        var killed = Scenarios.All.SelectMany(scenario => scenario.Sends).Select(request => request.Replace("commit ", "", StringComparison.Ordinal));
        Assert.Empty(made.Except(killed).Except(Elsewhere.Keys));
    }

    [System.Text.RegularExpressions.GeneratedRegex("new Changes\\(\"([a-z-]+)\"\\)")]
    private static partial System.Text.RegularExpressions.Regex ChangeName();

    /// <summary>A read has no effect: to die after it is to die before the next request.</summary>
    private static bool IsRead(string request) => request.Split(' ')[0] is "find" or "range" or "GET";

    /// <summary>The requests of the step when nobody kills it; even then everything must hold.</summary>
    private static async Task<IReadOnlyList<string>> RecordAsync(Scenario scenario, Func<Task<World>> create)
    {
        var world = await create();
        await using var disposing = world as IAsyncDisposable;
        var passages = new Passages();
        await scenario.Given(world);
        await scenario.Act(world, world.Start(passages));
        var requests = passages.Seen;
        await world.PlayToTheEndAsync();
        Assert.Empty(await world.FaultsAtRestAsync());
        Assert.Empty(await scenario.Then(world));
        return requests;
    }

    private static async Task<(string Line, List<string> Faults)> KillAsync(Scenario scenario, Func<Task<World>> create, (int Request, Side Side) death, string name)
    {
        var world = await create();
        await using var disposing = world as IAsyncDisposable;
        await scenario.Given(world);
        var passages = new Passages { Death = death };
        try
        {
            await scenario.Act(world, world.Start(passages));
        }
        catch (KilledException)
        {
            // As told.
        }

        var faults = new List<string>();
        if (passages.DiedAt != $"{death.Side} {name}")
        {
            faults.Add($"it should have died there and {(passages.DiedAt is null ? "lives" : $"died {passages.DiedAt}")}");
        }

        var left = await world.RowsAsync();
        faults.AddRange(Proof.AtAnyTime(left).Select(fault => $"right after: {fault}"));
        var diedAt = world.Now;
        world.Now += Duration.FromSeconds(30);
        if (scenario.RepeatsByHand)
        {
            await scenario.Act(world, world.Start());
        }

        await world.PlayToTheEndAsync();
        faults.AddRange((await world.FaultsAtRestAsync()).Select(fault => $"at rest: {fault}"));
        faults.AddRange(await scenario.Then(world));
        var rows = string.Concat("dlo".Select(f => $" {f} {left.Count(r => r.Key[0] == f)}"));
        return ($"  {death.Side,-6} {name,-24} left:{rows}; at rest {(world.Now - diedAt).TotalMinutes:F0} min later, {world.Mailbox.Accepted.Count} mails", faults);
    }
}
