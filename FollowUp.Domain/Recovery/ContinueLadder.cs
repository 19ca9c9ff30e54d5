using System.Globalization;
using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// Plans who is asked next, in the change that records that somebody was asked or could not be. The rule that planned the brief says how long a
/// rung may take; the last one is asked once more on each business day, at most <see cref="MaxRepeats"/> times, and then the case is unacknowledged.
/// </summary>
internal sealed class ContinueLadder(Identity identity)
{
    /// <summary>How often the last rung is asked again.</summary>
    public const int MaxRepeats = 5;

    private const int NumbersPerCase = 10;

    /// <summary>The number within the case of what is asked on the way from below.</summary>
    private const int Lower = NumbersPerCase - 1;

    /// <summary>True for a mail to who is asked on the way from below.</summary>
    internal static bool IsBelow(DueItem item) => item.Kind == FollowUpKind.Escalation.Word() && item.Ordinal % NumbersPerCase == Lower;

    /// <summary>Adds the next rung; returns the case as it stands then.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="written">The mail that went out, or could not.</param>
    /// <param name="matter">The case before.</param>
    /// <param name="rung">The rung that was written to.</param>
    /// <param name="atOnce">True when nobody has read anything: the next rung is asked now.</param>
    /// <param name="settings">Directory and plan book.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="unread">The directory's id of whoever could not be written to; null: somebody was.</param>
    public RecoveryCase Add(Changes changes, Division division, DueItem written, RecoveryCase matter, int rung, bool atOnce, Installation settings, Instant now, string? unread = null)
    {
        var after = matter with { Rung = Math.Max(rung, matter.Rung) };
        if (settings.PlanBook.RuleNamed(written.Rule)?.Steps.FirstOrDefault(step => step.Kind == FollowUpKind.Escalation) is not { } step || written.Letter is not { } letter)
        {
            return after;
        }

        var calendar = settings.PlanBook.CalendarOf(letter.Queue);
        var ladder = EscalationLadder.Of(settings.Directory, letter.Queue, letter.Agent?.Team, now.InZone(calendar.Zone).Date);

        // Who had gone home when the brief went out is asked after those above, once.
        var lower = IsBelow(written);
        var asked = unread is null ? matter.Asked : matter.Asked.Add(unread);
        var above = ladder.After(rung, asked);
        if ((above ?? (lower || after.Repeats > 0 ? null : ladder.Below(rung, asked))) is { } next)
        {
            var due = atOnce
                ? DueTime.Of(new Delay.BusinessHours(Duration.Zero), now, calendar, null, calendar.Zone)
                : DueTime.Of(step.Delay, now, calendar, null, calendar.Zone);
            Schedule(changes, division, written, step, letter, matter.Number, next, above is not null && !lower ? 0 : Lower, due, settings, now);
            return after;
        }

        if (after.Repeats >= MaxRepeats)
        {
            AddEnd(changes, written, matter.Number, calendar.AddDays(now, 1));
            return after;
        }

        // The first time it is asked again the wait is that of a rung; a brief that nobody above could take was no repeat yet.
        var first = after.Repeats == 0 && written.Kind == FollowUpKind.SupervisorBrief.Word() && !atOnce;
        var again = DueTime.Of(first ? step.Delay : new Delay.BusinessDays(1), now, calendar, null, calendar.Zone);
        Schedule(changes, division, written, step, letter, matter.Number, ladder.Rungs.Length, after.Repeats + 1, again, settings, now);
        return after with { Repeats = after.Repeats + 1 };
    }

    private void Schedule(
        Changes changes, Division division, DueItem written, PlanStep step, Letter letter, int number, int rung, int repeat, DueInstant due, Installation settings, Instant now)
    {
        var kind = step.Kind.Word();
        var subject = rung.ToString(CultureInfo.InvariantCulture);
        var ordinal = (number * NumbersPerCase) + repeat;
        var id = identity.FollowUp(written.Call, written.Episode, kind, subject, ordinal);
        var at = Keys.RoundUp(due.At);
        var followUp = new FollowUp { Id = id.Value, Kind = kind, Episode = written.Episode, Subject = subject, Ordinal = ordinal, State = FollowUpState.Scheduled, Rule = written.Rule };
        var item = new DueItem
        {
            Lane = step.Kind.Lane(),
            At = at,
            Call = written.Call,
            FollowUp = id.Value,
            Name = kind,
            Kind = kind,
            Episode = written.Episode,
            Generation = 1,
            ExpireAt = at + step.ExpireAfter,
            Letter = letter with { To = new MailTo(MailRole.Rung, Rung: rung), Variant = null, BusinessHoursOnly = true },
            Rule = written.Rule,
            Ordinal = ordinal,
            Trace = written.Trace,
        };
        var who = PersonOn(rung, letter, settings, at) is { } person ? $" ({person.Name}{(person.Role is { } role ? $", {role}" : "")})" : "";
        var sentence = repeat is 0 or Lower
            ? $"Unless somebody takes the case, rung {rung} of the ladder{who} is asked at {Story.Time(at)}."
            : $"Unless somebody takes the case, the last rung of the ladder{who} is asked again at {Story.Time(at)}.";
        Scheduling.Add(changes, new Story(changes, written.Call, identity.Command("escalate", id.Value), now, MailOrder.After(written)), identity, division, followUp, item, sentence, due.Steps, now);
    }

    /// <summary>Who stands on a rung on the day of asking, as the directory is now; null: the team's mailbox is asked.</summary>
    private static Person? PersonOn(int rung, Letter letter, Installation settings, Instant at) =>
        EscalationLadder.Of(settings.Directory, letter.Queue, letter.Agent?.Team, at.InZone(settings.PlanBook.CalendarOf(letter.Queue).Zone).Date).At(rung).Person;

    private void AddEnd(Changes changes, DueItem written, int number, Instant at)
    {
        var id = identity.FollowUp(written.Call, written.Episode, Timers.LadderEnd, ordinal: number);
        var due = Keys.RoundUp(at);
        changes.Insert(Keys.Due(0, due, written.Call, id), new DueItem
        {
            Lane = 0,
            At = due,
            Call = written.Call,
            FollowUp = id.Value,
            Name = Timers.LadderEnd,
            Episode = written.Episode,
            Ordinal = number,
            Trace = written.Trace,
        });
    }
}
