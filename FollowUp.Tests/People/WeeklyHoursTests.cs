using FollowUps.People;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.People;

public sealed class WeeklyHoursTests
{
    [Theory]
    [InlineData("Mon-Fri 09:00-18:00")]
    [InlineData("Mon-Thu 08:30-17:00, Fri 08:30-15:00")]
    [InlineData("Mon-Fri 09:00-12:00, Mon-Fri 13:00-18:00")] // a break
    [InlineData("Sun 10:00-14:00")]
    public void Hours_are_read_and_written_the_same(string text)
    {
        Assert.True(WeeklyHours.TryParse(text, out var hours));
        Assert.Equal(text, hours!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Monday 09:00-18:00")]
    [InlineData("Fri-Mon 09:00-18:00")] // over the weekend: two stretches
    [InlineData("Mon-Fri 18:00-09:00")]
    [InlineData("Mon-Fri 9-18")]
    [InlineData("Mon-Fri 09:00-24:00")]
    [InlineData("Mon-Fri 09:00-18:00, Wed 12:00-13:00")] // overlapping
    [InlineData("Mon-Fri 09:00-18:00,")]
    [InlineData("Mon - Fri 09:00-18:00")]
    [InlineData("round the clock")]
    public void Anything_else_is_refused(string? text) => Assert.False(WeeklyHours.TryParse(text, out _));

    [Fact]
    public void A_day_has_its_stretches_in_order()
    {
        Assert.True(WeeklyHours.TryParse("Mon-Fri 13:00-18:00, Mon-Wed 09:00-12:00", out var hours));
        Assert.Equal([new LocalTime(9, 0), new LocalTime(13, 0)], hours!.On(IsoDayOfWeek.Tuesday).Select(stretch => stretch.From));
        Assert.Single(hours.On(IsoDayOfWeek.Friday));
        Assert.Empty(hours.On(IsoDayOfWeek.Sunday));
    }
}
