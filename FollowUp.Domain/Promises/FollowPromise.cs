using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>
/// The timers of a promise: its owner is reminded, and when the date comes and nobody has said that it was kept, it is late. A timer of a promise that was
/// kept, moved, erased or purged meanwhile does nothing.
/// </summary>
public sealed class FollowPromise(IFollowUpStore store, Identity identity, CancelPending cancelPending, PlanAgain planAgain, MissPromise miss, Func<Installation> installation)
{
    private const int MaxRaces = 5;
    private readonly AddPlanned _addPlanned = new(identity);
    private readonly PromiseTimers _timers = new(identity);

    /// <summary>Works on one claimed timer.</summary>
    public async Task RunAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        // What loses all its races waits for the end of the lease.
        for (var race = 0; race < MaxRaces; race++)
        {
            var changes = new Changes("promise") { Cause = item.Trace }.Delete(row.Key, row.Version);
            var read = await store.FindAsync(division, Keys.Call(item.Call), cancellationToken);
            if (read?.As<CallRow>() is { } call && call.PromiseOf(item.Subject) is { } promise
                && promise.TimerKey == Keys.Due(item.Lane, item.At, item.Call, new FollowUpId(item.FollowUp)))
            {
                await AddAsync(changes, division, read, call, promise, item, now, cancellationToken);
            }

            if (await store.CommitAsync(division, changes, cancellationToken) || await store.FindAsync(division, row.Key, cancellationToken) is null)
            {
                return;
            }
        }
    }

    private Task AddAsync(
        Changes changes, Division division, StoredRow read, CallRow call, PromiseFacts promise, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        switch (item.Name, promise.State)
        {
            case (Timers.PromiseRemind, PromiseState.Open):
                Remind(changes, division, read, call, promise, item, now);
                return Task.CompletedTask;
            case (Timers.PromiseDue, PromiseState.Open):
                return DueAsync(changes, division, read, call, promise, item, now, cancellationToken);
            case (Timers.PromiseKept, PromiseState.Kept):
                changes.Replace(read, call.With(promise with { TimerKey = null }));
                AgentFacts.OfPromise(changes, identity, installation().PlanBook, item.Call, call, promise, promise.KeptInTime);
                planAgain.Add(changes, CommandOf(item), division, item.Call, call, new PlanFact(PlanEvent.PromiseKept, now, promise.Id), now, promise.Overdue);
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    private void Remind(Changes changes, Division division, StoredRow read, CallRow call, PromiseFacts promise, DueItem item, Instant now)
    {
        var settings = installation();
        var after = call.With(_timers.AddDue(changes, item.Call, call, promise, settings.PlanBook, now));
        changes.Replace(read, after);
        if (PromiseTimers.StepOf(call, settings.PlanBook) is not { } step)
        {
            return;
        }

        var story = new Story(changes, item.Call, CommandOf(item), now, TimelineOrder.Reminded);
        var until = PromiseTimers.LookAt(call, promise, settings.PlanBook, now);
        var planned = new PlannedFollowUp
        {
            Kind = step.Kind,
            Subject = promise.Id,
            Due = now,
            Steps = [],
            DueAlone = now,
            ExpireAt = now + step.ExpireAfter,
            Scale = step.Scale,
            Approval = step.Approval,
            Variant = step.Variant,
            BusinessHoursOnly = true,
            GoesToCustomer = false,
            StepIndex = 0,
        };
        if (PromiseOwner.Of(call, promise, CallSnapshot.LetterOf(call, planned), settings, now, until) is not { } owner)
        {
            story.Tell("plan", "promise.not-reminded", $"Nobody is reminded of {promise.Named()}.", "neither its owner nor a supervisor is there before it is due");
            return;
        }

        _addPlanned.Add(
            changes, story, new PlannedAbout(division, item.Call, after, call.Rule ?? PlanDecision.NoRule, item.Ordinal),
            planned with { Due = owner.At, DueAlone = owner.At, Steps = [step.Delay.Describe(), .. owner.Steps] }, null, settings.Directory, now, letter => letter with { To = owner.To, PromiseDueAt = promise.DueAt });
    }

    private async Task DueAsync(
        Changes changes, Division division, StoredRow read, CallRow call, PromiseFacts promise, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var command = CommandOf(item);
        var followUps = (await store.RangeAsync(division, Keys.FollowUps(item.Call), int.MaxValue, cancellationToken)).Select(f => f.As<FollowUp>()).ToList();
        if (promise.Source == PromiseSource.Acknowledgement
            && AcknowledgedDate.Settled(call, promise, followUps, await SentElsewhereAsync(division, followUps, cancellationToken)) is var (settled, sentence, why))
        {
            changes.Replace(read, call.With(settled with { TimerKey = null }));
            var kept = settled.State == PromiseState.Kept;
            new Story(changes, item.Call, command, now).Tell("sweep", kept ? "promise.kept" : "promise.withdrawn", sentence, why);
            if (kept)
            {
                PromiseCounts.Kept(changes, identity, item.Call, call, settled, now);
            }

            return;
        }

        var reminders = followUps.Where(f => f.Kind == FollowUpKind.PromiseNudge.Word() && f.Subject == promise.Id && f.State.IsPending())
            .Select(f => (StoppedBy.PendingOf(f, item.Call, call.Customer), "the promise is due now")).ToList();
        await cancelPending.AddAsync(changes, division, reminders, null, now, cancellationToken);
        var said = new MissPromise.Said("sweep", promise.Source == PromiseSource.Acknowledgement
            ? $"The customer was to be contacted by {Story.Time(promise.DueAt)}, and was not."
            : $"{promise.NamedFirst()} was due at {Story.Time(promise.DueAt)} and was not kept.");
        await miss.AddAsync(changes, command, division, item.Call, read, promise, said, now, cancellationToken);
    }

    /// <summary>The acknowledgements and outreaches whose mail went to the mailbox that all mail is redirected to: the customer got none of them.</summary>
    private async Task<HashSet<string>> SentElsewhereAsync(Division division, IEnumerable<FollowUp> followUps, CancellationToken cancellationToken)
    {
        var elsewhere = new HashSet<string>(StringComparer.Ordinal);
        foreach (var followUp in followUps.Where(f => f.SentAt is not null && (f.Kind == FollowUpKind.Acknowledgement.Word() || f.Kind == FollowUpKind.SupervisorOutreach.Word())))
        {
            var mail = await store.FindAsync(division, Keys.Mail(Identity.Operation(new FollowUpId(followUp.Id), followUp.Generation)), cancellationToken);
            if (mail?.As<MailRow>() is { IsRedirected: true })
            {
                elsewhere.Add(followUp.Id);
            }
        }

        return elsewhere;
    }

    private string CommandOf(DueItem item) => identity.Command("promise", item.FollowUp);
}
