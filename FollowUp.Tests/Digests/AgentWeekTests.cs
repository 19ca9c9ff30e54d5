using FollowUps.Digests;
using Xunit;

namespace FollowUps.Tests.Digests;

public sealed class AgentWeekTests
{
    [Theory]
    [InlineData("2026-11-23T00:00:00Z", "2026-W48", "20261123")]
    [InlineData("2026-11-29T23:59:59Z", "2026-W48", "20261123")]
    [InlineData("2027-01-01T12:00:00Z", "2026-W53", "20261228")]
    [InlineData("2026-06-07T23:30:00Z", "2026-W24", "20260608")] // Monday already on the clocks of London in summer
    public void A_week_goes_from_monday_to_sunday_on_the_clock_of_the_calendar(string at, string name, string key)
    {
        var week = AgentWeek.Of(Given.At(at), Given.Installation.PlanBook);
        Assert.Equal((name, key), (week.Name, week.Key));
        Assert.Equal(week, AgentWeek.OfName(name));
        Assert.Equal(week, AgentWeek.OfKey(key));
    }

    [Theory]
    [InlineData("2026-W54")]
    [InlineData("2026-48")]
    [InlineData("0000-W01")]
    [InlineData(null)]
    public void What_is_no_week_is_none(string? name) => Assert.Null(AgentWeek.OfName(name));
}
