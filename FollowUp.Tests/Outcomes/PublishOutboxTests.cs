using CsCheck;
using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Fakes;
using FollowUps.Tests.Journeys;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Outcomes;

public sealed class PublishOutboxTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 9, 0);

    /// <summary>One fact: published or only counted; on which day; in which queue.</summary>
    private static readonly Gen<List<(bool Published, int Day, int Queue)>> Facts = Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 90]).List[1, 130];

    /// <summary>Runs that end at the n-th call, before or after its effect.</summary>
    private static readonly Gen<List<(int Calls, bool After)>> Crashes = Gen.Select(Gen.Int[0, 12], Gen.Bool).List[0, 12];

    [Fact]
    public void However_often_it_dies_each_fact_counts_once_and_each_event_leaves_at_least_once() =>
        Gen.Select(Facts, Crashes).Sample((facts, crashes) => PlayAsync(facts, crashes, workers: 1).GetAwaiter().GetResult(), iter: 150);

    [Fact]
    public void Sweeps_at_once_that_die_at_any_point_still_count_each_fact_once() =>
        Gen.Select(Facts, Crashes).Sample((facts, crashes) => PlayAsync(facts, crashes, workers: 3).GetAwaiter().GetResult(), iter: 50);

    [Fact]
    public async Task What_only_the_statistics_read_never_leaves_the_product()
    {
        var (store, queue) = (new InMemoryFollowUpStore(), new FakeOutcomeQueue());
        await store.CommitAsync(Division.Main, new Changes("t").Count("x", Start, Fact(0, 0)), CancellationToken.None);
        Assert.Null((await new PublishOutbox(store, Simulation.Identity, queue).RunAsync(Division.Main, Start, CancellationToken.None)).Next);
        Assert.Empty(queue.Events);
        Assert.Equal(1, (await SumsAsync(store))[("all", "")]);
    }

    [Fact]
    public async Task The_days_of_a_call_are_counted_by_queue_team_and_kind()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        var link = sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate);
        sim.Now = Simulation.At("2026-11-26T10:00:00Z");
        await sim.Ratings.RunAsync(link, 4, null, "page-1", sim.Now, CancellationToken.None);
        await sim.PlayToTheEndAsync();

        Assert.Equal(
        [
            "2026-11-23 all : planned 1", "2026-11-23 kind check-in: planned 1", "2026-11-23 queue billing: planned 1", "2026-11-23 team billing-1: planned 1",
            // The answer counts on the day of the mail that asked, the outcome on its own.
            "2026-11-24 all : asked 1, csat.4 1, csat.sum 4, rated 1, sent 1, votes 1, wait.1440 1", "2026-11-24 kind check-in: asked 1, csat.4 1, csat.sum 4, rated 1, sent 1, votes 1, wait.1440 1",
            "2026-11-24 queue billing: asked 1, csat.4 1, csat.sum 4, rated 1, sent 1, votes 1, wait.1440 1", "2026-11-24 team billing-1: asked 1, csat.4 1, csat.sum 4, rated 1, sent 1, votes 1, wait.1440 1",
            "2026-11-26 all : close.4320 1, closed.satisfied 1", "2026-11-26 queue billing: close.4320 1, closed.satisfied 1", "2026-11-26 team billing-1: close.4320 1, closed.satisfied 1",
        ], await LinesAsync(sim));
    }

    [Fact]
    public async Task Everything_that_was_not_sent_is_counted_with_its_reason()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { Email = null } });
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-23T15:04:30Z") with { Customer = Given.Customer("c-2") });
        sim.Now = Simulation.At("2026-11-23T16:00:00Z");
        await sim.CloseAsync(Given.Call("call-3", CallOutcome.Abandoned, closedAt: "2026-11-23T15:59:00Z") with { Customer = Given.Customer("c-2") with { Phone = null } });
        sim.Mailbox.Next(new SendResult.Refused("http-400"));
        await sim.PlayToTheEndAsync();
        var all = (await LinesAsync(sim)).Where(line => line.Contains(" all ", StringComparison.Ordinal));
        Assert.Equal(
        [
            "2026-11-23 all : cancelled 1, close.60 1, closed.notFollowedUp 2, planned 2, skipped 1, skipped.no address 1",
            "2026-11-24 all : close.1440 1, closed.unreachable 1, failed 1",
        ], all);
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(Simulation sim) =>
        [.. (await sim.RowsAsync<StatisticRow>(KeyRange.Prefix("s:"))).Select(s => $"{s.Day:uuuu-MM-dd} {s.Dimension} {s.Name}: {string.Join(", ", s.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"))}").Order(StringComparer.Ordinal)];

    private static async Task PlayAsync(List<(bool Published, int Day, int Queue)> facts, List<(int Calls, bool After)> crashes, int workers)
    {
        var (store, queue) = (new InMemoryFollowUpStore(), new FakeOutcomeQueue());
        for (var i = 0; i < facts.Count; i++)
        {
            var (changes, fact) = (new Changes("fact"), Fact(facts[i].Day, facts[i].Queue));
            _ = facts[i].Published
                ? changes.Announce(OutgoingEvents.Sent, $"event-{i}", Start, new OutgoingData { CallId = $"call-{i}", Division = "main" }, fact)
                : changes.Count($"event-{i}", Start, fact);
            await store.CommitAsync(Division.Main, changes, CancellationToken.None);
        }

        foreach (var wave in crashes.Chunk(workers))
        {
            await Task.WhenAll(wave.Select(point => Task.Run(() => DieAsync(store, queue, point.Calls, point.After))));
        }

        while ((await store.RangeAsync(Division.Main, Keys.Outbox, 1, CancellationToken.None)).Count > 0)
        {
            await new PublishOutbox(store, Simulation.Identity, queue).RunAsync(Division.Main, Start, CancellationToken.None);
        }

        var sums = await SumsAsync(store);
        Assert.Equal(facts.Count, sums[("all", "")]);
        Assert.All(facts.GroupBy(f => f.Queue), q => Assert.Equal(q.Count(), sums[("queue", $"q{q.Key}")]));
        var published = facts.Select((f, i) => (f.Published, Id: $"event-{i}")).Where(f => f.Published).Select(f => f.Id).ToHashSet();
        Assert.Equal(published, queue.Events.Select(e => e.Id).ToHashSet());
    }

    private static async Task DieAsync(InMemoryFollowUpStore store, FakeOutcomeQueue queue, int calls, bool after)
    {
        var crash = new CrashPoint();
        crash.Set(calls, after);
        try
        {
            await new PublishOutbox(new CrashingStore(store, crash), Simulation.Identity, new CrashingQueue(queue, crash)).RunAsync(Division.Main, Start, CancellationToken.None);
        }
        catch (CrashException)
        {
            // As intended.
        }
    }

    private static async Task<Dictionary<(string Dimension, string Name), long>> SumsAsync(InMemoryFollowUpStore store) =>
        (await store.RangeAsync(Division.Main, KeyRange.Prefix("s:"), int.MaxValue, CancellationToken.None)).Select(r => r.As<StatisticRow>())
            .GroupBy(s => (s.Dimension, s.Name)).ToDictionary(g => g.Key, g => g.Sum(s => s.Counts.GetValueOrDefault("sent")));

    private static Counted Fact(int day, int queue) => new(Start + Duration.FromDays(day), $"q{queue}", "team", "check-in", [new(Counters.Sent)]);

    private sealed class CrashingQueue(FakeOutcomeQueue queue, CrashPoint crash) : IOutcomeQueue
    {
        public Task PublishAsync(IReadOnlyList<OutgoingRow> events, CancellationToken cancellationToken) => crash.PassAsync(async () =>
        {
            await queue.PublishAsync(events, cancellationToken);
            return true;
        });
    }
}
