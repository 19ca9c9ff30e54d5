using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Recovery;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>Step 2 of a follow-up: from a closed call, or a fact that came of it, to what is to be sent, with the rule and the reason.</summary>
public static class Plan
{
    /// <summary>The first rule that matches decides; where none does, nothing is sent and the decision says so.</summary>
    /// <param name="call">The call.</param>
    /// <param name="earlierCalls">When this customer's earlier calls closed, in any order; only rules about repeat callers look at it.</param>
    /// <param name="book">The plan book.</param>
    /// <param name="now">When the call became known.</param>
    public static PlanDecision Of(CallClosed call, IReadOnlyList<Instant> earlierCalls, PlanBook book, Instant now) =>
        Of(new PlanFact(PlanEvent.CallClosed, call?.ClosedAt ?? now), call!, earlierCalls, book, now);

    /// <summary>The same about a fact that came of the call: every delay counts from the fact.</summary>
    public static PlanDecision Of(PlanFact fact, CallClosed call, IReadOnlyList<Instant> earlierCalls, PlanBook book, Instant now)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(book);
        var closed = call.ClosedAt.InZone(book.CalendarOf(call.Queue).Zone).LocalDateTime;
        var trace = ImmutableArray.CreateBuilder<RuleTrace>();
        foreach (var rule in book.RulesFor(fact.On))
        {
            var checks = rule.When.Check(call, closed, earlierCalls);
            var matched = checks.All(check => check.Holds);
            trace.Add(new RuleTrace(rule.Name, matched, [.. checks.Select(check => check.Words)]));
            if (matched)
            {
                var followUps = FollowUpsOf(rule, fact, call, book, now);
                return new PlanDecision
                {
                    Rule = rule.Name,
                    Reason = checks.IsEmpty ? fact.On == PlanEvent.CallClosed ? "the rule takes every call" : fact.On.Describe() : string.Join("; ", checks.Select(check => check.Words)),
                    FollowUps = followUps,
                    NoAcknowledgement = rule.Steps.Any(step => step.Kind == FollowUpKind.Acknowledgement) && !followUps.Any(planned => planned.Kind == FollowUpKind.Acknowledgement) ? NothingToAnnounce : null,
                    Trace = trace.ToImmutable(),
                };
            }
        }

