using FollowUps.Calls;
using FollowUps.State;
using FollowUps.Suppressions;
using FollowUps.Tests.Fakes;
using FollowUps.Tests.Journeys;
using Xunit;

namespace FollowUps.Tests.Suppressions;

/// <summary>The filter that saves a look-up for each mail: it may suspect a mailbox wrongly, and never the other way round.</summary>
public sealed class EverywhereFilterTests
{
    private readonly InMemoryFollowUpStore _store = new();

    private Suppress Suppress => new(_store, Simulation.Identity);

    [Fact]
    public void Before_the_first_entry_it_suspects_nobody() => Assert.False(EverywhereFilter.MayName(null, Mailbox("ada@example.com")));

    [Fact]
    public async Task It_knows_every_mailbox_of_the_installations_list_and_hardly_any_other()
    {
        await Suppress.RunAsync(Division.Installation, [.. Enumerable.Range(0, 500).Select(i => Request($"c{i}@example.com"))], Given.Now, TestContext.Current.CancellationToken);
        var filter = await FilterAsync();
        Assert.All(Enumerable.Range(0, 500), i => Assert.True(EverywhereFilter.MayName(filter, Mailbox($"c{i}@example.com"))));
        Assert.InRange(Enumerable.Range(0, 1000).Count(i => EverywhereFilter.MayName(filter, Mailbox($"other{i}@example.com"))), 0, 5);
    }

    [Fact]
    public async Task An_entry_of_one_division_is_none_of_its_business()
    {
        await Suppress.RunAsync(Division.Main, [Request("ada@example.com")], Given.Now, TestContext.Current.CancellationToken);
        Assert.Null(await FilterAsync());
    }

    private static SuppressionRequest Request(string address) =>
        new(Given.Address(address), new Suppression(SuppressionReason.Manual, SuppressionScope.Everything, Given.Now, null));

    private static string Mailbox(string address) => Simulation.Identity.Address(Given.Address(address));

    private async Task<EverywhereFilterRow?> FilterAsync() =>
        (await _store.FindAsync(Division.Installation, Keys.EverywhereFilter, TestContext.Current.CancellationToken))?.As<EverywhereFilterRow>();
}
