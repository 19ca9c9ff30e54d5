using System.Globalization;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// What a person phones about because no mail can reach the customer. The supervisor gets it; for a check-in, the team. Known at planning it is
/// part of the plan (<see cref="Plan"/>); here is what is known only later.
/// </summary>
internal sealed class CallTask(Identity identity)
{
    /// <summary>How often a customer is tried who does not pick up.</summary>
    public const int MaxTries = 3;

    /// <summary>Why a task comes again; mails tell it in their own language.</summary>
    internal const string NotReached = "the customer could not be reached by phone the last time";

    /// <summary>True when somebody phones instead of this mail: an outreach, a promise in writing or an apology for a late one, and a check-in after an angry call.</summary>
    public static bool Replaces(FollowUpKind kind, Mood mood, string? phone) => phone is not null
        && (kind is FollowUpKind.SupervisorOutreach or FollowUpKind.PromiseConfirmation or FollowUpKind.PromiseOverdue || (kind == FollowUpKind.CheckIn && mood == Mood.Angry));

    /// <summary>What the task is about: the kind of the mail, and its promise.</summary>
    public static string SubjectOf(FollowUpKind insteadOf, string? subject) => string.IsNullOrEmpty(subject) ? insteadOf.Word() : $"{insteadOf.Word()}:{subject}";

    /// <summary>The promise that a task is about, by its subject; empty: none.</summary>
    public static string PromiseOf(string subject) => subject.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? subject[(colon + 1)..] : "";

    /// <summary>The kind that a task stands for, by its subject; null: none that is known.</summary>
    public static FollowUpKind? InsteadOf(string? subject) => FollowUpKinds.TryParse(subject?.Split(':')[0], out var kind) ? kind : null;

    /// <summary>Whose task it is.</summary>
    public static MailTo ToOf(FollowUpKind insteadOf) => new(insteadOf == FollowUpKind.CheckIn ? MailRole.Team : MailRole.Supervisor);

