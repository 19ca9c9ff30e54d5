using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>
/// Step 1: a call-closed message is validated and recorded exactly once, together with its whole plan. The same call again, in any order and
/// from any number of workers, changes nothing; a message that cannot be used becomes a dead letter.
/// </summary>
public sealed class Intake(IFollowUpStore store, Identity identity, DeadLetters deadLetters, CancelPending cancelPending, Func<Installation> installation)
{
    private const int MaxRaces = 20;

    /// <summary>Takes one message as the queue delivered it. Throws only when storage is broken, so that the queue tries again.</summary>
    public async Task<IntakeResult> RunAsync(ReadOnlyMemory<byte> message, Instant now, CancellationToken cancellationToken)
    {
        var settings = installation();
        switch (ReadCallClosed.Of(message, settings.PlanBook.CodeMaps, now))
        {
            case ReadResult<CallClosed>.Bad bad:
                await deadLetters.KeepAsync("call-closed", message, bad.Error, bad.Division, now, cancellationToken);
                return IntakeResult.DeadLetter;
            case ReadResult<CallClosed>.Read read:
                return await RecordAsync(read.Value, settings, now, cancellationToken);
            default:
                throw new InvalidOperationException("A result is read or bad.");
        }
    }

    private async Task<IntakeResult> RecordAsync(CallClosed call, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        await store.EnsureDivisionAsync(call.Division, now, cancellationToken);
        var hash = identity.Call(call.Id);
        var customer = identity.Customer(call.Customer);
        for (var race = 0; race < MaxRaces; race++)
        {
            // The first try assumes a new call and saves a request; a lost race reads what is there.
            var existing = race == 0 ? null : await store.FindAsync(call.Division, Keys.Call(hash), cancellationToken);
            if (existing is not null)
            {
                return await NoteRepeatAsync(call, hash, existing.As<CallRow>(), now, cancellationToken);
            }

            var view = customer is null
                ? CustomerView.Empty
                : CustomerView.From(customer, await store.RangeAsync(call.Division, Keys.CustomerView(customer), int.MaxValue, cancellationToken));
            var earlier = view.Calls.Where(c => c.Key != hash).Select(c => c.Value.ClosedAt).Order().ToList();
            var plan = Plan.Of(call, earlier, settings.PlanBook, now);
            var changes = new RecordCall(identity, settings).Decide(call, hash, customer, view, plan, now);
            var pointless = await CancelSurplusAsync(call.Division, [.. Pointless.After(call, view, hash)], now, cancellationToken);
            await cancelPending.AddAsync(changes, call.Division, pointless, now, cancellationToken);
            if (await store.CommitAsync(call.Division, changes, cancellationToken))
            {
                return IntakeResult.Recorded;
            }
        }

        throw new TimeoutException($"Intake lost {MaxRaces} races in a row; the queue tries again.");
    }

    /// <summary>
    /// Commits the cancellations that do not fit beside the call, before the call: a crash in between delivers the message again, and with it
    /// the rest. Returns what is left.
    /// </summary>
    private async Task<IReadOnlyList<(PendingRow Pending, string Reason)>> CancelSurplusAsync(
        Division division, IReadOnlyList<(PendingRow Pending, string Reason)> pointless, Instant now, CancellationToken cancellationToken)
    {
        var races = 0;
        while (pointless.Count > CancelPending.MaxPerChange)
        {
            var changes = new Changes("cancel");
            var taken = await cancelPending.AddAsync(changes, division, pointless, now, cancellationToken);
            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                pointless = [.. pointless.Skip(taken)];
            }
            else if (++races == MaxRaces)
            {
                throw new TimeoutException("Cancellations lost all their races; the queue tries again.");
            }
        }

        return pointless;
    }

    private async Task<IntakeResult> NoteRepeatAsync(CallClosed call, string hash, CallRow existing, Instant now, CancellationToken cancellationToken)
    {
        var content = RecordCall.ContentOf(identity, call);
        if (content == existing.Content)
        {
            return IntakeResult.Duplicate;
        }

        var sentence = existing.Customer == identity.Customer(call.Customer)
            ? "The call platform sent this call again with other content; the first one stands."
            : "The call platform sent this call again under another customer; the first one stands.";
        var note = new TimelineEntry(now, 0, "call platform", "call.repeated", sentence, "one call id is one call until it is reopened");
        await store.CommitAsync(call.Division, new Changes("note").Insert(Keys.Timeline(hash, identity.Command("note", hash, content)), note), cancellationToken);
        return IntakeResult.Noted;
    }
}

/// <summary>What became of a call-closed message.</summary>
public enum IntakeResult
{
    /// <summary>A new call, with its plan.</summary>
    Recorded,

    /// <summary>Known already: nothing was written.</summary>
    Duplicate,

    /// <summary>Known already with other content: noted on its timeline.</summary>
    Noted,

    /// <summary>Could not be used, and is kept.</summary>
    DeadLetter,
}
