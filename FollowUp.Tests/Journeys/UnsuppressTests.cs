using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.People;
using FollowUps.Responses;
using FollowUps.Suppressions;
using FollowUps.Tests.Fakes;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>An address is taken off the suppression list, and is written to again.</summary>
public sealed class UnsuppressTests
{
    private const string Ada = "ada@example.com";

    [Fact]
    public async Task A_bounced_address_that_works_again_is_written_to_again_in_every_division()
    {
        var sim = await BouncedAsync();
        await sim.PlayUntilAsync("2026-11-25T09:00:00Z");
        var result = await RemoveAsync(sim, Division.Installation);
        Assert.Equal(["main bounced", "_ bounced"], Texts(result.Removed));
        Assert.Empty(result.Left);
        Assert.Equal(("", ""), (await sim.SuppressionsAsync(Ada), await sim.SuppressionsAsync(Ada, Division.Installation)));
        Assert.Contains(
            "2026-11-25 09:00 suppression list: An address that this call wrote to is off the suppression list; asked for by pat. Why: bounced.", await sim.TimelineAsync("call-1"));

        await sim.PlayUntilAsync("2026-12-10T09:00:00Z");
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-12-10T08:59:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-2"));
    }

    [Fact]
    public async Task A_bounce_that_is_still_on_its_way_to_the_installations_list_does_not_bring_it_back()
    {
        var sim = await BouncedAsync(swept: false);
        sim.Now += Duration.FromSeconds(90);
        Assert.Equal(["main bounced"], Texts((await RemoveAsync(sim, Division.Installation)).Removed));
        await sim.PlayToTheEndAsync();
        Assert.Equal(("", ""), (await sim.SuppressionsAsync(Ada), await sim.SuppressionsAsync(Ada, Division.Installation)));
    }

    [Fact]
    public async Task Off_one_divisions_list_says_what_holds_everywhere_all_the_same()
    {
        var sim = await BouncedAsync();
        await sim.PlayUntilAsync("2026-11-25T09:00:00Z");
        var result = await RemoveAsync(sim, Division.Main);
        Assert.Equal(["main bounced"], Texts(result.Removed));
        Assert.Equal(["_ bounced"], Texts(result.Left));
        Assert.Equal(("", "bounced everything for ever"), (await sim.SuppressionsAsync(Ada), await sim.SuppressionsAsync(Ada, Division.Installation)));
    }

    [Fact]
    public async Task What_the_customer_asked_for_is_taken_off_only_in_so_many_words_and_doing_it_again_changes_nothing()
    {
        var sim = await BouncedAsync();
        await sim.PlayUntilAsync("2026-11-25T09:00:00Z");
        await sim.Suppressions.RunAsync(Division.Main, [new(Given.Address(Ada), SuppressionList.Unsubscribed(sim.Now))], sim.Now, CancellationToken.None);
        Assert.Equal(["main unsubscribed"], Texts((await RemoveAsync(sim, Division.Installation)).Left));
        Assert.Equal(["main unsubscribed"], Texts((await RemoveAsync(sim, Division.Installation, reason: SuppressionReason.Unsubscribed)).Left));
        Assert.Equal("unsubscribed surveys for ever", await sim.SuppressionsAsync(Ada));

        Assert.Equal(["main unsubscribed"], Texts((await RemoveAsync(sim, Division.Installation, although: true)).Removed));
        var told = await sim.TimelineAsync("call-1");
        sim.Now += Duration.FromHours(1);
        Assert.Empty((await RemoveAsync(sim, Division.Installation, although: true)).Removed);
        Assert.Equal(told, await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task A_removal_and_another_entry_in_one_moment_lose_neither()
    {
        var store = new InterleavingStore(new InMemoryFollowUpStore());
        var sim = await BouncedAsync(store: store);
        await sim.PlayUntilAsync("2026-11-25T09:00:00Z");
        store.Before("unsuppress", () => sim.Suppressions.RunAsync(
            Division.Main, [new(Given.Address(Ada), new Suppression(SuppressionReason.Complaint, SuppressionScope.Everything, sim.Now, null))], sim.Now, CancellationToken.None));
        Assert.Equal(["main complaint"], Texts((await RemoveAsync(sim, Division.Main, reason: SuppressionReason.Bounced)).Left.Where(e => e.Where == Division.Main)));
        Assert.Equal("complaint everything for ever", await sim.SuppressionsAsync(Ada));
    }

    [Fact]
    public async Task Somebody_of_the_house_whose_mail_comes_back_is_told_of_and_named_until_the_address_is_off_the_list()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call(outcome: CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-23T15:06:00Z");
        var people = new SuppressedPeople(sim.Store, Simulation.Identity);
        Assert.Empty(await people.LookAsync(sim.Settings.Directory, sim.Now, CancellationToken.None));

        Assert.Equal([ReportResult.Recorded], await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), "Bounced", "550 5.1.1 no such user")));
        Assert.Equal([new Alert.PersonSuppressed("p-nair", "a mail to them came back (550 5.1.1)")], sim.Alerts.All);
        Assert.Equal(
            new ConfigError(
                "people.p-nair.email", "Nothing is sent to this address: it is on the suppression list (main: bounced).",
                "Mend the address in the directory; or, when it works again, take it off the list: suppressions remove ADDRESS --everywhere."),
            Assert.Single(await people.LookAsync(sim.Settings.Directory, sim.Now, CancellationToken.None)));

        await RemoveAsync(sim, Division.Installation, "priya.nair@quillmere.example");
        Assert.Empty(await people.LookAsync(sim.Settings.Directory, sim.Now, CancellationToken.None));
    }

    private static Task<UnsuppressResult> RemoveAsync(Simulation sim, Division place, string address = Ada, SuppressionReason? reason = null, bool although = false) =>
        new Unsuppress(sim.Store, Simulation.Identity).RunAsync(place, new UnsuppressRequest(Given.Address(address), reason, although), "pat", sim.Now, CancellationToken.None);

    private static IEnumerable<string> Texts(IEnumerable<ListedSuppression> listed) => listed.Select(e => $"{e.Where} {e.Entry.Reason.Word()}");

    private static async Task<Simulation> BouncedAsync(bool swept = true, InterleavingStore? store = null)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", store: store);
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T15:05:00Z");
        await sim.ReportAsync(Given.Report(sim.Mailbox.Mails.Single(), "Bounced", "550 5.1.1 no such user"));
        Assert.Equal("bounced everything for ever", await sim.SuppressionsAsync(Ada));
        if (swept)
        {
            await sim.PlayUntilAsync("2026-11-24T15:30:00Z");
            Assert.Equal("bounced everything for ever", await sim.SuppressionsAsync(Ada, Division.Installation));
        }

        return sim;
    }
}
