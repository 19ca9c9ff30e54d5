using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// What follows when a case is closed, in the same change: its timer goes, the statistics take it, and the plan book says who asks the customer how it
/// is now. The call's row itself is the caller's.
/// </summary>
internal sealed class CloseCase(IFollowUpStore store, Identity identity, PlanAgain planAgain, Func<Installation> installation)
{
    /// <summary>The call with its case closed by a person: what the customer did not agree to be documented is not kept.</summary>
    /// <param name="call">The call before; a case that was opened elsewhere is entered now.</param>
    /// <param name="cause">Why it happened.</param>
    /// <param name="action">What was done.</param>
    /// <param name="prevention">What keeps it from happening again; null: not said.</param>
    /// <param name="goodwill">What the customer was given; null: nothing.</param>
    /// <param name="at">When.</param>
    public static CallRow Closed(CallRow call, string cause, string action, string? prevention, string? goodwill, Instant at)
    {
        var matter = call.Case ?? new RecoveryCase { State = CaseState.Open, Because = CaseReason.Elsewhere, OpenedAt = call.ClosedAt };
        var keeps = call.Consent == DocumentationConsent.Granted;
        return Ended(call) with
        {
            Case = matter with
            {
                State = CaseState.Closed,
                ClosedAt = at,
                Cause = cause,
                Action = keeps ? action : null,
                Prevention = keeps ? prevention : null,
                Goodwill = keeps ? goodwill : null,
                TimerKey = null,
            },
        };
    }

    /// <summary>The call with its case closed by a fact.</summary>
    public static CallRow Closed(CallRow call, string because, Instant at) => call.Case is not { IsOpen: true } matter
        ? call
        : Ended(call) with { Case = matter with { State = CaseState.Closed, ClosedAt = at, ClosedBecause = because, TimerKey = null } };

    /// <summary>Adds what follows.</summary>
    /// <param name="changes">What the step writes; it has the call's row already.</param>
    /// <param name="command">The step's command.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="before">The call as it was read.</param>
    /// <param name="after">The call as it is written.</param>
    /// <param name="asks">False where a later call is asked about anyway, or the customer may not be written to.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task AddAsync(
        Changes changes, string command, Division division, string hash, CallRow before, CallRow after, bool asks, Instant now, CancellationToken cancellationToken)
    {
        if (before.Case is { } open)
        {
            await CaseTimer.RemoveAsync(changes, store, division, open, cancellationToken);
        }

        var book = installation().PlanBook;
        var matter = after.Case!;
        var known = matter.Cause is { } cause ? CauseList.Known(book.Causes, cause) : null;
        changes.Count(identity.Command("counted", "case-closed", command), now, CaseCounters.Closed(after, matter, book.CalendarOf(after.Queue), known, matter.ClosedAt ?? now));
        if (asks)
        {
            planAgain.Add(changes, command, division, hash, after, new PlanFact(PlanEvent.CaseClosed, now), now, matter.Number);
        }
    }

    /// <summary>
    /// Words that served the case while it was open go with it, unless the customer agreed that they stay; and nobody waits for a call that was booked about it.
    /// </summary>
    private static CallRow Ended(CallRow call) => BookedCall.Withdrawn(call.Consent == DocumentationConsent.Granted ? call : call.WithoutText());
}