        return new PlanDecision { Rule = PlanDecision.NoRule, Reason = SkipReason.NoRule.Word(), FollowUps = [], Trace = trace.ToImmutable() };
    }

    /// <summary>Why an acknowledgement that the rule names is not planned.</summary>
    internal const string NothingToAnnounce = "there is no later supervisor-outreach that it could announce";

    private static ImmutableArray<PlannedFollowUp> FollowUpsOf(PlanRule rule, PlanFact fact, CallClosed call, PlanBook book, Instant now)
    {
        var planned = rule.Steps.SelectMany((step, index) => FollowUpsOf(step, index, fact, call, book, now)).ToList();
        var outreach = planned.Find(followUp => followUp.Kind == FollowUpKind.SupervisorOutreach);
        return
        [
            .. planned.SelectMany(followUp => WithCallTask(followUp, call, book))
                // It names the date of the outreach; without one, or together with it, there is nothing to tell.
                .Where(followUp => followUp.Kind != FollowUpKind.Acknowledgement || (outreach is { SkipReason: null } && followUp.Due < outreach.Due))
                .Select(followUp => followUp.Kind == FollowUpKind.Acknowledgement ? followUp with { NextStepAt = outreach!.Due } : followUp),
        ];
    }

    /// <summary>Where no mail can reach the customer, somebody phones at the same instant.</summary>
    private static IEnumerable<PlannedFollowUp> WithCallTask(PlannedFollowUp mail, CallClosed call, PlanBook book) =>
        mail.SkipReason == SkipReason.NoAddress && CallTask.Replaces(mail.Kind, call.Mood, call.Customer.Phone)
            ? [mail, TaskInsteadOf(mail, call, book)]
            : [mail];

    private static PlannedFollowUp TaskInsteadOf(PlannedFollowUp mail, CallClosed call, PlanBook book)
    {
        var calendar = book.CalendarOf(call.Queue);
        var at = calendar.NextOpen(mail.Due);
        return mail with
        {
            Kind = FollowUpKind.CallTask,
            Subject = CallTask.SubjectOf(mail.Kind, mail.Subject),
            InsteadOf = mail.Kind,
            Due = at,
            DueAlone = at,
            Steps = at == mail.Due ? mail.Steps : [.. mail.Steps, $"a person phones: {Words.Of(at, calendar.Zone)}"],
            Variant = null,
            BusinessHoursOnly = true,
            GoesToCustomer = false,
            SkipReason = null,
            SkipWhy = null,
        };
    }

    private static IEnumerable<PlannedFollowUp> FollowUpsOf(PlanStep step, int index, PlanFact fact, CallClosed call, PlanBook book, Instant now) =>
        step.Kind.IsPlannedLater() || (step.Kind == FollowUpKind.PromiseConfirmation && call.Promises.IsEmpty) ? []
        : step.Delay is Delay.BeforePromise
            ? call.Promises.Select(promise => FollowUpOf(step, index, fact, call, promise, book, now))
            : [FollowUpOf(step, index, fact, call, null, book, now)];

    private static PlannedFollowUp FollowUpOf(PlanStep step, int index, PlanFact fact, CallClosed call, Promise? promise, PlanBook book, Instant now)
    {
        var when = step.GoesToCustomer
            ? new Timing(book.CalendarOf(call.Queue), book.QuietHours, book.ZoneOf(call))
            : new Timing(book.CalendarOf(call.Queue), null, book.CalendarOf(call.Queue).Zone);
        var alone = when.Due(step.Delay, fact.At, promise?.DueAt);
        var due = step.Kind.WaitsForPromises() ? when.AfterPromises(alone, call) : alone;
        var expireAt = due.At + step.ExpireAfter;
        var reachable = when.NotBefore(now, step.Delay, due);
        var skip = SkipReasonOf(step, fact, call, promise, book, now, reachable.At, expireAt);
        return new PlannedFollowUp
        {
            Kind = step.Kind,
            Subject = promise?.Id ?? fact.Subject,
            Due = reachable.At,
            Steps = reachable.Steps,
            DueAlone = alone.At,
            ExpireAt = expireAt,
            Scale = step.Scale,
            Approval = step.Approval,
            Variant = step.Variant,
            StepIndex = index,
            BusinessHoursOnly = step.Delay.IsBusinessTime,
            GoesToCustomer = step.GoesToCustomer,
            SkipReason = skip,
            SkipWhy = skip is { } reason ? SkippedBecause.Of(reason, step, fact, call, book, now, reachable.At, expireAt, promise) : null,
        };
    }

    // The order matters where two reasons hold: a missing address becomes a call task, and nobody is phoned for a survey
    // that would not have been sent anyway.
    private static SkipReason? SkipReasonOf(PlanStep step, PlanFact fact, CallClosed call, Promise? promise, PlanBook book, Instant now, Instant due, Instant expireAt) =>
        now - fact.At > book.MaxAge || now >= expireAt ? SkipReason.TooOld
        : due >= expireAt || IsTooLateFor(promise, due, now) || (step.Kind == FollowUpKind.PromiseConfirmation && NamesNoDateAhead(call, due)) ? SkipReason.Expired
        : step.Kind.IsSurvey() && !book.Surveys.Allows(call) ? SkipReason.NoSurveyPermission
        : !Sample.Takes(call.Id, step.Kind, step.Sample) ? SkipReason.SampledOut
        : step.GoesToCustomer && call.Customer.Email is null ? SkipReason.NoAddress
        : null;

    // Where the date itself has passed already, its owner is asked once all the same.
    private static bool IsTooLateFor(Promise? promise, Instant due, Instant now) => promise is not null && promise.DueAt > now && due >= promise.DueAt;

    /// <summary>True when every promise of the call is due before a confirmation could go out.</summary>
    internal static bool NamesNoDateAhead(CallClosed call, Instant due) => call.Promises.All(promise => promise.DueAt <= due);

    /// <summary>The clocks that a follow-up goes by.</summary>
    private sealed record Timing(Calendar Calendar, QuietHours? QuietHours, DateTimeZone Recipient)
    {
        public DueInstant Due(Delay delay, Instant from, Instant? promiseDue) =>
            DueTime.Of(delay, from, Calendar, QuietHours, Recipient, promiseDue);

        public DueInstant AfterPromises(DueInstant alone, CallClosed call) =>
            PromiseWait.Of(alone, call.Promises.Select(promise => promise.DueAt), Calendar, QuietHours, Recipient);

        public DueInstant NotBefore(Instant now, Delay delay, DueInstant due)
        {
            if (due.At >= now)
            {
                return due;
            }

            var at = DueTime.NextAllowed(now, delay.IsBusinessTime ? Calendar : null, QuietHours, Recipient);
            return new DueInstant(at, [.. due.Steps, $"that has passed when the call became known: {Words.Of(at, Recipient)}"]);
        }
    }
}

/// <summary>What the plan decides about.</summary>
/// <param name="On">The fact.</param>
/// <param name="At">When it happened; delays count from here.</param>
/// <param name="Subject">The promise or answer that it is about; empty: the call.</param>
public sealed record PlanFact(PlanEvent On, Instant At, string Subject = "");
