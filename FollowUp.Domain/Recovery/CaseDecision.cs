using System.Collections.Immutable;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Recovery;

/// <summary>What an action makes of a case: pure, from the call, the person and the moment.</summary>
/// <param name="Call">The call afterwards.</param>
/// <param name="Kind">The fact's name, for the timeline.</param>
/// <param name="Sentence">What happened; names people by their ids in the directory.</param>
internal sealed record CaseDecision(CallRow Call, string Kind, string Sentence)
{
    private const int MaxText = 8000;
    private static readonly Duration Furthest = Duration.FromDays(60);
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'");

    /// <summary>What stops what waits.</summary>
    public ImmutableArray<StopFact> Facts { get; init; } = [];

    /// <summary>True when an outreach that waits for a word may go now.</summary>
    public bool ReleasesOutreach { get; init; }

    /// <summary>Who gets a brief of their own; null: nobody.</summary>
    public string? Briefs { get; init; }

    /// <summary>Decides; the other result is said to the person.</summary>
    public static (CaseDecision? Decision, CaseAnswer? Answer) Of(CaseAction action, CallRow call, Person person, Installation settings, Instant now)
    {
        var matter = call.Case!;
        if (!matter.IsOpen)
        {
            return (null, new CaseAnswer.No("case", "The case is closed", "Nothing is left to do; a new call or answer of the customer opens a new one."));
        }

        return action switch
        {
            CaseAction.Take => Take(call, matter, person, settings.Directory, now),
            CaseAction.Call(var result) => (Called(call, matter, person, result, now), null),
            CaseAction.HandOver(var to) => HandOver(call, matter, to, settings.Directory, now),
            CaseAction.CallAt(var at) => CallAt(call, matter, person, at, settings, now),
            // Held back after that, it may be let out again.
            CaseAction.Approve when matter is { ApprovedAt: { } at, HeldAt: null } => (null, new CaseAnswer.Told(matter, $"The mail to the customer was let out already at {Minute.Format(at)}")),
            CaseAction.Approve => (new CaseDecision(call with { Case = matter with { ApprovedAt = now, HeldAt = null } }, "outreach.approved", $"{person.Name} lets the outreach out.") { ReleasesOutreach = true }, null),
            CaseAction.Hold => (new CaseDecision(call with { Case = matter with { ApprovedAt = null, HeldAt = now } }, "outreach.held", $"{person.Name} holds the outreach back."), null),
            CaseAction.Close close => Close(call, close, person, settings.PlanBook, now),
            _ => throw new ArgumentOutOfRangeException(nameof(action)),
        };
    }

    private static (CaseDecision?, CaseAnswer?) Take(CallRow call, RecoveryCase matter, Person person, ContactDirectory directory, Instant now)
    {
        // Whoever has left does not have it any more.
        if (matter is { IsUntaken: false, Owner: { } owner } && directory.PersonOf(owner) is { } other)
        {
            return (null, owner == person.Id
                ? new CaseAnswer.Done(matter)
                : new CaseAnswer.Told(matter, $"{other.Name} has had it since {Minute.Format(matter.AcknowledgedAt ?? now)}"));
        }

        var taken = matter.Taken(person.Id, now) with { Owner = person.Id };
        return (new CaseDecision(call with { Case = taken }, "case.acknowledged", $"{person.Name} takes the case.") { Facts = [StopFact.Acknowledged], ReleasesOutreach = true }, null);
    }

    private static CaseDecision Called(CallRow call, RecoveryCase matter, Person person, CallResult result, Instant now) => result == CallResult.Reached
        ? new CaseDecision(BookedCall.Kept(call, now) with { Case = matter.Contacted(person.Id, now) }, "supervisor.contacted", $"{person.Name} spoke with the customer.")
        {
            Facts = [StopFact.Acknowledged, StopFact.Contacted],
        }
        : new CaseDecision(
            call with { Case = matter.Taken(person.Id, now) },
            "supervisor.tried",
            result == CallResult.NoAnswer ? $"{person.Name} called the customer, and nobody picked up." : $"{person.Name} called, and the number is not the customer's.")
        {
            Facts = [StopFact.Acknowledged],
            ReleasesOutreach = true,
        };

