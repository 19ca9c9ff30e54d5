using NodaTime;
using Xunit;
using static FollowUps.Tests.Schedule.Calendars;

namespace FollowUps.Tests.Schedule;

public sealed class CalendarTests
{
    private const string London = "Europe/London";

    [Theory]
    [InlineData("2026-11-23T08:59", false, "2026-11-23T09:00")] // Monday, before opening
    [InlineData("2026-11-23T09:00", true, "2026-11-23T09:00")] // opening is open
    [InlineData("2026-11-23T17:59", true, "2026-11-23T17:59")]
    [InlineData("2026-11-23T18:00", false, "2026-11-24T09:00")] // closing is closed
    [InlineData("2026-11-27T18:30", false, "2026-11-30T09:00")] // Friday evening
    [InlineData("2026-12-24T18:00", false, "2026-12-29T09:00")] // Christmas, a weekend and the day in lieu
    public void It_is_open_from_opening_until_just_before_closing(string at, bool open, string next)
    {
        var calendar = Office(London, "2026-12-25", "2026-12-28");

        Assert.Equal(open, calendar.IsOpen(At(at, London)));
        Assert.Equal(At(next, London), calendar.NextOpen(At(at, London)));
    }

    [Theory]
    [InlineData("2026-11-23T10:00", 4, "2026-11-23T14:00")]
    [InlineData("2026-11-23T15:04", 4, "2026-11-24T10:04")] // over the night
    [InlineData("2026-11-23T14:00", 4, "2026-11-24T09:00")] // ends with the day: nobody is there at 18:00
    [InlineData("2026-11-23T22:00", 4, "2026-11-24T13:00")] // begins at the next opening
    [InlineData("2026-11-27T17:00", 4, "2026-11-30T12:00")] // over the weekend
    [InlineData("2026-12-24T16:00", 4, "2026-12-29T11:00")] // over Christmas
    [InlineData("2026-11-23T22:00", 0, "2026-11-24T09:00")] // at once means when it opens
    public void Business_hours_pass_only_while_it_is_open(string from, int hours, string expected)
    {
        var calendar = Office(London, "2026-12-25", "2026-12-28");

        Assert.Equal(At(expected, London), calendar.Add(At(from, London), Duration.FromHours(hours)));
    }

    [Theory]
    [InlineData("2026-11-24T16:00", 2, "2026-11-24T14:00")]
    [InlineData("2026-11-24T10:00", 2, "2026-11-23T17:00")] // half of it the evening before
    [InlineData("2026-11-30T09:00", 2, "2026-11-27T16:00")] // Monday morning: on Friday
    [InlineData("2026-11-29T12:00", 2, "2026-11-27T16:00")] // due on a Sunday
    [InlineData("2026-11-24T11:00", 2, "2026-11-24T09:00")] // just the morning
    public void Business_hours_before_a_promise_count_backwards(string due, int hours, string expected) =>
        Assert.Equal(At(expected, London), Office(London).Subtract(At(due, London), Duration.FromHours(hours)));

    [Fact]
    public void A_break_is_closed_time()
    {
        var calendar = Open(London, MondayToFriday, "09:00-12:00 13:00-18:00");

        Assert.False(calendar.IsOpen(At("2026-11-23T12:30", London)));
        Assert.Equal(At("2026-11-23T14:30", London), calendar.Add(At("2026-11-23T11:30", London), Duration.FromHours(2)));
    }

    [Fact]
    public void A_day_that_ends_at_24_00_runs_into_the_next()
    {
        var calendar = Open(London, EveryDay, "00:00-24:00");

        Assert.True(calendar.IsOpen(At("2026-11-24T00:00", London)));
        Assert.Equal(At("2026-11-24T02:00", London), calendar.Add(At("2026-11-23T22:00", London), Duration.FromHours(4)));
    }

    [Theory]
    [InlineData("2026-11-23T15:04", 1, "2026-11-24T15:04")]
    [InlineData("2026-11-27T15:04", 1, "2026-11-30T15:04")] // Friday: Monday
    [InlineData("2026-11-28T15:04", 1, "2026-12-01T09:00")] // Saturday counts from Monday morning
    [InlineData("2026-11-23T20:00", 1, "2026-11-25T09:00")] // closed at that time: the opening after it
    [InlineData("2026-04-02T12:00", 1, "2026-04-07T12:00")] // the bridge of Good Friday and Easter Monday
    [InlineData("2026-11-23T15:04", 0, "2026-11-23T15:04")]
    public void Business_days_keep_the_time_of_day(string from, int days, string expected) =>
        Assert.Equal(At(expected, London), Office(London, "2026-04-03", "2026-04-06").AddDays(At(from, London), days));

    [Theory]
    [InlineData("2026-11-23T15:04", "2026-11-24T09:00")]
    [InlineData("2026-11-23T07:00", "2026-11-23T09:00")] // the same morning still lies ahead
    [InlineData("2026-11-23T09:00", "2026-11-24T09:00")] // it is no longer ahead
    [InlineData("2026-11-28T07:00", "2026-11-30T09:00")] // a Saturday has no morning
    public void The_next_business_morning_is_opening_time(string from, string expected) =>
        Assert.Equal(At(expected, London), Office(London).NextMorning(At(from, London)));

    [Theory]
    [InlineData("2026-11-23T15:00", "2026-11-24T10:00", 4)]
    [InlineData("2026-11-21T00:00", "2026-11-23T08:00", 0)]
    [InlineData("2026-11-23T00:00", "2026-11-30T00:00", 45)]
    [InlineData("2026-11-24T10:00", "2026-11-23T15:00", 0)] // backwards is none
    public void Business_time_between_two_instants_leaves_out_what_is_closed(string start, string end, int hours) =>
        Assert.Equal(Duration.FromHours(hours), Office(London).Between(At(start, London), At(end, London)));

    [Fact]
    public void A_calendar_without_hours_is_refused()
    {
        Assert.Null(TryOpen(London, [], "", [], out var problem));
        Assert.Contains("never opens", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calendar_whose_holidays_close_a_year_is_refused()
    {
        var year = Enumerable.Range(0, 366).Select(n => Date("2026-03-01").PlusDays(n).ToString("uuuu-MM-dd", null));

        Assert.Null(TryOpen(London, EveryDay, "09:00-18:00", year, out var problem));
        Assert.Contains("never opens", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("18:00-09:00")]
    [InlineData("09:00-13:00 12:00-18:00")]
    [InlineData("13:00-18:00 09:00-12:00")]
    [InlineData("09:00-24:00 13:00-18:00")]
    public void Hours_out_of_order_are_refused(string hours)
    {
        Assert.Null(TryOpen(London, EveryDay, hours, [], out var problem));
        Assert.Contains("not in order", problem, StringComparison.Ordinal);
    }
}
