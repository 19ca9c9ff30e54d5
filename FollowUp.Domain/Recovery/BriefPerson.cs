using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// A brief for one person: whoever a case is handed over to reads what it is about, and whoever has a case reads what the customer asks for on top.
/// </summary>
internal sealed class BriefPerson(Identity identity)
{
    private readonly AddPlanned _addPlanned = new(identity);

    /// <summary>Adds it.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="story">The step's story.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="call">The call as the step leaves it.</param>
    /// <param name="to">The directory's id of the person.</param>
    /// <param name="ordinal">How many follow-ups the call has: another one each time.</param>
    /// <param name="settings">Directory and calendars.</param>
    /// <param name="now">The moment of the step.</param>
    public void Add(Changes changes, Story story, Division division, string hash, CallRow call, string to, int ordinal, Installation settings, Instant now)
    {
        var calendar = settings.PlanBook.CalendarOf(call.Queue);
        var own = settings.Directory.PersonOf(to) is { } person ? PersonCalendar.Of(person, calendar) ?? calendar : calendar;
        var due = DueTime.Of(new Delay.BusinessHours(Duration.Zero), now, own, null, calendar.Zone);
        var planned = new PlannedFollowUp
        {
            Kind = FollowUpKind.SupervisorBrief,
            Due = due.At,
            DueAlone = due.At,
            Steps = due.Steps,
            ExpireAt = due.At + Duration.FromDays(7),
            Scale = RatingScale.Csat,
            Approval = Approval.Automatic,
            StepIndex = 0,
            BusinessHoursOnly = true,
            GoesToCustomer = false,
        };
        var about = new PlannedAbout(division, hash, call, call.Rule ?? PlanDecision.NoRule, 1000 + ordinal);
        _addPlanned.Add(changes, story, about, planned, null, now, letter => letter with { To = new MailTo(MailRole.Supervisor, to) });
    }
}
