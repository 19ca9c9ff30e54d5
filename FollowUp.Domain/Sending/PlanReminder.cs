using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// Plans the one reminder of a check-in in the moment the check-in was sent, in the same change: its delay counts from there. The rule that
/// planned the check-in says whether there is one. Whatever stops it later finds it among what is pending.
/// </summary>
internal sealed class PlanReminder(Identity identity)
{
    /// <summary>The reminder that the rule of a mail asks for; null: none.</summary>
    public static PlanStep? StepFor(DueItem item, PlanBook book) => item.Kind != FollowUpKind.CheckIn.Word() || item.Rule is null
        ? null
        : book.RuleNamed(item.Rule)?.Steps.FirstOrDefault(step => step.Kind == FollowUpKind.CheckInReminder);

    /// <summary>Adds the reminder; whoever calls makes sure that no answer or fact that makes it pointless was here first.</summary>
    public void Add(Changes changes, Division division, DueItem sent, PlanStep step, PlanBook book, Instant now)
    {
        if (sent.Letter is not { } letter)
        {
            return;
        }

        var kind = step.Kind.Word();
        var id = identity.FollowUp(sent.Call, sent.Episode, kind);
        var followUp = new FollowUp { Id = id.Value, Kind = kind, Episode = sent.Episode, State = FollowUpState.Scheduled, Rule = sent.Rule };
        var story = new Story(changes, sent.Call, identity.Command("reminder", id.Value), now, MailOrder.After(sent));
        if (!Sample.Takes(new CallId(letter.CallId), step.Kind, step.Sample))
        {
            var reason = SkipReason.SampledOut;
            changes.Insert(Keys.FollowUp(sent.Call, id), followUp with { State = FollowUpState.Skipped, Reason = reason.Word() });
            story.Tell("plan", "followup.skipped", $"The {kind} is not sent.", reason.Describe(), id.Value);
            changes.Count(identity.Command("counted", "reminder", id.Value), now, letter.Counted(kind, now, Counters.Skipped, Counters.SkippedFor(reason)));
            return;
        }

        var zone = book.ZoneOf(letter.Contact.TimeZone, letter.Contact.Country, letter.Queue);
        var due = DueTime.Of(step.Delay, now, book.CalendarOf(letter.Queue), book.QuietHours, zone);
        var at = Keys.RoundUp(due.At);
        var item = new DueItem
        {
            Lane = step.Kind.Lane(),
            At = at,
            Call = sent.Call,
            FollowUp = id.Value,
            Name = kind,
            Kind = kind,
            Episode = sent.Episode,
            Generation = 1,
            ExpireAt = at + step.ExpireAfter,
            Letter = letter with { AsksConsent = false, Scale = step.Scale, Variant = step.Variant, BusinessHoursOnly = step.Delay.IsBusinessTime },
            Rule = sent.Rule,
            SpeaksOf = sent.Redirected ? sent.FollowUp : null,
            Trace = sent.Trace,
        };
        Scheduling.Add(changes, story, identity, division, followUp, item, $"Unless the customer answers, the {kind} is due at {Story.Time(at)}.", due.Steps, now);
    }
}
