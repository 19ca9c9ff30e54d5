using System.Collections.Immutable;
using FollowUps.People;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>When a customer may ask to be called: full hours within the hours of the supervisor who would call, on the next three days that have any.</summary>
/// <param name="Supervisor">Who would call; null: whoever picks up the default number.</param>
/// <param name="Times">The starts of those hours, earliest first.</param>
public sealed record CallbackTimes(Person? Supervisor, ImmutableArray<Instant> Times)
{
    private const int Days = 3;
    private static readonly Duration Hour = Duration.FromHours(1);

    // A supervisor wants to read the brief first, and a customer is not surprised.
    private static readonly Duration Notice = Duration.FromHours(1);

    // As far as a customer may be asked to wait for a choice: over any bridge of holidays.
    private const int LooksAhead = 24 * 21;

    /// <summary>The times that are offered now, outside the customer's own quiet hours.</summary>
    public static CallbackTimes Of(CallRow call, Installation settings, Instant now)
    {
        ArgumentNullException.ThrowIfNull(call);
        var book = settings.PlanBook;
        var queue = book.CalendarOf(call.Queue);
        var owner = call.Case?.Owner is { } id ? settings.Directory.PersonOf(id) : null;
        var today = now.InZone(queue.Zone).Date;
        var supervisor = owner is not null && !owner.IsAway(today) ? owner : SupervisorCard.Of(settings.Directory, call.Queue, call.Agent?.Team, now, queue).Person;
        var calendar = supervisor is null ? queue : PersonCalendar.Of(supervisor, queue) ?? queue;
        var zone = book.ZoneOf(call.Contact.TimeZone, call.Contact.Country, call.Queue);
        var first = FullHour(now + Notice);
        var times = Enumerable.Range(0, LooksAhead).Select(hour => first + (Hour * hour))
            .Where(at => calendar.IsOpen(at) && calendar.IsOpen(at + Hour - Duration.FromMinutes(1)) && book.QuietHours.Release(at, zone) == at)
            .GroupBy(at => at.InZone(calendar.Zone).Date).Take(Days).SelectMany(day => day);
        return new CallbackTimes(supervisor, [.. times]);
    }

    private static Instant FullHour(Instant at)
    {
        var seconds = at.ToUnixTimeSeconds();
        return Instant.FromUnixTimeSeconds(((seconds + 3599) / 3600) * 3600);
    }
}
