using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Faults;

/// <summary>Whole lives on storage that fails, throttles, repeats itself and answers in pieces.</summary>
public sealed class StorageFaultTests(AzuriteFixture azurite)
{
    private const string Start = "2026-11-23T15:05:00Z";
    private const int Enough = 40;

    public static TheoryData<StorageFault> Faults => [.. Enum.GetValues<StorageFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Storage_that_fails_for_a_while_loses_nothing_and_repeats_no_mail(StorageFault fault)
    {
        foreach (var (every, offset) in new[] { (2, 0), (2, 1), (3, 0), (3, 1), (3, 2), (7, 3) })
        {
            await using var world = await StorageWorld.CreateAsync(azurite, Start);

            // A conflict on this very row means that it exists; a storage that says so of a row that does not is not what is played here.
            await world.Store.EnsureDivisionAsync(Division.Main, world.Now, CancellationToken.None);
            var faults = new StorageFaults(fault, every, offset, Enough);
            world.Faults.Add(faults);
            await LiveAsync(world);
            Assert.True(faults.Played > 0);
            await AssertProvedAsync(world, $"{fault}, every {every} from {offset}");
        }
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_known_as_our_own()
    {
        await using var world = await StorageWorld.CreateAsync(azurite, Start);
        world.Faults.Add(new StorageFaults(StorageFault.TimeoutAfterEffect, 2, 0, int.MaxValue) { Only = "/$batch" });
        world.Calls.AddRange(Calls().Select(Given.Bytes));
        await world.DeliverCallsAsync(world.Start());
        world.Now = Given.At("2026-11-24T15:04:00Z");
        await world.Start().Sweep.RunAsync(world.Now, CancellationToken.None);
        await world.DeliverSendsAsync(world.Start());
        Assert.Equal(3, world.Mailbox.Accepted.Count);
        Assert.DoesNotContain(await world.RowsAsync(), r => r.Key[0] == 'l');
    }

    [Fact]
    public async Task Queries_answered_one_row_a_page_come_to_the_same_state()
    {
        await using var whole = await StorageWorld.CreateAsync(azurite, Start);
        await LiveAsync(whole);
        await using var pieces = await StorageWorld.CreateAsync(azurite, Start);
        var pages = new OneRowAPage();
        pieces.Faults.Add(pages);
        await LiveAsync(pieces);

        Assert.InRange(pages.Continued, 20, int.MaxValue);
        await AssertProvedAsync(pieces, "one row a page");
        Assert.Equal((await whole.RowsAsync()).Select(r => r.Key), (await pieces.RowsAsync()).Select(r => r.Key));
    }

    [Fact]
    public async Task A_queue_that_delivers_everything_twice_and_in_another_order_changes_nothing()
    {
        var world = new MemoryWorld(Start) { SendDeliveries = 2, SendsBackwards = true };
        await LiveAsync(world);
        world.Calls.AddRange(Calls().Reverse().Select(Given.Bytes));
        await world.PlayToTheEndAsync();
        await AssertProvedAsync(world, "twice and backwards");
        Assert.Equal(3, world.Mailbox.Accepted.Count);
    }

    [Theory]
    [InlineData(-5, 5)]
    [InlineData(5, -5)]
    [InlineData(-4, 0)]
    [InlineData(4, 0)]
    public async Task Instances_whose_clocks_are_minutes_apart_neither_repeat_nor_forget_a_mail(int first, int second)
    {
        var world = new MemoryWorld(Start) { Settings = Given.Installation with { Quota = new QuotaLimits(1, 100) } };
        var turn = 0;
        world.Skew = () => Duration.FromMinutes(turn++ % 2 == 0 ? first : second);
        world.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true).Next(new SendResult.Unclear("timeout"));
        await LiveAsync(world);
        await AssertProvedAsync(world, $"{first} and {second} minutes");
        Assert.Equal(3, world.Mailbox.Accepted.Count);
    }

    /// <summary>Three customers with a check-in each; one of them answers, one unsubscribes, one says nothing.</summary>
    private static async Task LiveAsync(World world)
    {
        world.Calls.AddRange(Calls().Select(Given.Bytes));

        // What is refused again and again in the evening waits over the night for the next day.
        await world.PlayAsync(() => world.Start(), Given.At("2026-11-25T18:00:00Z"));
        await world.InsistAsync(handler => handler.Ratings.RunAsync(world.LinkOf("call-0", LinkPurpose.Rate), 5, "Thanks", "page-1", world.Now, CancellationToken.None));
        await world.InsistAsync(handler => handler.Unsubscribes.RunAsync(world.LinkOf("call-1", LinkPurpose.Unsubscribe), world.Now, CancellationToken.None));
        await world.PlayToTheEndAsync();
    }

    private static IEnumerable<CallClosed> Calls() => Enumerable.Range(0, 3).Select(i => Given.Call($"call-{i}", closedAt: $"2026-11-23T15:0{i}:00Z") with
    {
        Customer = Given.Customer($"c-{i}") with { Email = Given.Address($"c{i}@example.com") },
    });

    private static async Task AssertProvedAsync(World world, string what)
    {
        var broken = await world.FaultsAtRestAsync();
        Assert.True(broken.Count == 0, $"{what}: {string.Join("; ", broken)}");
        Assert.Equal(3, (await world.RowsAsync()).Count(r => r.Key[0] == 'f' && r.As<FollowUps.Lifecycle.FollowUp>().State == FollowUps.Lifecycle.FollowUpState.Sent));
        Assert.Equal(3, world.Mailbox.Accepted.Count);
    }
}
