using FollowUps.Schedule;
using Xunit;
using static FollowUps.Tests.Schedule.Calendars;

namespace FollowUps.Tests.Schedule;

public sealed class QuietHoursTests
{
    private const string Paris = "Europe/Paris";

    [Theory]
    [InlineData("20:00", "08:00", "2026-11-23T19:59", "2026-11-23T19:59")]
    [InlineData("20:00", "08:00", "2026-11-23T20:00", "2026-11-24T08:00")]
    [InlineData("20:00", "08:00", "2026-11-24T00:00", "2026-11-24T08:00")]
    [InlineData("20:00", "08:00", "2026-11-24T07:59", "2026-11-24T08:00")]
    [InlineData("20:00", "08:00", "2026-11-24T08:00", "2026-11-24T08:00")]
    [InlineData("12:00", "14:00", "2026-11-24T12:30", "2026-11-24T14:00")] // within a day
    [InlineData("12:00", "14:00", "2026-11-24T23:30", "2026-11-24T23:30")]
    [InlineData("20:00", "00:00", "2026-11-24T23:30", "2026-11-25T00:00")] // until midnight
    [InlineData("08:00", "08:00", "2026-11-24T03:00", "2026-11-24T03:00")] // the same twice: none
    public void A_mail_waits_for_the_end_of_the_recipients_quiet_hours(string from, string to, string at, string expected)
    {
        var quiet = Quiet(from, to);

        Assert.Equal(At(expected, Paris), quiet.Release(At(at, Paris), Zone(Paris)));
        Assert.Equal(at != expected, quiet.IsQuiet(At(at, Paris), Zone(Paris)));
    }

    [Fact]
    public void What_counts_is_the_clock_of_the_recipient()
    {
        var evening = At("2026-11-23T18:30:00Z"); // 19:30 in Paris, Tuesday 07:30 in Auckland

        Assert.Equal(evening, QuietHours.Default.Release(evening, Zone(Paris)));
        Assert.Equal(At("2026-11-24T08:00", "Pacific/Auckland"), QuietHours.Default.Release(evening, Zone("Pacific/Auckland")));
    }
}
