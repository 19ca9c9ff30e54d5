using System.Text.Json;
using FollowUps.Local;
using FollowUps.Local.Verbs;
using FollowUps.Tests.Plans;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class HolidaysVerbTests
{
    private static readonly string Sample = Path.Combine(Repository.Root, "samples", "holidays.ics");

    [Fact]
    public async Task The_sample_gives_the_working_days_off_of_the_shipped_plan_book()
    {
        var (json, _) = await RunAsync(Sample, "--from", "2026", "--years", "2");

        var days = JsonSerializer.Deserialize<string[]>(json)!.Select(day => LocalDatePattern.Iso.Parse(day).Value).ToList();
        Assert.Equal(days.Order(), days);
        var shipped = Books.Shipped.DefaultCalendar;
        Assert.Equal(
            shipped.Holidays.Append(new LocalDate(2027, 9, 10)).Order(), // the day of the move
            days.Where(day => day.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday)));
    }

    [Fact]
    public async Task What_it_prints_is_read_by_the_plan_book()
    {
        var (json, _) = await RunAsync(Sample, "--from", "2028", "--years", "1");

        var reading = Books.Read($$"""
            { "rules": [], "calendars": { "default": { "zone": "Europe/London", "week": { "monday": ["09:00-18:00"] }, "holidays": {{json}} } } }
            """);
        Assert.Empty(reading.Errors);
        Assert.Contains(new LocalDate(2028, 5, 29), reading.Book!.DefaultCalendar.Holidays);
        Assert.Contains(new LocalDate(2028, 1, 3), reading.Book.DefaultCalendar.Holidays);
    }

    [Fact]
    public async Task What_is_left_out_is_said_with_its_reason()
    {
        var (_, remarks) = await RunAsync(Sample, "--from=2026", "--years=1");

        Assert.Contains("Left out: All hands meeting (2026-11-10): it is not all day long.", remarks, StringComparison.Ordinal);
        Assert.Contains("Left out: Summer picnic (2026-07-17): it was cancelled.", remarks, StringComparison.Ordinal);
        Assert.Contains("Left out: Coronation of King Charles III (2023-05-08): it has no day in these years.", remarks, StringComparison.Ordinal);
        Assert.Contains("9 days from 2026.", remarks, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recurring_day_is_expanded_for_the_years_asked_for()
    {
        var holidays = ReadHolidays.Of(Event("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=YEARLY"), 2026, 3);

        Assert.Equal([2026, 2027, 2028], holidays.Days.Select(day => day.Year));
    }

    [Theory]
    [InlineData("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227", "2026-12-24 2026-12-25 2026-12-26")] // the end is exclusive
    [InlineData("DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270103", "2026-12-31")] // what lies in other years is left out
    [InlineData("DTSTART;VALUE=DATE:20251231\nDTEND;VALUE=DATE:20260103", "2026-01-01 2026-01-02")] // begun in the year before
    [InlineData("DTSTART;VALUE=DATE:20261224\nDURATION:P2D", "2026-12-24 2026-12-25")]
    [InlineData("DTSTART;VALUE=DATE:20260504\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=1MO\nEXDATE;VALUE=DATE:20260504", "")]
    [InlineData("DTSTART;VALUE=DATE:20250101\nRDATE;VALUE=DATE:20260102", "2026-01-02")]
    [InlineData("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=MONTHLY;COUNT=3", "2026-01-01 2026-02-01 2026-03-01")]
    [InlineData("DTSTART:20260101T090000Z\nDTEND:20260101T170000Z", "")]
    public void All_day_events_become_days(string lines, string expected) =>
        Assert.Equal(expected, string.Join(' ', ReadHolidays.Of(Event(lines.Split('\n')), 2026, 1).Days.Select(LocalDatePattern.Iso.Format)));

    [Theory]
    [InlineData("Hello")]
    [InlineData("")]
    [InlineData("{ \"holidays\": [] }")]
    public void Another_file_is_refused_in_words(string text) =>
        Assert.Contains("The file", Assert.Throws<RunnerException>(() => ReadHolidays.Of(text, 2026, 1)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--years", "0")]
    [InlineData("--from", "next")]
    [InlineData("--until", "2030")]
    public async Task A_wrong_option_is_named(string option, string value) =>
        Assert.Contains(option, (await Assert.ThrowsAsync<RunnerException>(() => RunAsync(Sample, option, value))).Message, StringComparison.Ordinal);

    private static string Event(params string[] lines) =>
        string.Join("\r\n", ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z", "SUMMARY:Day", .. lines, "END:VEVENT", "END:VCALENDAR", ""]);

    private static async Task<(string Output, string Remarks)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var remarks = new StringWriter();
        Assert.Equal(0, await new HolidaysVerb(output, remarks, TimeProvider.System).RunAsync(arguments));
        return (output.ToString(), remarks.ToString());
    }
}
