using System.Globalization;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// One more brief for whoever has the case: it was handed over, the customer said something new, or the letter to the customer waits for a word. No ladder
/// follows from it.
/// </summary>
internal sealed class BriefOwner(Identity identity)
{
    /// <summary>The ordinal from which briefs count that no rule planned, by the follow-ups that the call has so far.</summary>
    public const int First = 1000;

    private readonly AddPlanned _addPlanned = new(identity);

    /// <summary>Adds the brief, in that person's hours.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="story">Where it is told.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="call">The call as the step leaves it.</param>
    /// <param name="to">The directory's id; for somebody whom it does not know any more, and for null, the supervisor on duty.</param>
    /// <param name="ordinal">Names this brief among those of the episode that no rule planned.</param>
    /// <param name="settings">Directory and plan book.</param>
    /// <param name="now">The moment of the step.</param>
    public void Add(Changes changes, Story story, Division division, string hash, CallRow call, string? to, int ordinal, Installation settings, Instant now)
    {
        var person = to is null ? null : settings.Directory.PersonOf(to);
        var calendar = settings.PlanBook.CalendarOf(call.Queue);
        var own = person is null ? calendar : PersonCalendar.Of(person, calendar) ?? calendar;
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
        var about = new PlannedAbout(division, hash, call, call.Rule ?? PlanDecision.NoRule, ordinal);
        _addPlanned.Add(changes, story, about, planned, null, settings.Directory, now, letter => letter with { To = new MailTo(MailRole.Supervisor, person?.Id) });
    }

    /// <summary>The brief that the letter to the customer waits for a word, where somebody has the case; who has not taken it yet reads that in the brief and on each rung.</summary>
    public void AddWaiting(Changes changes, Division division, DueItem outreach, CallRow call, Installation settings, Instant now)
    {
        if (call.Case is not { IsOpen: true, IsUntaken: false, Owner: { } owner } matter)
        {
            return;
        }

        var ordinal = 100_000 + (matter.Number * 1000) + outreach.PutBacks;
        var command = identity.Command("outreach-waits", outreach.FollowUp, outreach.PutBacks.ToString(CultureInfo.InvariantCulture));
        Add(changes, new Story(changes, outreach.Call, command, now, MailOrder.After(outreach)), division, outreach.Call, call, owner, ordinal, settings, now);
    }
}
