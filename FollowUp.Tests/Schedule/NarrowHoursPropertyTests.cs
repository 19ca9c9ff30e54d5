using CsCheck;
using FollowUps.Schedule;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Schedule;

/// <summary>What holds of calendars that are open for a moment of the night, in the weeks in which the clocks of their zones change and may skip all of it.</summary>
public sealed class NarrowHoursPropertyTests
{
    private const int Runs = 3_000;

    // Each zone with the date of a change; Nuuk, Cairo, Beirut and Santiago change at midnight or next to it.
    private static readonly (string Zone, LocalDate Change)[] Changes =
    [
        ("Europe/London", new(2026, 3, 29)), ("Europe/London", new(2026, 10, 25)), ("America/New_York", new(2026, 3, 8)), ("America/Santiago", new(2026, 9, 6)),
        ("America/Santiago", new(2026, 4, 4)), ("America/Nuuk", new(2026, 3, 28)), ("Asia/Beirut", new(2026, 3, 29)), ("Africa/Cairo", new(2026, 4, 24)),
        ("Africa/Casablanca", new(2026, 3, 22)), ("Australia/Lord_Howe", new(2026, 10, 4)), ("Pacific/Apia", new(2011, 12, 30)),
    ];

    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Int[0, Changes.Length - 1],
        Gen.OneOf(Gen.Int[0, 15], Gen.Int[88, 95]),
        Gen.Int[1, 4],
        Gen.Int[1, 127],
        Gen.Int[-3 * 24 * 4, 2 * 24 * 4],
        Gen.Int[0, 3],
        (n, opens, quarters, days, quarter, delay) =>
        {
            var (zone, change) = Changes[n];
            var closes = Math.Min(opens + quarters, 96);
            var calendar = Calendars.Open(zone, Calendars.EveryDay.Where((_, day) => (days & (1 << day)) != 0), $"{Clock(opens)}-{Clock(closes)}");
            return new Case(calendar, delay, Calendars.Zone(zone).AtLeniently(change.AtMidnight()).ToInstant() + Duration.FromMinutes(15 * quarter));
        });

    [Fact]
    public void A_business_delay_ends_in_a_window_and_never_before_it_began() => Holds(c =>
        c.Delays.All(delay => c.DueFrom(c.From, delay) is var due && due >= c.From && c.Calendar.IsOpen(due) && IsInsideByTheClock(c.Calendar, due)));

    [Fact]
    public void A_business_day_later_is_a_later_day_on_which_it_opens() => Holds(c =>
    {
        var start = c.Calendar.NextOpen(c.From);
        var due = c.DueFrom(c.From, new Delay.BusinessDays(c.Length));
        return due.InZone(c.Calendar.Zone).Date >= start.InZone(c.Calendar.Zone).Date.PlusDays(c.Length) || c.Length == 0;
    });

    [Fact]
    public void A_later_fact_is_never_due_earlier() => Holds(c =>
        c.Delays.All(delay => Enumerable.Range(1, 8).All(n => c.DueFrom(c.From, delay) <= c.DueFrom(c.From + Duration.FromMinutes(n * 45), delay))));

    private static bool IsInsideByTheClock(Calendar calendar, Instant at)
    {
        var local = at.InZone(calendar.Zone);

        // A stretch lasts until its closing comes, also over an hour that the clock shows twice.
        return calendar.Zone.MapLocal(local.LocalDateTime).Count > 1 || calendar.HoursOn(local.Date).Any(hours => hours.From <= local.TimeOfDay && (hours.UntilEndOfDay || local.TimeOfDay < hours.To));
    }

    private static string Clock(int quarters) => $"{quarters / 4:00}:{quarters % 4 * 15:00}";

    private static void Holds(Func<Case, bool> property) => Cases.Sample(property, iter: Runs);

    private sealed record Case(Calendar Calendar, int Length, Instant From)
    {
        public IEnumerable<Delay> Delays =>
            [new Delay.BusinessDays(Length), new Delay.BusinessHours(Duration.FromMinutes(Length * 20)), new Delay.NextBusinessMorning()];

        public Instant DueFrom(Instant from, Delay delay) => DueTime.Of(delay, from, Calendar, QuietHours.None, Calendar.Zone).At;

        public override string ToString() => $"{Length} from {From}, {Calendar}, {string.Join(' ', Calendars.EveryDay.SelectMany(day => Calendar.WeekOf(day).Select(hours => $"{day} {hours.From}-{hours.To}")))}";
    }
}
