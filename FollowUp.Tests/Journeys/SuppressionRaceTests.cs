using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Suppressions;
using FollowUps.Tests.Fakes;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>A suppression and a send of the same mailbox in the same moment: the fence decides, and whoever comes second knows.</summary>
public sealed class SuppressionRaceTests
{
    private static readonly SuppressionRequest Ada = new(Given.Address("ada@example.com"), new Suppression(SuppressionReason.Manual, SuppressionScope.Everything, Given.Now, null));

    [Fact]
    public async Task A_suppression_between_the_check_and_the_fence_wins()
    {
        var (sim, store) = Race();
        await sim.CloseAsync(Given.Call());
        store.Before("fence", () => SuppressAsync(sim));
        await sim.PlayUntilAsync("2026-11-24T15:04:00Z");
        Assert.Equal(0, sim.Mailbox.Posts);
        Assert.Equal(["check-in: skipped (suppressed)"], await sim.FollowUpsAsync("call-1"));
        Assert.Contains("2026-11-24 15:04 send: The check-in is not sent. Why: suppressed: this address is not to be written to, because somebody put it on the list, by hand or from a file, on 2026-11-23 15:05 UTC.", await sim.TimelineAsync("call-1"));
        Assert.Equal("notFollowedUp: check-in: suppressed", await sim.OutcomeAsync("call-1"));
        Assert.Equal(1, store.Commits["fence"]);
    }

