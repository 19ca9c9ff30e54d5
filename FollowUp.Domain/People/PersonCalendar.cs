using System.Collections.Immutable;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.People;

/// <summary>A person's own business time: what is meant for a supervisor or an owner of a promise is due when that person is there.</summary>
public static class PersonCalendar
{
    /// <summary>
    /// The person's weekly hours, told in the zone of the queue's calendar, without that calendar's holidays and the person's absences;
    /// null for somebody who is not there for a year.
    /// </summary>
    public static Calendar? Of(Person person, Calendar queue)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(queue);
        var week = Enum.GetValues<IsoDayOfWeek>()
            .Where(day => day != IsoDayOfWeek.None)
            .ToDictionary(day => day, day => person.Hours.On(day).Select(stretch => new OpenHours(stretch.From, stretch.To)).ToImmutableArray());
        return Calendar.Create(person.Id, queue.Zone, week, queue.Holidays.Concat(person.Absences.SelectMany(DaysOf)), out _);
    }

    private static IEnumerable<LocalDate> DaysOf(Absence absence)
    {
        for (var day = absence.First; day <= absence.Last; day = day.PlusDays(1))
        {
            yield return day;
        }
    }
}