    /// <summary>Adds the task for a mail that cannot go out; false when nobody phones instead of it.</summary>
    /// <param name="store">Where it is looked up which tasks there have been.</param>
    /// <param name="changes">What the step writes.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="letter">What the mail would have been written from.</param>
    /// <param name="mail">The follow-up that cannot go out.</param>
    /// <param name="why">Why not, in words.</param>
    /// <param name="announce">True unless the call platform hears of it in the same change anyway.</param>
    /// <param name="settings">Plan book.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task<bool> AddAsync(
        IFollowUpStore store, Changes changes, Division division, string hash, Letter letter, FollowUp mail, string why, bool announce, Installation settings, Instant now,
        CancellationToken cancellationToken)
    {
        if (letter.To is not null || !FollowUpKinds.TryParse(mail.Kind, out var kind) || !Replaces(kind, letter.Mood, letter.Contact.Phone))
        {
            return false;
        }

        var calendar = settings.PlanBook.CalendarOf(letter.Queue);
        var due = DueTime.Of(new Delay.BusinessHours(Duration.Zero), now, calendar, null, calendar.Zone);
        var subject = await FreeSubjectAsync(store, division, hash, mail, kind, cancellationToken);
        Schedule(changes, division, hash, mail.Episode, mail.Rule, letter with { InsteadOf = kind, NoMailBecause = why }, subject, 0, due, settings, now);
        if (announce)
        {
            changes.Announce(OutgoingEvents.Undeliverable, identity.Command(OutgoingEvents.Undeliverable, mail.Id), now, new OutgoingData
            {
                CallId = letter.CallId,
                Division = division.Value,
                Episode = mail.Episode,
                FollowUpId = mail.Id,
                Kind = mail.Kind,
                Reason = why,
                Phone = letter.Contact.Phone,
            });
        }

        return true;
    }

    /// <summary>Adds the same task for the next business day; false when that was the last try.</summary>
    public bool AddAgain(Changes changes, Division division, string hash, CallRow call, FollowUp task, Installation settings, Instant now)
    {
        if (task.Ordinal + 1 >= MaxTries || InsteadOf(task.Subject) is not { } kind)
        {
            return false;
        }

        var calendar = settings.PlanBook.CalendarOf(call.Queue);
        var due = DueTime.Of(new Delay.BusinessDays(1), now, calendar, null, calendar.Zone);
        var letter = CallSnapshot.LetterOf(call) with { InsteadOf = kind, NoMailBecause = NotReached };
        Schedule(changes, division, hash, task.Episode, task.Rule, letter, task.Subject!, task.Ordinal + 1, due, settings, now);
        return true;
    }

    /// <summary>
    /// The same mail may fail again: an apology for the next date that was missed, or one that a person sent again. Each time somebody phones anew, so
    /// that a task of its own is needed: "promise-overdue:p-1", then "promise-overdue:p-1::2".
    /// </summary>
    private async Task<string> FreeSubjectAsync(IFollowUpStore store, Division division, string hash, FollowUp mail, FollowUpKind kind, CancellationToken cancellationToken)
    {
        var subject = SubjectOf(kind, mail.Subject);
        for (var n = 2; await store.FindAsync(division, Keys.FollowUp(hash, identity.FollowUp(hash, mail.Episode, FollowUpKind.CallTask.Word(), subject, 0)), cancellationToken) is not null; n++)
        {
            subject = string.Create(CultureInfo.InvariantCulture, $"{SubjectOf(kind, mail.Subject)}::{n}");
        }

        return subject;
    }

    private void Schedule(
        Changes changes, Division division, string hash, int episode, string? rule, Letter letter, string subject, int ordinal, DueInstant due, Installation settings, Instant now)
    {
        var kind = FollowUpKind.CallTask.Word();
        var id = identity.FollowUp(hash, episode, kind, subject, ordinal);
        var at = Keys.RoundUp(due.At);
        var followUp = new FollowUp { Id = id.Value, Kind = kind, Episode = episode, Subject = subject, Ordinal = ordinal, State = FollowUpState.Scheduled, Rule = rule };
        var item = new DueItem
        {
            Lane = FollowUpKind.CallTask.Lane(),
            At = at,
            Call = hash,
            FollowUp = id.Value,
            Name = kind,
            Kind = kind,
            Episode = episode,
            Generation = 1,
            ExpireAt = at + Duration.FromDays(7),
            Letter = letter with { To = ToOf(letter.InsteadOf!.Value), Variant = null, Matter = null, BusinessHoursOnly = true },
            Rule = rule,
            Ordinal = ordinal,
        };
        var sentence = $"No mail can reach the customer: a {kind}{Recipient.Planned(kind, item.Letter.To, settings.Directory)} is due at {Story.Time(at)}.";
        Scheduling.Add(changes, new Story(changes, hash, identity.Command("call-task", id.Value), now, MailOrder.AfterAMail), identity, division, followUp, item, sentence, due.Steps, now);
    }
}

/// <summary>What came of a phone call.</summary>
public enum CallResult
{
    /// <summary>Somebody spoke with the customer.</summary>
    Reached,

    /// <summary>Nobody picked up.</summary>
    NoAnswer,

    /// <summary>The number is not the customer's.</summary>
    WrongNumber,
}

/// <summary>The words of <see cref="CallResult"/>.</summary>
public static class CallResults
{
    private static Vocabulary<CallResult> Vocabulary { get; } = new(
        (CallResult.Reached, "called"),
        (CallResult.NoAnswer, "noAnswer"),
        (CallResult.WrongNumber, "wrongNumber"));

    /// <summary>Every word, for messages.</summary>
    public static IReadOnlyList<string> Words => Vocabulary.Words;

    /// <summary>"called", "noAnswer" or "wrongNumber".</summary>
    public static string Word(this CallResult result) => Vocabulary.Word(result);

    /// <summary>Reads a word.</summary>
    public static bool TryParse(string? word, out CallResult result) => Vocabulary.TryParse(word ?? "", out result);
}
