using FollowUps.Local;
using FollowUps.Schedule;
using NodaTime;
using Xunit;
using static FollowUps.Tests.Schedule.Calendars;

namespace FollowUps.Tests.Schedule;

/// <summary>Both clock changes of a year in many zones; zones without any stand for the offsets of a half and three quarters of an hour.</summary>
public sealed class ClockChangeTests
{
    // zone, Friday before the change, Monday after it, what the clocks skip (+) or repeat (-) in minutes
    public static TheoryData<string, string, string, int> Weekends => new()
    {
        { "Europe/London", "2026-03-27", "2026-03-30", 60 },
        { "Europe/London", "2026-10-23", "2026-10-26", -60 },
        { "Europe/Paris", "2026-03-27", "2026-03-30", 60 },
        { "Europe/Paris", "2026-10-23", "2026-10-26", -60 },
        { "America/New_York", "2026-03-06", "2026-03-09", 60 },
        { "America/New_York", "2026-10-30", "2026-11-02", -60 },
        { "America/Santiago", "2026-09-04", "2026-09-07", 60 }, // at midnight
        { "America/Santiago", "2026-04-03", "2026-04-06", -60 },
        { "Australia/Sydney", "2026-10-02", "2026-10-05", 60 },
        { "Australia/Sydney", "2026-04-03", "2026-04-06", -60 },
        { "Australia/Lord_Howe", "2026-10-02", "2026-10-05", 30 }, // half an hour
        { "Australia/Lord_Howe", "2026-04-03", "2026-04-06", -30 },
        { "Pacific/Chatham", "2026-09-25", "2026-09-28", 60 }, // offset of 12:45
        { "Pacific/Chatham", "2026-04-03", "2026-04-06", -60 },
        { "Africa/Casablanca", "2026-02-13", "2026-02-16", -60 }, // Ramadan begins
        { "Africa/Casablanca", "2026-03-20", "2026-03-23", 60 }, // and ends
        { "America/Asuncion", "2026-03-20", "2026-03-23", 0 }, // no change any more since October 2024
        { "America/Mexico_City", "2026-04-03", "2026-04-06", 0 }, // nor here since October 2022
        { "Asia/Kathmandu", "2026-03-27", "2026-03-30", 0 }, // offset of 5:45
        { "Asia/Kathmandu", "2026-10-23", "2026-10-26", 0 },
        { "Asia/Kolkata", "2026-03-27", "2026-03-30", 0 }, // offset of 5:30
        { "Asia/Kolkata", "2026-10-23", "2026-10-26", 0 },
    };

    [Theory]
    [MemberData(nameof(Weekends))]
    public void Business_delays_keep_to_the_clock_over_a_change(string zone, string friday, string monday, int skipped)
    {
        var calendar = Office(zone);
        var closed = At($"{friday}T16:00", zone);

        Assert.Equal(At($"{monday}T11:00", zone), calendar.Add(closed, Duration.FromHours(4)));
        Assert.Equal(At($"{monday}T16:00", zone), calendar.AddDays(closed, 1));
        Assert.Equal(At($"{monday}T09:00", zone), calendar.NextMorning(closed));
        Assert.Equal(Duration.FromHours(4), calendar.Between(closed, At($"{monday}T11:00", zone)));
        Assert.Equal(closed, calendar.Subtract(At($"{monday}T11:00", zone), Duration.FromHours(4)));
        Assert.Equal(Duration.FromHours(72) - Duration.FromMinutes(skipped), At($"{monday}T16:00", zone) - closed);
    }

    [Theory]
    [MemberData(nameof(Weekends))]
    public void Elapsed_delays_ignore_the_clock_and_quiet_hours_look_at_it(string zone, string friday, string monday, int skipped)
    {
        var closed = At($"{friday}T12:00", zone);

        var due = DueTime.Of(new Delay.Elapsed(Duration.FromHours(72)), closed, Office(zone), QuietHours.Default, Zone(zone));
        Assert.Equal(At($"{monday}T12:00", zone) + Duration.FromMinutes(skipped), due.At);

        var woken = DueTime.Of(new Delay.Elapsed(Duration.FromHours(63)), closed, Office(zone), QuietHours.Default, Zone(zone));
        Assert.Equal(At($"{monday}T08:00", zone), woken.At);
    }

    [Fact]
    public void An_opening_that_the_clocks_skip_is_the_end_of_the_gap()
    {
        var calendar = Open("Europe/London", EveryDay, "01:30-05:00");

        Assert.Equal(At("2026-03-29T01:00:00Z"), calendar.NextOpen(At("2026-03-28T20:00", "Europe/London")));
        Assert.Equal(Duration.FromHours(3), calendar.Between(At("2026-03-28T20:00", "Europe/London"), At("2026-03-29T20:00", "Europe/London")));
    }