    private static (CaseDecision?, CaseAnswer?) HandOver(CallRow call, RecoveryCase matter, string to, ContactDirectory directory, Instant now)
    {
        if (directory.PersonOf(to) is not { } person)
        {
            return (null, new CaseAnswer.No("to", "The directory has no such person", $"Use one of the ids of the directory: {string.Join(", ", directory.People.Keys.Order(StringComparer.Ordinal))}."));
        }

        return matter is { IsUntaken: false } && matter.Owner == to
            ? (null, new CaseAnswer.Told(matter, $"{person.Name} has it already"))
            : (new CaseDecision(BookedCall.With(call, FactsOf(person)) with { Case = matter.Taken(to, now) with { Owner = to } }, "case.handed-over", $"The case is handed over to {person.Name}.")
            {
                Facts = [StopFact.Acknowledged],
                ReleasesOutreach = true,
                Briefs = to,
            }, null);
    }

    private static (CaseDecision?, CaseAnswer?) CallAt(CallRow call, RecoveryCase matter, Person person, Instant at, Installation settings, Instant now)
    {
        if (at <= now || at > now + Furthest)
        {
            return (null, new CaseAnswer.No("at", "The time of the call has passed, or lies more than 60 days ahead", "Name a time within the next 60 days, such as \"2026-11-24T15:00:00Z\"."));
        }

        var queue = settings.PlanBook.CalendarOf(call.Queue);
        if (PersonCalendar.Of(person, queue) is { } hours && !hours.IsOpen(at))
        {
            return (null, new CaseAnswer.No("at", $"The time of the call is outside the hours of {person.Name}", $"The next time inside them is {Words.Of(hours.NextOpen(at), queue.Zone)}."));
        }

        var number = call.Promises.Count(promise => promise.Id.StartsWith("call-at-", StringComparison.Ordinal)) + 1;
        var promise = new PromiseFacts(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"call-at-{call.Episode}-{number}"), "", at,
            FactsOf(person));
        call = BookedCall.Withdrawn(call);
        return (new CaseDecision(
            call with { Case = matter.Taken(person.Id, now) with { CallAt = at }, Promises = [.. call.Promises, promise] },
            "case.call-booked", $"{person.Name} calls the customer at {Minute.Format(at)}.")
        {
            Facts = [StopFact.Acknowledged, StopFact.CallBooked],
        }, null);
    }

    private static (CaseDecision?, CaseAnswer?) Close(CallRow call, CaseAction.Close close, Person person, PlanBook book, Instant now)
    {
        if (CauseList.Find(book.Causes, close.Cause) is not { } cause)
        {
            return (null, new CaseAnswer.No("cause", "A case is closed with a cause from the list", $"Use one of: {string.Join(", ", book.Causes)}."));
        }

        foreach (var (field, text) in new[] { ("action", close.Action), ("prevention", close.Prevention) })
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return (null, new CaseAnswer.No(field, $"The {field} is missing", field == "action" ? "Say what was done for the customer." : "Say what keeps it from happening again."));
            }
        }

        var after = CloseCase.Closed(call, cause, Cut(close.Action!), Cut(close.Prevention!), string.IsNullOrWhiteSpace(close.Goodwill) ? null : Cut(close.Goodwill), now);
        after = after with { Case = after.Case! with { Owner = after.Case.Owner ?? person.Id, AcknowledgedAt = after.Case.AcknowledgedAt ?? now } };
        return (new CaseDecision(after, "case.closed", $"{person.Name} closes the case with a cause and an action.") { Facts = [StopFact.CaseClosed] }, null);
    }

    private static PersonFacts FactsOf(Person person) => new() { Id = person.Id, Name = person.Name, Email = person.Email.Value, Phone = person.Phone };

    private static string Cut(string text) => text.Length > MaxText ? text[..MaxText] : text;
}
