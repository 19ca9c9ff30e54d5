using FollowUps.People;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Plans;

/// <summary>Finds calendars whose list of holidays ends soon: the day after its end, every public holiday would count as a working day.</summary>
public static class HolidaysRunOut
{
    /// <summary>How many days before the last holiday the admin is told.</summary>
    public const int NoticeDays = 60;

    /// <summary>One finding for each calendar whose last holiday is less than <see cref="NoticeDays"/> ahead or past; calendars without holidays keep none.</summary>
    public static IEnumerable<ConfigError> Of(PlanBook book, Instant now)
    {
        ArgumentNullException.ThrowIfNull(book);
        foreach (var calendar in book.QueueCalendars.Values.Prepend(book.DefaultCalendar).DistinctBy(calendar => calendar.Id))
        {
            var today = now.InZone(calendar.Zone).Date;
            if (!calendar.Holidays.IsEmpty && calendar.Holidays.Max() is var last && last < today.PlusDays(NoticeDays))
            {
                var when = last < today ? "was" : "is";
                yield return new ConfigError(
                    $"calendars.{calendar.Id}.holidays",
                    $"The last holiday in the list {when} {LocalDatePattern.Iso.Format(last)}; every later day counts as a working day.",
                    "Add the holidays of the years to come; the runner's verb holidays reads them from an .ics file.");
            }
        }
    }
}
