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
    public void What_was_put_off_stands_by_when_it_was_due_first_and_before_what_is_new_in_its_second() =>
        Gen.Select(Instants, Instants, Instants).Sample((at, a, b) =>
        {
            var item = new DueItem { Lane = 2, At = at, Call = "c", FollowUp = "f", Name = "check-in" };
            var (first, second) = (Keys.Due(item with { FirstDue = a }), Keys.Due(item with { FirstDue = b }));
            Assert.Equal(Keys.RoundUp(a).CompareTo(Keys.RoundUp(b)), Math.Sign(string.CompareOrdinal(first, second)));
            Assert.True(string.CompareOrdinal(first, Keys.Due(item)) < 0);
            Assert.True(string.CompareOrdinal(first, Keys.DueBy(2, Keys.RoundUp(at))) < 0);
            Assert.True(string.CompareOrdinal(first, Keys.DueBy(2, Keys.RoundUp(at) - Duration.FromSeconds(1))) > 0);
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
