using Azure.Data.Tables;
using FollowUps.Calls;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Storage;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>How often one person and one mailbox are asked.</summary>
public sealed class FatigueTests(AzuriteFixture azurite)
{
    private const string OneEach = """[{ "kind": "check-in", "max": 1, "per": "7d" }]""";

    [Theory]
    [InlineData(OneEach, true, false, 1)] // one customer, two mailboxes
    [InlineData(OneEach, false, true, 1)] // two customers, one mailbox
    [InlineData("""[{ "kind": "check-in", "max": 1, "per": "7d", "scope": "customer" }]""", false, true, 2)]
    [InlineData("""[{ "kind": "check-in", "max": 1, "per": "7d", "scope": "customer" }]""", true, false, 1)]
    [InlineData("""[{ "kind": "check-in", "max": 1, "per": "7d", "scope": "address" }]""", true, false, 2)]
    [InlineData("""[{ "kind": "check-in", "max": 1, "per": "7d", "scope": "address" }]""", false, true, 1)]
    [InlineData("""[{ "kind": "check-in", "max": 2, "per": "7d" }]""", true, true, 2)]
    [InlineData("[]", true, true, 2)]
    public async Task Two_calls_at_once_hit_a_cap(string caps, bool sameCustomer, bool sameMailbox, int mails)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithCaps(caps) });
        await sim.CloseAsync(Given.Call());
        await sim.CloseAsync(Second(sameCustomer, sameMailbox));
        await sim.PlayToTheEndAsync();

        Assert.Equal(mails, sim.Mailbox.Accepted.Count);
        string[] states = [.. await sim.FollowUpsAsync("call-1"), .. await sim.FollowUpsAsync("call-2")];
        Assert.Equal(2 - mails, states.Count(state => state == "check-in: skipped (capped)"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Two_workers_at_once_on_the_real_tables_send_one_mail(bool sameCustomer, bool sameMailbox)
    {
        var table = new TableClient(azurite.ConnectionString, $"caps{(sameCustomer ? 1 : 2)}");
        await table.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        for (var round = 0; round < 5; round++)
        {
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken))
            {
                await table.DeleteEntityAsync(row, cancellationToken: TestContext.Current.CancellationToken);
            }

            var sim = new Simulation("2026-11-23T15:05:00Z", store: new TableFollowUpStore(table));
            await Task.WhenAll(sim.CloseAsync(Given.Call()), sim.CloseAsync(Second(sameCustomer, sameMailbox)));
            sim.Now = Simulation.At("2026-11-24T15:04:00Z");
            var chunks = await sim.ClaimOneByOneAsync();
            Assert.Equal(2, chunks.Count);
            await Task.WhenAll(chunks.Select(chunk => Task.Run(() => sim.SendAsync(chunk))));

            string[] states = [.. await sim.FollowUpsAsync("call-1"), .. await sim.FollowUpsAsync("call-2")];
            Assert.Equal(["check-in: sent", "check-in: skipped (capped)"], states.Order());
            Assert.Single(sim.Mailbox.Accepted);
        }
    }

    [Fact]
    public async Task Kinds_of_a_group_are_counted_together_in_a_window_that_slides()
    {
        const string caps = """[{ "kinds": ["check-in", "check-in-reminder"], "max": 1, "per": "4d" }]""";
        var book = Given.PlanBookWithReminder with { Caps = Given.PlanBookWithCaps(caps).Caps };
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = book });
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in-reminder: skipped (capped)", "check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Equal("unanswered: no answer within the answer window", await sim.OutcomeAsync("call-1"));

        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-12-01T15:04:00Z"));
        await sim.PlayUntilAsync("2026-12-03T12:00:00Z");
        Assert.Equal(["check-in-reminder: scheduled", "check-in: sent"], await sim.FollowUpsAsync("call-2"));
    }

    [Theory]
    [InlineData("2d", "check-in: sent", 2, null)]
    [InlineData("60d", "check-in: skipped (capped)", 1, "; it could go at 2027-01-23 15:04 UTC, and it expires at 2026-12-01 15:04 UTC.")]
    public async Task A_cap_that_defers_lets_the_mail_wait_as_long_as_it_makes_sense(string per, string state, int mails, string? why)
    {
        var caps = $$"""[{ "kind": "check-in", "max": 1, "per": "{{per}}", "action": "defer" }]""";
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithCaps(caps) });
        await sim.CloseAsync(Given.Call());
        await sim.CloseAsync(Second(sameCustomer: true, sameMailbox: true));
        await sim.PlayToTheEndAsync();

        Assert.Equal(mails, sim.Mailbox.Accepted.Count);
        Assert.Contains(state, (string[])[.. await sim.FollowUpsAsync("call-1"), .. await sim.FollowUpsAsync("call-2")]);
        Assert.All(sim.Sent().Skip(1), sent => Assert.Equal("2026-11-26T15:04:00Z", sent.At));
        string[] told = [.. await sim.TimelineAsync("call-1"), .. await sim.TimelineAsync("call-2")];
        Assert.Equal(why is null ? [] : [why], told.Where(line => line.Contains("Why: capped: ", StringComparison.Ordinal)).Select(line => line[line.IndexOf("; ", StringComparison.Ordinal)..]));
    }

    [Fact]
    public async Task Of_those_that_a_cap_defers_who_was_due_first_goes_first()
    {
        // Several mailboxes: rows of one second come in the order of their hashes, and one could have that right by chance.
        var sim = new Simulation("2026-11-23T15:45:00Z", s => s with { PlanBook = Given.PlanBookWithCaps("""[{ "kind": "check-in", "max": 1, "per": "2d", "scope": "address", "action": "defer" }]""") });
        string[] minutes = ["00", "10", "20", "30"];
        for (var family = 0; family < 6; family++)
        {
            foreach (var minute in minutes)
            {
                var id = $"{family}-{minute}";
                await sim.CloseAsync(Given.Call(id, closedAt: $"2026-11-23T15:{minute}:00Z") with
                {
                    Customer = Given.Customer(id) with { Email = Given.Address($"family-{family}@example.com") },
                });
            }
        }

        await sim.PlayToTheEndAsync();
        var order = sim.Mailbox.Mails.Select(mail => mail.Headers.Single(h => h.Key == "X-FollowUp-Call").Value).ToLookup(id => id[0], id => id[2..]);
        Assert.Equal(6, order.Count);
        Assert.All(order, family => Assert.Equal(minutes, family));
    }

    [Fact]
    public async Task Recovery_is_exempt()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.CloseAsync(Given.Call("call-2", CallOutcome.Unresolved, closedAt: "2026-11-23T15:04:00Z"));
        await sim.CloseAsync(Given.Call("call-3", CallOutcome.Escalated, closedAt: "2026-11-23T15:04:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["supervisor-outreach: sent"], await sim.CustomerFollowUpsAsync("call-2"));
        Assert.Equal(["supervisor-outreach: sent"], await sim.CustomerFollowUpsAsync("call-3"));
    }

    [Fact]
    public async Task A_mail_that_the_provider_never_took_does_not_count()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        sim.Mailbox.Next(new SendResult.NotConnected("refused"));
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T15:04:00Z");
        Assert.Empty((await sim.RowsAsync<AddressRow>(KeyRange.Prefix("a:"))).Single().Sent);
        Assert.All(await sim.RowsAsync<CustomerRow>(KeyRange.Prefix($"u:{Simulation.Identity.Customer(Given.Customer())}")), row => Assert.True(row.Sent.IsDefaultOrEmpty));
    }

    [Theory]
    [InlineData("""[{ "kind": "supervisor-outreach", "max": 1, "per": "7d" }]""", "caps[0].kind", "never capped")]
    [InlineData("""[{ "kinds": ["check-in", "promise-overdue"], "max": 1, "per": "7d" }]""", "caps[0].kinds[1]", "never capped")]
    [InlineData("""[{ "kinds": [], "max": 1, "per": "7d" }]""", "caps[0].kinds", "at least one")]
    [InlineData("""[{ "kind": "check-in", "kinds": ["check-in"], "max": 1, "per": "7d" }]""", "caps[0].kind", "same thing")]
    [InlineData("""[{ "kind": "check-in", "max": 1, "per": "7d", "scope": "person" }]""", "caps[0].scope", "'person'")]
    [InlineData("""[{ "kind": "check-in", "max": 1, "per": "7d", "action": "wait" }]""", "caps[0].action", "'wait'")]
    [InlineData("""[{ "kinds": ["check-in", "re-check-in"], "max": 1, "per": "7d" }, { "kinds": ["re-check-in", "check-in"], "max": 2, "per": "7d" }]""", "caps[1]", "capped already")]
    public void A_cap_that_makes_no_sense_is_named(string caps, string path, string reason)
    {
        var errors = Plans.Books.Read(Plans.Books.Json(Plans.Books.Rule(Plans.Books.OneCheckIn), $"\"caps\": {caps}")).Errors;
        Assert.Contains(errors, error => error.Path == path && error.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Caps_of_one_kind_for_several_windows_stand_side_by_side() =>
        Assert.Equal(2, Given.PlanBookWithCaps("""[{ "kind": "check-in", "max": 1, "per": "7d" }, { "kind": "check-in", "max": 3, "per": "90d", "action": "defer" }]""").Caps.Length);

    /// <summary>A second call that ended in the same second, so that none of the two is the later one.</summary>
    private static CallClosed Second(bool sameCustomer, bool sameMailbox) => Given.Call("call-2") with
    {
        Customer = Given.Customer(sameCustomer ? "c-1" : "c-2") with { Email = Given.Address(sameMailbox ? "ada@example.com" : "ada@work.example") },
    };
}
