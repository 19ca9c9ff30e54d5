using System.Collections.Immutable;
using System.Globalization;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>Answers what would happen to a call, and why. It takes the decision of <see cref="Plan"/> and writes nothing.</summary>
public static class Explain
{
    /// <summary>Explains one call as if it became known now; the arguments are those of <see cref="Plan"/>.</summary>
    public static Explanation Of(CallClosed call, IReadOnlyList<Instant> earlierCalls, PlanBook book, Instant now)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(book);
        var decision = Plan.Of(call, earlierCalls, book, now);
        return new Explanation
        {
            Call = call.Id,
            KnownAt = now,
            Zone = book.ZoneOf(call),
            ZoneWhy = ZoneWhy(call, book),
            Rule = decision.Rule,
            Reason = decision.Reason,
            Rules = RulesOf(call, earlierCalls, book),
            FollowUps = [.. decision.FollowUps.Select(planned => FollowUpOf(planned, decision.Rule, call, book, now))],
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

    private static FollowUpExplanation FollowUpOf(PlannedFollowUp planned, string rule, CallClosed call, PlanBook book, Instant now) => new()
    {
        Kind = planned.Kind,
        Subject = planned.Subject,
        Due = planned.SkipReason is null ? Keys.RoundUp(planned.Due) : null,
        Arithmetic = planned.Steps,
        ExpireAt = planned.ExpireAt,
        SkipReason = planned.SkipReason,
        SkipWhy = planned.SkipReason is { } reason ? SkipWhy(reason, planned, book.RuleNamed(rule)!.Steps[planned.StepIndex], call, book, now) : null,
        StoppedBy = [.. book.Stop.FactsThatStop(planned.Kind)],
        Approval = planned.Approval,
        LookedAtAgain = [.. LookedAtAgain(planned, book)],
    };

    private static string SkipWhy(SkipReason reason, PlannedFollowUp planned, PlanStep step, CallClosed call, PlanBook book, Instant now)
    {
        var zone = book.ZoneOf(call);
        return reason switch
        {
            SkipReason.TooOld when now - call.ClosedAt > book.MaxAge =>
                $"the call closed {Words.Counted((long)(now - call.ClosedAt).TotalHours, "hour")} before it became known, and maxAge is {Words.Of(book.MaxAge)}",
            SkipReason.TooOld => $"its time was over at {Words.Of(planned.ExpireAt, zone)}, before the call became known",
            SkipReason.Expired => $"it could not go out before {Words.Of(planned.Due, zone)}, and its time is over at {Words.Of(planned.ExpireAt, zone)}",
            SkipReason.NoSurveyPermission => book.Surveys.Why(call),
            SkipReason.SampledOut => string.Create(
                CultureInfo.InvariantCulture, $"the sample takes calls below {step.Sample:0.####}, and this one stands at {Sample.Point(call.Id, planned.Kind):0.####}"),
            SkipReason.NoAddress => "the event has no address of the customer that could be written to",
            _ => reason.Word(),
        };
    }

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

        if (planned.Kind.GoesToCustomer())
        {
            yield return planned.BusinessHoursOnly ? $"it is within the calendar's hours and outside quiet hours {book.QuietHours}" : $"it is outside quiet hours {book.QuietHours}";
        }

        yield return "the mail mode lets it out";
    }

    private static string ZoneWhy(CallClosed call, PlanBook book) =>
        call.Customer.TimeZone is not null ? "the customer's zone on the event"
        : call.Customer.Country is { } country && book.CountryZones.ContainsKey(country) ? $"the zone of country {country}"
        : $"the zone of calendar {book.CalendarOf(call.Queue).Id}";
}
