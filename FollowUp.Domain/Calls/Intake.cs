using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>
/// Step 1: a call-closed message is validated and recorded exactly once, together with its whole plan. The same call again, in any order and
/// from any number of workers, changes nothing; closed again after a reopening it is a new episode, planned anew; a message that cannot be used
/// becomes a dead letter. Updates that waited for the call are applied right after it, as if they had come then.
/// </summary>
public sealed class Intake(
    IFollowUpStore store, Identity identity, DeadLetters deadLetters, CancelPending cancelPending, CloseEarlierCases closeEarlierCases, EndEpisode endEpisode, PlanAgain planAgain,
    Func<Installation> installation)
{
    private const int MaxRaces = 20;

    private readonly ApplyWaiting _applyWaiting = new(store, new UpdateCall(store, identity, cancelPending, endEpisode, planAgain, installation));
    private readonly ReleaseHeld _releaseHeld = new(store);

    /// <summary>Takes one message as the queue delivered it. Throws only when storage is broken, so that the queue tries again.</summary>
    public async Task<IntakeResult> RunAsync(ReadOnlyMemory<byte> message, Instant now, CancellationToken cancellationToken)
    {
        var settings = installation();
        switch (ReadCallClosed.Of(message, settings.PlanBook.CodeMaps, now, settings.PlanBook.KeepsDeclinedWhileOpen))
        {
            case ReadResult<CallClosed>.Bad bad:
                await deadLetters.KeepAsync("call-closed", message, bad.Error, bad.Division, now, cancellationToken);
                return IntakeResult.DeadLetter;
            case ReadResult<CallClosed>.Read read:
                return await RecordAsync(read.Value, message, settings, now, cancellationToken);
            default:
                throw new InvalidOperationException("A result is read or bad.");
        }
    }

    /// <summary>Applies the updates that waited for a call that is recorded; one of them may have opened it again, and a later close of it have waited for that.</summary>
    internal async Task ApplyWaitingAsync(Division division, string hash, Instant now, CancellationToken cancellationToken)
    {
        if (await _applyWaiting.RunAsync(division, hash, now, cancellationToken) is { } close)
        {
            await RunAsync(close, now, cancellationToken);
        }
    }

    private async Task<IntakeResult> RecordAsync(CallClosed call, ReadOnlyMemory<byte> message, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        await store.EnsureDivisionAsync(call.Division, now, cancellationToken);
        var hash = identity.Call(call.Id);
        var customer = identity.Customer(call.Customer);
        var row = CallSnapshot.RowOf(call, customer, RecordCall.ContentOf(identity, call), now);
        for (var race = 0; race < MaxRaces; race++)
        {
            // The first try assumes a new call and saves a request; a lost race reads what is there.
            var existing = race == 0 ? null : await store.FindAsync(call.Division, Keys.Call(hash), cancellationToken);
            if (existing?.As<CallRow>() is { State: not Arrival.Awaited, Waiting.IsEmpty: false })
            {
                // Whoever recorded it died before it came to them.
                await ApplyWaitingAsync(call.Division, hash, now, cancellationToken);
                continue;
            }

            var view = customer is null
                ? CustomerView.Empty
                : CustomerView.From(customer, await store.RangeAsync(call.Division, Keys.CustomerView(customer), int.MaxValue, cancellationToken));
            if (Arrival.Of(call, identity, existing, row, view) is not { } arrival)
            {
                if (await NoteRepeatAsync(call, hash, row.Content!, message, existing!, now, cancellationToken) is { } noted)
                {
                    return noted;
                }

                continue;
            }

            // Before the call itself is recorded: a crash in between repeats the event, and with it the rest.
            await closeEarlierCases.RunAsync(call, hash, view, now, cancellationToken);
            var earlier = view.Calls.Where(c => c.Key != hash).Select(c => c.Value.ClosedAt).Order().ToList();
            var plan = Plan.Of(arrival.ForPlan(call), earlier, settings.PlanBook, now);
            var changes = new Changes("intake") { Order = arrival.Before is { State: not Arrival.Awaited } known && known.ReceivedAt == now ? TimelineOrder.NextEpisode : 0 };
            new RecordCall(identity, settings).Add(changes, call, hash, customer, view, arrival, plan, now);
            FirstContact.Mark(changes, view);
            var pointless = await cancelPending.CommitSurplusAsync(call.Division, [.. StoppedByThis(call, view, hash, settings)], CancelPending.MaxPerChange, now, cancellationToken);
            await cancelPending.AddAsync(changes, call.Division, pointless, now, cancellationToken);
            await EndEarlierAsync(changes, call.Division, hash, arrival, now, cancellationToken);
            if (await store.CommitAsync(call.Division, changes, cancellationToken))
            {
                await _releaseHeld.RunAsync(call.Division, view, hash, now, cancellationToken);
                if (!arrival.Row.Waiting.IsEmpty)
                {
                    await ApplyWaitingAsync(call.Division, hash, now, cancellationToken);
                }

                return IntakeResult.Recorded;
            }
        }

        throw new TimeoutException($"Intake lost {MaxRaces} races in a row; the queue tries again.");
    }

    /// <summary>What waits about earlier calls of this customer and is pointless now. An event that arrives late speaks of a call before the one that is waiting.</summary>
    private static IEnumerable<(PendingRow Pending, string Reason)> StoppedByThis(CallClosed call, CustomerView view, string hash, Installation settings)
    {
        StopFact[] facts = call.Outcome == CallOutcome.Resolved ? [StopFact.NewCall, StopFact.ResolvedCall] : [StopFact.NewCall];
        var earlier = view.Pending.Where(p => p.Call != hash && !(view.Calls.TryGetValue(p.Call, out var other) && other.ClosedAt >= call.ClosedAt));
        var (rows, causes) = (earlier.ToList(), StoppedBy.Causes(facts, call.Id));
        var stopped = StoppedBy.Any(settings.PlanBook.Stop, rows, causes).ToList();
        var hungUp = rows.Where(row => FollowUpKinds.TryParse(row.Name, out var kind) && AlreadyPointless.AsksWhoHungUp(view.Calls.GetValueOrDefault(row.Call)?.Outcome, kind))
            .Where(row => !stopped.Exists(other => other.Pending == row));
        return [.. stopped, .. hungUp.Select(row => (row, causes[0].Why))];
    }

    /// <summary>What an earlier episode left behind: its plan is replaced, its promises stand.</summary>
    private async Task EndEarlierAsync(Changes changes, Division division, string hash, Arrival arrival, Instant now, CancellationToken cancellationToken)
    {
        if (arrival.Episode > 1)
        {
            var followUps = await store.RangeAsync(division, Keys.FollowUps(hash), int.MaxValue, cancellationToken);
            var left = followUps.Select(f => f.As<FollowUp>()).Where(f => f.State.IsPending() && (f.Subject is null || f.Kind == FollowUpKind.Escalation.Word() || f.Kind == FollowUpKind.CallTask.Word()))
                .Select(f => (StoppedBy.PendingOf(f, hash, arrival.Before!.Customer), "the call was closed again and planned anew")).ToList();
            await cancelPending.AddAsync(changes, division, left, null, now, cancellationToken);
        }
    }

    /// <summary>
    /// A close that is recorded already. With other content it is noted; one that closed later is kept beside, because the word that the call was
    /// opened again may still be on its way. Null: a race was lost.
    /// </summary>
    private async Task<IntakeResult?> NoteRepeatAsync(
        CallClosed call, string hash, string content, ReadOnlyMemory<byte> message, StoredRow read, Instant now, CancellationToken cancellationToken)
    {
        var existing = read.As<CallRow>();
        if (content == existing.Content)
        {
            return IntakeResult.Duplicate;
        }

        var noteKey = Keys.Timeline(hash, identity.Command("note", hash, content));
        if (await store.FindAsync(call.Division, noteKey, cancellationToken) is not null)
        {
            return IntakeResult.Noted;
        }

        var sentence = existing.Customer == identity.Customer(call.Customer)
            ? "The call platform sent this call again with other content; the first one stands."
            : "The call platform sent this call again under another customer; the first one stands.";
        var changes = new Changes("note")
            .Insert(noteKey, new TimelineEntry(now, 0, "call platform", "call.repeated", sentence, "one call id is one call until it is reopened"));
        if (call.ClosedAt > existing.ClosedAt)
        {
            var kept = call.Consent == DocumentationConsent.Declined ? DeadLetterContent.Of(message).Bytes : message;
            changes.Merge(read.Key, new CallPatch { LaterCloseBytes = kept.ToArray() }, read.Version);
        }

        return await store.CommitAsync(call.Division, changes, cancellationToken) ? IntakeResult.Noted : null;
    }
}

/// <summary>What became of a call-closed message.</summary>
public enum IntakeResult
{
    /// <summary>A new call or a new episode of one, with its plan.</summary>
    Recorded,

    /// <summary>Known already: nothing was written.</summary>
    Duplicate,

    /// <summary>Known already with other content: noted on its timeline.</summary>
    Noted,

    /// <summary>Could not be used, and is kept.</summary>
    DeadLetter,
}
