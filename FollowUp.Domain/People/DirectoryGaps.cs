using FollowUps.Plans;
using FollowUps.Schedule;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.People;

/// <summary>Finds what a directory allows and a customer would notice: queues that nobody answers for, ladders without a rung, days on which nobody is there.</summary>
public static class DirectoryGaps
{
    /// <summary>How many days are looked ahead for days on which a whole ladder is away.</summary>
    public const int DaysAhead = 28;

    /// <summary>Every gap, with where it is and how to close it.</summary>
    /// <param name="directory">Whose.</param>
    /// <param name="queues">The call queues that calls come on or rules speak of.</param>
    /// <param name="today">The first day looked at.</param>
    public static IEnumerable<ConfigError> Of(ContactDirectory directory, IEnumerable<string> queues, LocalDate today)
    {
        ArgumentNullException.ThrowIfNull(directory);
        foreach (var queue in queues.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(queue => directory.TeamOf(null, queue) is null))
        {
            yield return new ConfigError(
                $"teams (queue \"{queue}\")", "No team answers this queue: the default supervisor takes its open matters, and the default card signs.", "Add the queue to the queues of a team.");
        }

        foreach (var team in directory.Teams)
        {
            if (team.Ladder.IsEmpty)
            {
                yield return new ConfigError($"teams.{team.Id}.ladder", "The ladder is empty: the default supervisor takes every open matter.", "Name at least one person.");
            }
            else if (FirstDayWithout(day => team.Ladder.All(person => person.IsAway(day)), today) is { } away)
            {
                yield return new ConfigError(
                    $"teams.{team.Id}.ladder", $"The whole ladder is away on {LocalDatePattern.Iso.Format(away)}.", "Add a rung, or move an absence; until then the default supervisor takes open matters.");
            }
        }

        if (FirstDayWithout(directory.DefaultSupervisor.IsAway, today) is { } alone)
        {
            yield return new ConfigError(
                "default.supervisor", $"The default supervisor is away on {LocalDatePattern.Iso.Format(alone)}; where a ladder is away too, nobody in person signs.", "Name a deputy for these days.");
        }
    }

    /// <summary>People on a ladder whose hours share no minute of a week with the business hours in which the ladder is climbed: the next rung is asked before they are there.</summary>
    public static IEnumerable<ConfigError> Hours(ContactDirectory directory, PlanBook book)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(book);
        foreach (var team in directory.Teams)
        {
            var calendars = team.Queues.Select(book.CalendarOf).DefaultIfEmpty(book.DefaultCalendar).DistinctBy(calendar => calendar.Id);
            foreach (var (calendar, person) in calendars.SelectMany(calendar => team.Ladder.Distinct().Where(person => !Meet(person.Hours, calendar)).Select(person => (calendar, person))))
            {
                yield return new ConfigError(
                    $"people.{person.Id}.hours", $"The ladder of team '{team.Id}' is climbed in the hours of the calendar '{calendar.Id}', and this person is never there then.",
                    "Give the person hours inside that calendar's, or take them off the ladder.");
            }

            if (team.Ladder.Distinct().Count() < team.Ladder.Length)
            {
                yield return new ConfigError($"teams.{team.Id}.ladder", "A person stands on this ladder twice.", "Name each person once; the last rung is repeated by itself.");
            }
        }
    }

    /// <summary>The call queues that rules and calendars of a plan book speak of.</summary>
    public static IEnumerable<string> QueuesOf(PlanBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        return book.Rules.SelectMany(rule => rule.When.Queues).Concat(book.QueueCalendars.Keys);
    }

    private static bool Meet(WeeklyHours hours, Calendar calendar) => Enum.GetValues<IsoDayOfWeek>().Any(day =>
        hours.On(day).Any(stretch => calendar.WeekOf(day).Any(open => stretch.From < open.To && open.From < stretch.To)));

    private static LocalDate? FirstDayWithout(Func<LocalDate, bool> isNobodyThere, LocalDate today)
    {
        for (var day = today; day < today.PlusDays(DaysAhead); day = day.PlusDays(1))
        {
            if (isNobodyThere(day))
            {
                return day;
            }
        }

        return null;
    }
}
