using FollowUps.Schedule;
using FollowUps.Tests.Plans;
using NodaTime;
using Xunit;
using static FollowUps.Tests.Schedule.Calendars;

namespace FollowUps.Tests.Schedule;

public sealed class DueTimeTests
{
    private const string London = "Europe/London";
    private static readonly Calendar Office = Calendars.Office(London);

    [Fact]
    public void An_elapsed_delay_is_moved_by_quiet_hours_alone()
    {
        var due = DueTime.Of(new Delay.Elapsed(Duration.FromHours(24)), At("2026-11-27T21:00", London), Office, QuietHours.Default, Zone(London));

        Assert.Equal(At("2026-11-29T08:00", London), due.At); // a Sunday: the office is closed, the customer is awake
        Assert.Equal(
            [
                "24 hours from Fri 2026-11-27 21:00 Europe/London: Sat 2026-11-28 21:00 Europe/London",
                "moved to the first time outside the recipient's quiet hours 20:00–08:00: Sun 2026-11-29 08:00 Europe/London",
            ],
            due.Steps);
    }

    [Fact]
    public void A_business_delay_ends_in_open_hours_and_says_how()
    {
        var due = DueTime.Of(new Delay.BusinessHours(Duration.FromHours(4)), At("2026-11-23T15:04", London), Office, QuietHours.Default, Zone(London));

        Assert.Equal(At("2026-11-24T10:04", London), due.At);
        Assert.Equal(["4 business hours from Mon 2026-11-23 15:04 Europe/London, calendar test: Tue 2026-11-24 10:04 Europe/London"], due.Steps);
    }

    [Fact]
    public void Holidays_that_a_business_delay_runs_into_are_named()
    {
        var book = Books.Shipped.CalendarOf(null);

        Assert.Equal(
            "4 business hours from Thu 2026-12-24 16:30 Europe/London, calendar default (closed for Fri 2026-12-25, Mon 2026-12-28): Tue 2026-12-29 11:30 Europe/London",
            Assert.Single(DueTime.Of(new Delay.BusinessHours(Duration.FromHours(4)), At("2026-12-24T16:30", London), book, null, Zone(London)).Steps));
        Assert.Equal(
            "2 business hours before the promise is due (Tue 2026-12-29 10:00 Europe/London), calendar default (closed for Fri 2026-12-25, Mon 2026-12-28): Thu 2026-12-24 17:00 Europe/London",
            Assert.Single(DueTime.Of(new Delay.BeforePromise(Duration.FromHours(2)), At("2026-12-24T09:00", London), book, null, Zone(London), At("2026-12-29T10:00", London)).Steps));
    }

    [Fact]
    public void A_business_delay_waits_until_the_office_is_open_and_the_customer_awake()
    {
        // 09:00 in London is 04:00 in New York; the customer's morning is 13:00 in London.
        var due = DueTime.Of(new Delay.NextBusinessMorning(), At("2026-11-23T15:04", London), Office, QuietHours.Default, Zone("America/New_York"));

        Assert.Equal(At("2026-11-24T13:00", London), due.At);
    }

    [Fact]
    public void A_customer_who_wakes_after_the_office_has_closed_is_written_to_the_next_time_both_are_up()
    {
        // 08:00 in Los Angeles is 16:00 in London, except on a holiday.
        var calendar = Calendars.Office(London, "2026-11-24");
        var due = DueTime.Of(new Delay.NextBusinessMorning(), At("2026-11-23T15:04", London), calendar, QuietHours.Default, Zone("America/Los_Angeles"));

        Assert.Equal(At("2026-11-25T16:00", London), due.At);
    }

    [Fact]
    public void Where_office_hours_and_waking_hours_never_meet_quiet_hours_win()
    {
        // 09:00 to 18:00 in London is 22:00 to 07:00 in Auckland.
        var due = DueTime.Of(new Delay.BusinessHours(Duration.FromHours(4)), At("2026-11-23T10:00", London), Office, QuietHours.Default, Zone("Pacific/Auckland"));

        Assert.Equal(At("2026-11-24T08:00", "Pacific/Auckland"), due.At);
        Assert.Contains("quiet hours win", due.Steps[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_closure_is_waited_for()
    {
        var calendar = Calendars.Office(London, [.. Enumerable.Range(0, 30).Select(n => Date("2026-12-01").PlusDays(n).ToString("uuuu-MM-dd", null))]);
        var due = DueTime.Of(new Delay.BusinessHours(Duration.FromHours(4)), At("2026-11-30T17:00", London), calendar, QuietHours.Default, Zone("America/New_York"));

        Assert.Equal(At("2026-12-31T13:00", London), due.At);
    }

    [Fact]
    public void A_nudge_is_due_before_the_promise()
    {
        var due = DueTime.Of(new Delay.BeforePromise(Duration.FromHours(2)), At("2026-11-20T15:00", London), Office, null, Zone(London), At("2026-11-24T10:00", London));

        Assert.Equal(At("2026-11-23T17:00", London), due.At);
        Assert.Equal(["2 business hours before the promise is due (Tue 2026-11-24 10:00 Europe/London), calendar test: Mon 2026-11-23 17:00 Europe/London"], due.Steps);
    }

    [Theory]
    [InlineData("2026-11-23T10:00", "2026-11-23T10:00")] // allowed now
    [InlineData("2026-11-23T20:30", "2026-11-24T09:00")]
    [InlineData("2026-11-28T10:00", "2026-11-30T09:00")]
    public void The_send_step_asks_for_the_next_allowed_moment(string now, string expected) =>
        Assert.Equal(At(expected, London), DueTime.NextAllowed(At(now, London), Office, QuietHours.Default, Zone(London)));

    [Fact]
    public void Every_delay_has_words() =>
        Assert.Equal(
            ["at once", "24 hours", "90 minutes", "4 business hours", "1 business hour", "3 business days", "2 business hours before the promise is due", "the next business morning"],
            new Delay[]
            {
                new Delay.Elapsed(Duration.Zero),
                new Delay.Elapsed(Duration.FromHours(24)),
                new Delay.Elapsed(Duration.FromMinutes(90)),
                new Delay.BusinessHours(Duration.FromHours(4)),
                new Delay.BusinessHours(Duration.FromHours(1)),
                new Delay.BusinessDays(3),
                new Delay.BeforePromise(Duration.FromHours(2)),
                new Delay.NextBusinessMorning(),
            }.Select(delay => delay.Describe()));
}
