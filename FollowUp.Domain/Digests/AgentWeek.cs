using FollowUps.Plans;
using NodaTime;
using NodaTime.Calendars;
using NodaTime.Text;

namespace FollowUps.Digests;

/// <summary>A week as digests count it: Monday to Sunday on the clock of the plan book's default calendar.</summary>
/// <param name="Monday">Its first day.</param>
public readonly record struct AgentWeek(LocalDate Monday)
{
    private static readonly LocalDatePattern KeyPattern = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    /// <summary>The week that an instant lies in.</summary>
    public static AgentWeek Of(Instant at, PlanBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        var date = at.InZone(book.DefaultCalendar.Zone).Date;
        return new AgentWeek(date.PlusDays(1 - (int)date.DayOfWeek));
    }

    /// <summary>Reads <see cref="Key"/> back; null: it is none.</summary>
    public static AgentWeek? OfKey(string? key) => key is not null && KeyPattern.Parse(key) is { Success: true } monday ? new AgentWeek(monday.Value) : null;

    /// <summary>Reads <see cref="Name"/> back ("2026-W48"); null: there is no such week.</summary>
    public static AgentWeek? OfName(string? name)
    {
        if (name?.Split("-W") is not [{ Length: 4 } year, { Length: 2 } number] || !int.TryParse(year, out var y) || !int.TryParse(number, out var n)
            || y < 1 || n < 1 || n > WeekYearRules.Iso.GetWeeksInWeekYear(y))
        {
            return null;
        }

        return new AgentWeek(LocalDate.FromWeekYearWeekAndDay(y, n, IsoDayOfWeek.Monday));
    }

    /// <summary>The ISO 8601 week, as people and hashes name it: "2026-W48".</summary>
    public string Name => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{WeekYearRules.Iso.GetWeekYear(Monday):D4}-W{WeekYearRules.Iso.GetWeekOfWeekYear(Monday):D2}");

    /// <summary>The Monday as a part of a row key: text order is time order.</summary>
    public string Key => KeyPattern.Format(Monday);

    /// <summary>So many weeks earlier.</summary>
    public AgentWeek Earlier(int weeks) => new(Monday.PlusWeeks(-weeks));

    /// <summary>Its first instant.</summary>
    public Instant Start(DateTimeZone zone) => Monday.AtStartOfDayInZone(zone).ToInstant();

    /// <summary>The first instant after it.</summary>
    public Instant End(DateTimeZone zone) => Monday.PlusWeeks(1).AtStartOfDayInZone(zone).ToInstant();
}
