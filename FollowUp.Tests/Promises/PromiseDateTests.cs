using FollowUps.Promises;
using FollowUps.Tests.Plans;
using Xunit;

namespace FollowUps.Tests.Promises;

/// <summary>What an owner may write as a new date, on Monday at 15:05 in London.</summary>
public sealed class PromiseDateTests
{
    [Theory]
    [InlineData("2026-11-24T14:30", "2026-11-24T14:30:00Z")]
    [InlineData(" 2026-11-24T14:30:15 ", "2026-11-24T14:30:15Z")]
    [InlineData("2026-07-01T09:00", null)] // passed
    [InlineData("2027-06-01T09:00", "2027-06-01T08:00:00Z")] // British Summer Time
    public void A_time_at_which_somebody_is_there_is_taken(string text, string? expected) =>
        Assert.Equal(expected, PromiseDate.Read(text, Books.Shipped.DefaultCalendar, Given.Now, out _)?.ToString());

    [Theory]
    [InlineData(null, "That is not a date and a time. Write them such as Tue 2026-11-24 15:05 Europe/London.")]
    [InlineData("tomorrow", "That is not a date and a time. Write them such as Tue 2026-11-24 15:05 Europe/London.")]
    [InlineData("2026-11-31T09:00", "That is not a date and a time. Write them such as Tue 2026-11-24 15:05 Europe/London.")]
    [InlineData("2026-11-23T15:05", "That has passed already. Choose a time from Tue 2026-11-24 15:05 Europe/London on.")]
    [InlineData("2026-11-28T10:00", "Nobody is there at that time. The next opening is Mon 2026-11-30 09:00 Europe/London.")]
    [InlineData("2026-11-24T18:00", "Nobody is there at that time. The next opening is Wed 2026-11-25 09:00 Europe/London.")]
    [InlineData("2026-12-25T10:00", "Nobody is there at that time. The next opening is Tue 2026-12-29 09:00 Europe/London.")]
    [InlineData("2062-11-24T10:00", "That is more than a year ahead. Choose a date that the customer can wait for.")]
    public void Anything_else_is_refused_with_the_fix(string? text, string expected)
    {
        Assert.Null(PromiseDate.Read(text, Books.Shipped.DefaultCalendar, Given.Now, out var error));
        Assert.Equal(expected, error);
    }
}
