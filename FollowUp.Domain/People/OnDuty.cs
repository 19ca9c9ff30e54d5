using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.People;

/// <summary>Who is on duty at an instant: by hours and absences of the directory, on the clock of the queue, and on none of its holidays.</summary>
public static class OnDuty
{
    /// <summary>As far as somebody is looked for: over any bridge of holidays.</summary>
    private const int DaysAhead = 21;

    /// <summary>When the person next picks up: <paramref name="at"/> itself while on duty. Null for somebody who is away now, or on the day on which they would pick up next.</summary>
    public static Instant? From(Person person, Instant at, Calendar queue)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(queue);
        var (today, time) = at.InZone(queue.Zone).LocalDateTime;
        for (var day = today; day <= today.PlusDays(DaysAhead); day = day.PlusDays(1))
        {
            if (person.IsAway(day))
            {
                return null;
            }

            var stretch = queue.Holidays.Contains(day) ? null : person.Hours.On(day.DayOfWeek).FirstOrDefault(hours => day > today || hours.To > time);
            if (stretch is not null)
            {
                return Instant.Max(at, LocalTimeRule.InstantOf(day.At(stretch.From), queue.Zone));
            }
        }

        return null;
    }

    /// <summary>
    /// Whoever is on duty at <paramref name="at"/>, outside the queue's hours when they begin again: the first in the order given, and where nobody is, the one who
    /// is back first. Null: all of them are away.
    /// </summary>
    public static Person? First(IEnumerable<Person> people, Instant at, Calendar queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var opening = queue.NextOpen(at);
        return people.Select(person => (Person: person, Back: From(person, opening, queue))).Where(found => found.Back is not null).OrderBy(found => found.Back).FirstOrDefault().Person;
    }
}