    [Fact]
    public async Task A_suppression_after_the_fence_comes_too_late_and_the_timeline_says_so()
    {
        var (sim, store) = Race();
        await sim.CloseAsync(Given.Call());
        store.After("fence", () => SuppressAsync(sim));
        await sim.PlayToTheEndAsync();
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Contains("2026-11-24 15:04 suppression list: The address was suppressed, but the check-in is already on its way. Why: manual.", await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task A_suppression_after_the_send_is_recorded_has_nothing_to_say_about_it()
    {
        var (sim, _) = Race();
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        await SuppressAsync(sim);
        Assert.DoesNotContain(await sim.TimelineAsync("call-1"), line => line.Contains("suppress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_chunk_only_the_suppressed_mail_stays_behind()
    {
        var (sim, store) = Race();
        foreach (var name in new[] { "ada", "bob", "cleo" })
        {
            await sim.CloseAsync(Given.Call($"call-{name}") with { Customer = Given.Customer($"c-{name}") with { Email = Given.Address($"{name}@example.com") } });
        }

        store.Before("fence", () => SuppressAsync(sim));
        await sim.PlayUntilAsync("2026-11-24T15:04:00Z");
        Assert.Equal(["bob@example.com", "cleo@example.com"], sim.Mailbox.Mails.Select(m => m.To.Address.Value).Order());
        Assert.Equal(["check-in: skipped (suppressed)"], await sim.FollowUpsAsync("call-ada"));
    }

    [Fact]
    public async Task Another_mail_to_the_same_mailbox_in_that_moment_only_means_that_the_caps_are_looked_at_again()
    {
        var (sim, store) = Race();
        await sim.CloseAsync(Given.Call());
        store.Before("fence", async () =>
        {
            var key = Keys.Address(Simulation.Identity.Address(Ada.Address));
            var sent = new AddressRow { Sent = [new SentMark("promise-confirmation", sim.Now, "another")] };
            Assert.True(await sim.Store.CommitAsync(Division.Main, new Changes("t").Insert(key, sent), CancellationToken.None));
        });
        await sim.PlayUntilAsync("2026-11-24T15:04:00Z");
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task A_fence_that_loses_race_after_race_is_due_again_and_goes_out_in_the_same_minute()
    {
        var (sim, store) = Race();
        await sim.CloseAsync(Given.Call());
        for (var i = 0; i < 30; i++)
        {
            store.Before("fence", () => TouchAsync(sim));
        }

        await sim.PlayUntilAsync("2026-11-24T15:05:00Z");
        Assert.Equal(31, store.Commits["fence"]);
        Assert.Equal(Simulation.At("2026-11-24T15:04:00Z"), Assert.Single(sim.Mailbox.Accepted).At);
    }

    [Fact]
    public async Task Many_briefs_to_one_supervisor_at_once_do_not_refuse_one_another()
    {
        var (sim, store) = Race();
        var supervisor = Keys.Address(Simulation.Identity.Address(Shipped.Directory.People["p-nair"].Email));
        for (var i = 0; i < 20; i++)
        {
            store.Before("fence", async () =>
            {
                var read = await sim.Store.FindAsync(Division.Main, supervisor, CancellationToken.None);
                Assert.True(await sim.Store.CommitAsync(Division.Main, new Changes("t").Put(supervisor, read, read?.As<AddressRow>() ?? new AddressRow()), CancellationToken.None));
            });
            await sim.CloseAsync(Given.Call($"call-{i}", CallOutcome.Unresolved) with { Customer = Given.Customer($"c-{i}") with { Email = Given.Address($"c{i}@example.com") } });
        }

        await sim.PlayUntilAsync("2026-11-23T16:30:00Z");
        var briefs = sim.Mailbox.Accepted.Where(mail => mail.Mail.To.Address == Shipped.Directory.People["p-nair"].Email).ToList();
        Assert.Equal((20, 1), (briefs.Count, briefs.Select(mail => mail.At).Distinct().Count()));
        Assert.Equal(2, store.Commits["fence"]);
    }

    [Fact]
    public async Task An_unsubscribe_in_the_moment_of_the_next_survey_stops_it()
    {
        var (sim, store) = Race();
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        var link = sim.LinkIn(sim.Mailbox.Mails.Single(), FollowUps.Responses.LinkPurpose.Rate);
        await sim.PlayUntilAsync("2026-12-10T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-12-10T08:59:00Z"));
        store.Before("fence", () => sim.Unsubscribes.RunAsync(link, sim.Now, CancellationToken.None));
        await sim.PlayToTheEndAsync();
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: skipped (suppressed)"], await sim.FollowUpsAsync("call-2"));
    }

    [Fact]
    public async Task An_unclear_mail_is_not_posted_again_to_a_mailbox_that_was_suppressed_meanwhile()
    {
        var (sim, store) = Race();
        sim.Mailbox.Next(new SendResult.Unclear("timeout"), taken: false);
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T15:05:00Z");
        store.Before("fence-again", () => SuppressAsync(sim));
        await sim.PlayToTheEndAsync();
        Assert.Equal(1, sim.Mailbox.Posts);
        Assert.Equal(["check-in: parked (unclear at first, and not to be posted again: suppressed)"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task An_entry_for_the_whole_installation_holds_in_every_division()
    {
        var (sim, _) = Race();
        await sim.Suppressions.RunAsync(Division.Installation, [Ada], sim.Now, CancellationToken.None);
        _ = Division.TryParse("north", out var north);
        await sim.CloseAsync(Given.Call());
        await sim.CloseAsync(Given.Call("call-2") with { Division = north });
        await sim.PlayToTheEndAsync();
        Assert.Equal(0, sim.Mailbox.Posts);
    }

    [Fact]
    public async Task An_entry_for_one_division_leaves_the_others_alone()
    {
        var (sim, _) = Race();
        await SuppressAsync(sim);
        _ = Division.TryParse("north", out var north);
        await sim.CloseAsync(Given.Call());
        await sim.CloseAsync(Given.Call("call-2") with { Division = north });
        await sim.PlayToTheEndAsync();
        Assert.Equal("call-2", Assert.Single(sim.Mailbox.Mails).Headers.Single(h => h.Key == "X-FollowUp-Call").Value);
    }

    [Fact]
    public async Task A_list_is_written_once_however_often_it_comes_and_whoever_else_writes()
    {
        var (sim, store) = Race();
        var requests = Enumerable.Range(0, 60).Select(i => Ada with { Address = Given.Address($"c{i % 40}@example.com") }).ToList();
        store.Before("suppress", () => sim.Suppressions.RunAsync(Division.Main, requests[..1], sim.Now, CancellationToken.None));
        Assert.Equal(39, await sim.Suppressions.RunAsync(Division.Main, requests, sim.Now, CancellationToken.None));
        Assert.Equal(0, await sim.Suppressions.RunAsync(Division.Main, requests, sim.Now, CancellationToken.None));
        Assert.Equal("manual everything for ever", await sim.SuppressionsAsync("c39@example.com"));
    }

    [Fact]
    public async Task Threads_that_suppress_one_mailbox_for_different_reasons_lose_none_of_them()
    {
        var (sim, _) = Race();
        await Task.WhenAll(Enum.GetValues<SuppressionReason>().Select(reason => Task.Run(() => sim.Suppressions.RunAsync(
            Division.Main, [Ada with { Entry = new Suppression(reason, reason.DefaultScope(), Given.Now, null) }], sim.Now, CancellationToken.None))));
        Assert.Equal("unsubscribed surveys for ever, bounced everything for ever, complaint everything for ever, manual everything for ever", await sim.SuppressionsAsync("ada@example.com"));
    }

    private static (Simulation Sim, InterleavingStore Store) Race()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        return (new Simulation("2026-11-23T15:05:00Z", store: store), store);
    }

    private static Task<int> SuppressAsync(Simulation sim) => sim.Suppressions.RunAsync(Division.Main, [Ada], sim.Now, CancellationToken.None);

    private static async Task TouchAsync(Simulation sim)
    {
        var key = Keys.Address(Simulation.Identity.Address(Ada.Address));
        var read = await sim.Store.FindAsync(Division.Main, key, CancellationToken.None);
        Assert.True(await sim.Store.CommitAsync(Division.Main, new Changes("t").Put(key, read, read?.As<AddressRow>() ?? new AddressRow()), CancellationToken.None));
    }
}
