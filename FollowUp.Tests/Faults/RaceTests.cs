using System.Collections.Concurrent;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Faults;

/// <summary>
/// Eight workers at once, each a process of its own, take in calls, sweep, send, answer and unsubscribe in any order. Every queue delivers
/// twice, and each customer's later calls make the earlier surveys pointless while those are being claimed and sent.
/// </summary>
public sealed class RaceTests(AzuriteFixture azurite)
{
    private const string Start = "2026-11-24T15:05:00Z";
    private const int Workers = 8;
    private const int Customers = 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public Task In_memory_the_workers_trip_over_nothing(int seed) => RaceAsync(new MemoryWorld(Start), seed);

    [Fact]
    public async Task On_tables_and_queues_the_workers_trip_over_nothing()
    {
        await using var world = await StorageWorld.CreateAsync(azurite, Start);
        await RaceAsync(world, 6);
    }

    private static async Task RaceAsync(World world, int seed)
    {
        var messages = Messages();
        new Random(seed).Shuffle(messages);
        var calls = new ConcurrentQueue<byte[]>(messages);
        var sends = new ConcurrentQueue<SendChunk>();
        var problems = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var random = new Random((seed * Workers) + worker);
            var handler = world.Start(new Passages());
            for (var round = 0; round < 30 || !calls.IsEmpty; round++)
            {
                try
                {
                    await WorkAsync(world, handler, random, calls, sends);
                }
                catch (Exception failure) when (World.IsFailureOfTheOutside(failure))
                {
                    // The queue tries again.
                }
                catch (Exception failure)
                {
                    problems.Add(failure.ToString());
                    return;
                }
            }
        })));
        Assert.Empty(problems);

        // What the queues still hold is lost for good: the leases bring it back.
        await world.PlayToTheEndAsync();
        var broken = await world.FaultsAtRestAsync();
        Assert.True(broken.Count == 0, $"seed {seed}: {string.Join(Environment.NewLine, broken)}");

        // Each customer has one check-in, its only reminder, and a question where answers contradict each other; more is written only where a rating opened a case.
        var rows = await world.RowsAsync();
        var surveys = world.Mailbox.Mails.Where(mail => Kind(mail) is "check-in").ToList();
        Assert.InRange(surveys.Count, 1, Customers);
        Assert.All(surveys.GroupBy(mail => mail.To.Address.Value), mails => Assert.Single(mails));
        var cases = rows.Where(row => row.Key[0] == 'c').Select(row => row.As<CallRow>()).Where(call => call.Case is not null).Select(call => call.CallId).ToHashSet();
        Assert.All(world.Mailbox.Mails.Except(surveys), mail => Assert.True(Kind(mail) is "check-in-reminder" or "rating-confirmation" || cases.Contains(Header(mail, "X-FollowUp-Call")), $"a {Kind(mail)} went out without a case"));
        Assert.All(world.Mailbox.Mails.GroupBy(mail => Header(mail, "X-FollowUp-Id")), mails => Assert.Single(mails));
    }

    private static async Task WorkAsync(World world, Handler handler, Random random, ConcurrentQueue<byte[]> calls, ConcurrentQueue<SendChunk> sends)
    {
        switch (random.Next(8))
        {
            case <= 2 when calls.TryDequeue(out var call):
                try
                {
                    await handler.Intake.RunAsync(call, world.Now, CancellationToken.None);
                }
                catch (TimeoutException)
                {
                    calls.Enqueue(call);
                }

                return;
            case <= 4:
                await handler.Sweep.RunAsync(world.Now, CancellationToken.None);
                foreach (var chunk in await world.TakeSendsAsync())
                {
                    sends.Enqueue(chunk);
                    sends.Enqueue(chunk);
                }

                return;
            case 5 when AnyMailed(world, random) is { } rated:
                await handler.Ratings.RunAsync(rated, random.Next(1, 6), null, $"page-{random.Next(3)}", world.Now, CancellationToken.None);
                return;
            case 6 when random.Next(4) == 0 && AnyMailed(world, random) is { } tired:
                await handler.Unsubscribes.RunAsync(tired, world.Now, CancellationToken.None);
                return;
            case >= 5 when sends.TryDequeue(out var chunk):
                await handler.Send.RunAsync(chunk, world.Now, CancellationToken.None);
                return;
        }
    }

    private static string Kind(OutgoingEmail mail) => Header(mail, "X-FollowUp-Kind");

    private static string Header(OutgoingEmail mail, string name) => mail.Headers.Single(header => header.Key == name).Value;

    private static SignedLink? AnyMailed(World world, Random random)
    {
        List<OutgoingEmail> mails;
        lock (world.Mailbox)
        {
            mails = [.. world.Mailbox.Mails];
        }

        return mails.Count == 0 ? null : world.LinkIn(mails[random.Next(mails.Count)], LinkPurpose.Rate);
    }

    /// <summary>Three calls of each customer, all closed so long ago that their check-ins are due now; each is delivered twice.</summary>
    private static byte[][] Messages() =>
    [
        .. from customer in Enumerable.Range(0, Customers)
           from nth in Enumerable.Range(0, 3)
           from time in Enumerable.Range(0, 2)
           select Given.Bytes(Given.Call($"call-{customer}-{nth}") with
           {
               ClosedAt = Given.At("2026-11-23T14:00:00Z") + Duration.FromMinutes(nth),
               Customer = Given.Customer($"c-{customer}") with { Email = Given.Address($"c{customer}@example.com") },
           }),
    ];
}
