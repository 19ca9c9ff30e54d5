using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>Answers what would happen to a call, and why. It takes the decision of <see cref="Plan"/> and writes nothing.</summary>
public static class Explain
{
    /// <summary>Explains one call as if it became known now.</summary>
    /// <param name="call">The call.</param>
    /// <param name="identity">Tells calls and customers apart, as in <paramref name="view"/>.</param>
    /// <param name="view">What is known of its customer.</param>
    /// <param name="book">The plan book.</param>
    /// <param name="now">The moment.</param>
    public static Explanation Of(CallClosed call, Identity identity, CustomerView view, PlanBook book, Instant now)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(book);
        var hash = identity.Call(call.Id);
        return Of(call, [.. view.Calls.Where(other => other.Key != hash).Select(other => other.Value.ClosedAt)], AlreadyPointless.FactsOf(call, identity, view), book, now);
    }

    private static Explanation Of(CallClosed call, ImmutableArray<Instant> earlierCalls, ImmutableArray<StopCause> facts, PlanBook book, Instant now)
    {
        var decision = Plan.Of(call, earlierCalls, book, now);
        var planned = AlreadyPointless.In(decision, call, facts, book.Stop);
        return new Explanation
        {
            Call = call.Id,
            KnownAt = now,
            Zone = book.ZoneOf(call),
            ZoneWhy = ZoneWhy(call, book),
            Rule = decision.Rule,
            Reason = decision.Reason,
            Rules = RulesOf(call, earlierCalls, book),
            FollowUps = [.. planned.Select(p => FollowUpOf(p.FollowUp, p.Stopped, call, book))],
            Unplanned = [.. Unplanned(decision.Rule, planned, call, book)],
            Notes = call.Notes,
        };
    }

    private static ImmutableArray<RuleExplanation> RulesOf(CallClosed call, IReadOnlyList<Instant> earlierCalls, PlanBook book)
    {
        var closed = call.ClosedAt.InZone(book.CalendarOf(call.Queue).Zone).LocalDateTime;
        var rules = ImmutableArray.CreateBuilder<RuleExplanation>();
        var decided = false;
        foreach (var rule in book.RulesFor(PlanEvent.CallClosed))
        {
            ImmutableArray<RuleFact> facts = [.. rule.When.Check(call, closed, earlierCalls).Select(check => new RuleFact(check.Holds, check.Words))];
            var matches = facts.All(fact => fact.Holds);
            rules.Add(new RuleExplanation(rule.Name, !matches ? RuleVerdict.DoesNotMatch : decided ? RuleVerdict.NotReached : RuleVerdict.Decides, facts));
            decided |= matches;
        }

        return rules.ToImmutable();
    }

    private static FollowUpExplanation FollowUpOf(PlannedFollowUp planned, string? stopped, CallClosed call, PlanBook book) => new()
    {
        Kind = planned.Kind,
        Subject = planned.Subject,
        InsteadOf = planned.InsteadOf,
        Zone = planned.GoesToCustomer ? book.ZoneOf(call) : book.CalendarOf(call.Queue).Zone,
        Due = planned.SkipReason is null && stopped is null ? Keys.RoundUp(planned.Due) : null,
        Arithmetic = planned.Steps,
        ExpireAt = planned.ExpireAt,
        SkipReason = planned.SkipReason,
        SkipWhy = planned.SkipWhy,
        CancelledBecause = stopped,
        StoppedBy = [.. FactsThatStop(planned.Kind, call, book.Stop)],
        Approval = planned.Approval,
        LookedAtAgain = [.. LookedAtAgain(planned, book)],
    };

    /// <summary>What the deciding rule names and this call does not get now.</summary>
    private static IEnumerable<UnplannedStep> Unplanned(string decides, ImmutableArray<(PlannedFollowUp FollowUp, string? Stopped)> followUps, CallClosed call, PlanBook book)
    {
        if (book.RuleNamed(decides) is not { } rule)
        {
            yield break;
        }

        var planned = followUps.Where(planned => planned.FollowUp.InsteadOf is null).Select(planned => planned.FollowUp.StepIndex).ToHashSet();
        bool Comes(FollowUpKind kind) => followUps.Any(planned => planned.FollowUp.Kind == kind && planned is { Stopped: null, FollowUp.SkipReason: null });
        foreach (var (step, _) in rule.Steps.Select((step, index) => (step, index)).Where(it => !planned.Contains(it.index)))
        {
            yield return new UnplannedStep(step.Kind, step.Kind switch
            {
                FollowUpKind.CheckInReminder when Comes(FollowUpKind.CheckIn) => $"it comes {step.Delay.Describe()} after the check-in is sent, unless the customer answers",
                FollowUpKind.CheckInReminder => "there is no check-in that it could remind of",
                FollowUpKind.Escalation when Comes(FollowUpKind.SupervisorBrief) => $"it comes {step.Delay.Describe()} after the supervisor-brief is sent, unless somebody takes the case",
                FollowUpKind.Escalation => "there is no supervisor-brief that somebody could leave unanswered",
                FollowUpKind.Acknowledgement => Plan.NothingToAnnounce,
                _ => call.Promises.IsEmpty ? "nothing was promised in the call" : "it does not apply to this call",
            });
        }
    }

    // An acknowledgement goes with the outreach that it announces; the rest is what the run knows besides the table.
    private static IEnumerable<StopFact> FactsThatStop(FollowUpKind kind, CallClosed call, StopConditions stop) => Enum.GetValues<StopFact>().Where(fact =>
        stop.Stops(kind, fact)
        || (kind == FollowUpKind.Acknowledgement && stop.Stops(FollowUpKind.SupervisorOutreach, fact))
        || (kind == FollowUpKind.PromiseConfirmation && fact == StopFact.PromiseKept)
        || (fact == StopFact.NewCall && AlreadyPointless.AsksWhoHungUp(call.Outcome, kind)));

    private static IEnumerable<string> LookedAtAgain(PlannedFollowUp planned, PlanBook book)
    {
        if (planned.Kind.GoesToCustomer())
        {
            yield return planned.Kind.IsSurvey() ? "the address is not suppressed, and nobody unsubscribed it" : "the address is not suppressed";
        }

        foreach (var cap in book.Caps.Where(cap => cap.Kinds.Contains(planned.Kind)))
        {
            var who = cap.Scope switch { CapScope.Customer => "the customer", CapScope.Address => "the address", _ => "the customer and the address each" };
            yield return $"{who} had fewer than {Words.Counted(cap.Max, string.Join(" or ", cap.Kinds.Select(kind => kind.Word())))} in the last {Words.Span(cap.Per)}";
        }

        yield return !planned.GoesToCustomer ? "it is within the hours of whoever it goes to, as the directory has them then (outside them it waits)"
            : planned.BusinessHoursOnly ? $"it is within the calendar's hours and outside quiet hours {book.QuietHours}"
            : $"it is outside quiet hours {book.QuietHours}";

        yield return "the mail mode lets it out";
    }

    private static string ZoneWhy(CallClosed call, PlanBook book) =>
        call.Customer.TimeZone is not null ? "the customer's zone on the event"
        : call.Customer.Country is { } country && book.CountryZones.ContainsKey(country) ? $"the zone of country {country}"
        : $"the zone of calendar {book.CalendarOf(call.Queue).Id}";
}
