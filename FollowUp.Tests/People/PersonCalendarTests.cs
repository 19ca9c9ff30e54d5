using FollowUps.People;
using FollowUps.Schedule;
using NodaTime;
using Xunit;
using static FollowUps.Tests.Schedule.Calendars;

namespace FollowUps.Tests.People;

public sealed class PersonCalendarTests
{
    private const string London = "Europe/London";

    private static readonly Person Jonas = new()
    {
        Id = "p-lindqvist",
        Name = "Jonas Lindqvist",
        Email = Given.Address("jonas@quillmere.example"),
        Phone = "+44 20 7946 0121",
        Hours = WeeklyHours.TryParse("Mon-Thu 08:00-12:00, Mon-Thu 13:00-17:00, Fri 08:00-15:00", out var hours) ? hours! : throw new InvalidOperationException(),
        Absences = [new Absence(Date("2026-12-21"), Date("2026-12-23"))],
    };

    [Theory]
    [InlineData("2026-11-23T07:00", "2026-11-23T08:00")]
    [InlineData("2026-11-23T12:15", "2026-11-23T13:00")] // at lunch
    [InlineData("2026-11-27T15:30", "2026-11-30T08:00")] // Friday afternoon
    [InlineData("2026-12-18T15:00", "2026-12-24T08:00")] // away for three days
    [InlineData("2026-12-24T17:00", "2026-12-29T08:00")] // the queue's holidays
    public void Somebody_is_there_in_their_own_hours_without_absences_and_holidays(string at, string expected) =>
        Assert.Equal(At(expected, London), PersonCalendar.Of(Jonas, Office(London, "2026-12-25", "2026-12-28"))!.NextOpen(At(at, London)));

    [Fact]
    public void Hours_are_told_in_the_zone_of_the_queue() =>
        Assert.Equal(At("2026-11-24T08:00", "Asia/Kolkata"), PersonCalendar.Of(Jonas, Office("Asia/Kolkata"))!.NextOpen(At("2026-11-23T18:00", "Asia/Kolkata")));

    [Fact]
    public void A_brief_is_due_when_the_supervisor_is_there()
    {
        var due = DueTime.Of(new Delay.BusinessHours(Duration.Zero), At("2026-12-22T10:00", London), PersonCalendar.Of(Jonas, Office(London))!, null, Zone(London));

        Assert.Equal(At("2026-12-24T08:00", London), due.At);
    }

    [Fact]
    public void Somebody_who_is_away_for_a_year_has_no_calendar() =>
        Assert.Null(PersonCalendar.Of(Jonas with { Absences = [new Absence(Date("2026-01-01"), Date("2027-06-01"))] }, Office(London)));
}
