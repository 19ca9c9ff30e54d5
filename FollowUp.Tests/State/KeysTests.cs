using CsCheck;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.State;

public sealed class KeysTests
{
    private static readonly Gen<Instant> Instants = Gen.Long[1_600_000_000_000, 4_000_000_000_000].Select(Instant.FromUnixTimeMilliseconds);

    [Fact]
    public void A_due_key_is_never_earlier_than_its_instant() =>
        Instants.Sample(at => Assert.True(Keys.Time(Keys.Time(at)) >= at && Keys.Time(Keys.Time(at)) - at < Duration.FromSeconds(1)));

    [Fact]
    public void Text_order_is_time_order() =>
        Gen.Select(Instants, Instants).Sample((a, b) =>
        {
            var (first, second) = (Keys.Due(1, a, "c", new FollowUpId("f")), Keys.Due(1, b, "c", new FollowUpId("f")));
            Assert.Equal(Keys.RoundUp(a).CompareTo(Keys.RoundUp(b)), Math.Sign(string.CompareOrdinal(first, second)));
        });

    [Fact]
    public void What_is_due_at_this_very_second_is_due_and_nothing_later() =>
        Gen.Select(Instants, Instants).Sample((at, now) =>
        {
            var due = string.CompareOrdinal(Keys.Due(1, at, "c", new FollowUpId("f")), Keys.DueBy(1, now)) < 0;
            Assert.Equal(Keys.RoundUp(at) <= now, due);
        });

    [Fact]
    public void A_customers_range_holds_the_customer_and_its_indexes_only()
    {
        var range = Keys.CustomerView("abc");
        Assert.All([Keys.Customer("abc"), Keys.CustomerCall("abc", "x"), Keys.Pending("abc", new FollowUpId("y"))], key => Assert.True(Holds(range, key)));
        Assert.All([Keys.Customer("abd"), Keys.Customer("abcd"), Keys.CustomerCall("abcd", "x"), Keys.Address("abc")], key => Assert.False(Holds(range, key)));
    }

    private static bool Holds(KeyRange range, string key) => string.CompareOrdinal(key, range.From) >= 0 && string.CompareOrdinal(key, range.To) < 0;
}
