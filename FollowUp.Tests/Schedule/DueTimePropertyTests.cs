using CsCheck;
using FollowUps.Schedule;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Schedule;

/// <summary>What holds of every delay, calendar, recipient and moment of five years.</summary>
public sealed class DueTimePropertyTests
{
    private const int Runs = 2_000;

    private static readonly string[] Zones =
    [
        "Europe/London", "Europe/Paris", "America/New_York", "America/Los_Angeles", "America/Santiago", "Asia/Kolkata", "Asia/Kathmandu",
        "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Auckland", "Asia/Tokyo", "UTC",
    ];

    private static readonly Gen<string> ZoneIds = Gen.Int[0, Zones.Length - 1].Select(n => Zones[n]);

    private static readonly Gen<Instant> Moments =
        Gen.Int[0, 5 * 366 * 24 * 60].Select(minutes => Instant.FromUtc(2024, 1, 1, 0, 0) + Duration.FromMinutes(minutes));

    private static readonly Gen<Delay> Delays = Gen.OneOf<Delay>(
        Gen.Int[0, 10_000].Select(minutes => (Delay)new Delay.Elapsed(Duration.FromMinutes(minutes))),
        Gen.Int[0, 5_000].Select(minutes => (Delay)new Delay.BusinessHours(Duration.FromMinutes(minutes))),
        Gen.Int[0, 10].Select(days => (Delay)new Delay.BusinessDays(days)),
        Gen.Const((Delay)new Delay.NextBusinessMorning()));

    // Opening after 05:00 and closing by 22:00: no zone here changes its clocks in between.
    private static readonly Gen<Calendar> OfficeHours = Gen.Select(
        ZoneIds,
        Gen.Int[5, 12],
        Gen.Int[13, 22],
        Gen.Int[1, 127],
        Gen.Int[0, 5 * 366].HashSet[0, 40],
        (zone, opens, closes, days, holidays) => Calendars.Open(
            zone,
            Calendars.EveryDay.Where((_, n) => (days & (1 << n)) != 0),
            $"{opens:00}:00-{closes:00}:00",
            [.. holidays.Select(n => new LocalDate(2024, 1, 1).PlusDays(n).ToString("uuuu-MM-dd", null))]));

    private static readonly Gen<QuietHours> Quiet = Gen.Select(
        Gen.Int[0, 95], Gen.Int[0, 95], (from, to) => new QuietHours(LocalTime.Midnight.PlusMinutes(from * 15), LocalTime.Midnight.PlusMinutes(to * 15)));

    private static readonly Gen<Case> Cases = Gen.Select(
        Delays, Moments, OfficeHours, Quiet, ZoneIds, (delay, from, calendar, quiet, zone) => new Case(delay, from, calendar, quiet, Calendars.Zone(zone)));

    [Fact]
    public void Nothing_is_due_before_the_delay_has_passed() => Holds(Cases, c =>
    {
        var due = c.DueFrom(c.From);
        return c.Delay switch
        {
            Delay.Elapsed elapsed => due - c.From >= elapsed.Time,
            Delay.BusinessHours hours => c.Calendar.Between(c.From, due) >= hours.Time,
            Delay.BusinessDays days => due - c.From >= Duration.FromDays(days.Days) - Duration.FromHours(1), // a day may have 23 hours
            _ => due > c.From,
        };
    });

    [Fact]
    public void Nothing_is_due_in_quiet_hours() => Holds(Cases, c => !c.Quiet.IsQuiet(c.DueFrom(c.From), c.Recipient));

    [Fact]
    public void Business_delays_end_in_open_hours_or_say_that_quiet_hours_win() => Holds(Cases.Where(c => c.Delay.IsBusinessTime), c =>
    {
        var due = DueTime.Of(c.Delay, c.From, c.Calendar, c.Quiet, c.Recipient);
        return c.Calendar.IsOpen(due.At) != due.Steps[^1].EndsWith("quiet hours win", StringComparison.Ordinal);
    });

    [Fact]
    public void Quiet_hours_win_only_where_no_open_minute_of_two_weeks_is_awake() => Cases.Where(c => c.Delay is Delay.BusinessHours).Sample(
        c =>
        {
            var due = c.DueFrom(c.From);
            return c.Calendar.IsOpen(due) || !Enumerable.Range(0, 14 * 24 * 4)
                .Select(quarter => due + Duration.FromMinutes(15 * quarter))
                .Any(at => c.Calendar.IsOpen(at) && !c.Quiet.IsQuiet(at, c.Recipient));
        },
        iter: 300);

    [Fact]
    public void A_later_close_is_never_due_earlier() => Holds(Gen.Select(Cases, Gen.Int[0, 5_000]), pair =>
        pair.Item1.DueFrom(pair.Item1.From) <= pair.Item1.DueFrom(pair.Item1.From + Duration.FromMinutes(pair.Item2)));

    [Fact]
    public void What_is_due_is_allowed_when_it_is_looked_at_again() => Holds(Cases, c =>
    {
        var due = c.DueFrom(c.From);
        return DueTime.NextAllowed(due, c.Delay.IsBusinessTime ? c.Calendar : null, c.Quiet, c.Recipient) == due;
    });

    [Fact]
    public void Adding_business_time_and_measuring_it_agree() => Holds(Gen.Select(OfficeHours, Moments, Gen.Int[1, 5_000]), example =>
    {
        var (calendar, from, minutes) = example;
        var time = Duration.FromMinutes(minutes);
        return calendar.Between(from, calendar.Add(from, time)) == time
            && calendar.Between(calendar.Subtract(from, time), from) == time
            && calendar.IsOpen(calendar.Add(from, time));
    });

    private static void Holds<T>(Gen<T> examples, Func<T, bool> property) => examples.Sample(property, iter: Runs);

    private sealed record Case(Delay Delay, Instant From, Calendar Calendar, QuietHours Quiet, DateTimeZone Recipient)
    {
        public Instant DueFrom(Instant from) => DueTime.Of(Delay, from, Calendar, Quiet, Recipient).At;

        public override string ToString() => $"{Delay} from {From}, {Calendar}, quiet {Quiet} in {Recipient}";
    }
}