    [Fact]
    public void Hours_that_lie_wholly_in_a_gap_do_not_happen_that_night()
    {
        var calendar = Open("Europe/London", EveryDay, "01:15-01:45");

        Assert.Equal(At("2026-03-30T01:15", "Europe/London"), calendar.NextOpen(At("2026-03-28T20:00", "Europe/London")));
    }

    [Fact]
    public void A_repeated_opening_is_the_first_of_the_two_and_the_night_counts_as_long_as_it_was()
    {
        var calendar = Open("Europe/London", EveryDay, "01:30-05:00");

        Assert.Equal(At("2026-10-25T00:30:00Z"), calendar.NextOpen(At("2026-10-24T20:00", "Europe/London")));
        Assert.Equal(Duration.FromHours(4.5), calendar.Between(At("2026-10-24T20:00", "Europe/London"), At("2026-10-25T20:00", "Europe/London")));
    }

    [Fact]
    public void A_day_that_a_zone_skipped_altogether_has_no_hours()
    {
        // Samoa went from Thursday 29 to Saturday 31 December 2011.
        var calendar = Open("Pacific/Apia", EveryDay, "09:00-18:00");

        Assert.Equal(At("2011-12-31T10:00", "Pacific/Apia"), calendar.Add(At("2011-12-29T17:00", "Pacific/Apia"), Duration.FromHours(2)));
    }

    [Fact]
    public void A_business_day_later_on_which_the_clocks_skip_all_hours_is_the_opening_after_it()
    {
        var calendar = Open("Europe/London", EveryDay, "01:00-02:00");

        Assert.Equal(At("2026-03-30T01:00", "Europe/London"), calendar.AddDays(At("2026-03-28T01:30", "Europe/London"), 1));
        Assert.Equal(At("2026-03-30T01:00", "Europe/London"), calendar.NextMorning(At("2026-03-28T01:30", "Europe/London")));
    }

    [Theory]
    [InlineData("2026-03-28T15:04:00Z", "24 hours from Sat 2026-03-28 15:04 Europe/London: Sun 2026-03-29 16:04 Europe/London (the clock goes forward in between)")]
    [InlineData("2026-10-24T14:04:00Z", "24 hours from Sat 2026-10-24 15:04 Europe/London: Sun 2026-10-25 14:04 Europe/London (the clock goes back in between)")]
    [InlineData("2026-11-23T15:04:00Z", "24 hours from Mon 2026-11-23 15:04 Europe/London: Tue 2026-11-24 15:04 Europe/London")]
    public void A_change_of_the_clock_on_the_way_is_a_part_of_the_arithmetic(string from, string words) =>
        Assert.Equal(words, DueTime.Of(new Delay.Elapsed(Duration.FromHours(24)), At(from), Office("Europe/London"), null, Zone("Europe/London")).Steps[0]);

    [Theory]
    [InlineData("2026-10-24T23:30:00Z", "Sun 2026-10-25 00:30 Europe/London")]
    [InlineData("2026-10-25T00:30:00Z", "Sun 2026-10-25 01:30 +01:00 Europe/London")]
    [InlineData("2026-10-25T01:30:00Z", "Sun 2026-10-25 01:30 +00:00 Europe/London")]
    [InlineData("2026-10-25T02:30:00Z", "Sun 2026-10-25 02:30 Europe/London")]
    public void A_time_that_the_clock_shows_twice_is_told_with_its_offset(string at, string words) =>
        Assert.EndsWith($": {words}", DueTime.Of(new Delay.Elapsed(Duration.Zero), At(at), Office("Europe/London"), null, Zone("Europe/London")).Steps[0], StringComparison.Ordinal);

    [Fact]
    public void The_documentation_names_the_version_of_the_time_zone_database() =>
        Assert.Contains(
            $"time zone database {NodaTime.TimeZones.TzdbDateTimeZoneSource.Default.TzdbVersion}",
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md")), StringComparison.Ordinal);

    [Fact]
    public void Quiet_hours_that_end_in_a_gap_end_after_it() =>
        Assert.Equal(At("2026-03-29T01:00:00Z"), Quiet("20:00", "01:30").Release(At("2026-03-28T23:00", "Europe/London"), Zone("Europe/London")));

    [Theory]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z")] // the first 01:30
    [InlineData("2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z")] // the clock shows 01:10 once more
    public void A_repeated_end_of_quiet_hours_is_the_first_but_both_hours_are_quiet(string at, string expected) =>
        Assert.Equal(At(expected), Quiet("20:00", "01:30").Release(At(at), Zone("Europe/London")));
}
