using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>Applies an update to a call that is known: the call's row, what it stops, what it moves, how it ends the episode, in one change.</summary>
internal sealed class UpdateCall(IFollowUpStore store, Identity identity, CancelPending cancelPending, EndEpisode endEpisode, PlanAgain planAgain, Func<Installation> installation)
{
    private const int MaxRaces = 20;
    private readonly MoveCheckIns _moveCheckIns = new(store, identity, cancelPending);
    private readonly DeadLetters _deadLetters = new(store, identity);
    private readonly CarryOutPromiseChange _carryOut = new(store, identity, planAgain);
    private readonly CloseCase _closeCase = new(store, identity, planAgain, installation);

    /// <summary>What became of it; null when the call is not known yet. <paramref name="turn"/> is its place among those that waited for the call; 0: it did not.</summary>
    public async Task<Done?> RunAsync(CallUpdate update, CallId call, string command, Instant now, CancellationToken cancellationToken, int turn = 0)
    {
        var hash = identity.Call(call);
        for (var race = 0; race < MaxRaces; race++)
        {
            var read = await store.FindAsync(update.Division, Keys.Call(hash), cancellationToken);
            if (read?.As<CallRow>() is not { State: not Arrival.Awaited } row)
            {
                return null;
            }

            if (race > 0 && await store.FindAsync(update.Division, Keys.Timeline(hash, command), cancellationToken) is not null)
            {
                // A crash may have come between a reopening and the close that was waiting for it.
                return new Done(UpdateResult.Duplicate, row.ReopenedAt is null ? null : row.LaterCloseBytes, null);
            }

            var effect = UpdateEffect.Of(update, row, installation().PlanBook.Causes, now);
            if (effect.Fact == StopFact.Replied && update is CallUpdate.CustomerReplied { CustomerId: { } named } && row.Contact.Id is { } own && own != named)
            {
                effect = effect.Noting("it names another customer than the call: it counts for the call");
            }

            var waited = row.Waiting.FirstOrDefault(waiting => waiting.Command == command);
            if (effect.NoSuchPromise && waited is null)
            {
                return new Done(UpdateResult.DeadLetter, null, UpdateEffect.UnknownPromise);
            }

            var order = turn > 0 ? turn * TimelineOrder.Waited : update is CallUpdate.CallReopened ? TimelineOrder.Reopened : 0;
            var changes = new Changes("update") { Order = effect.Reason is null ? order : order + TimelineOrder.NothingChanged };
            if (waited is not null)
            {
                effect = effect with { Call = effect.Call with { Waiting = effect.Call.Waiting.Remove(waited) } };
                if (await store.FindAsync(update.Division, waited.TimerKey, cancellationToken) is { } timer)
                {
                    changes.Delete(timer.Key, timer.Version);
                }

                if (effect.NoSuchPromise)
                {
                    effect = effect with { Reason = $"{effect.Reason}: the update is kept as a dead letter" };
                    await _deadLetters.AddAsync(changes, "call-updates", WaitingMessage.Of(waited, row.CallId, update.Division), UpdateEffect.UnknownPromise, update.Division, now, cancellationToken);
                }
            }

            if (waited is not null)
            {
                effect = effect.Noting($"it was said at {Story.Time(waited.At)} and waited for the call");
            }

            var story = new Story(changes, hash, command, now);
            story.Tell(effect.Actor, effect.Kind, effect.Sentence, effect.Reason ?? effect.Note);
            if (effect.CaseEnds is { } over)
            {
                story.Tell("call platform", "case.closed", "The case is closed.", over);
            }

            await AddAsync(changes, update.Division, hash, read, row, effect, command, now, cancellationToken);
            if (await store.CommitAsync(update.Division, changes, cancellationToken))
            {
                return new Done(
                    effect.Reason is null ? UpdateResult.Applied : UpdateResult.Noted,
                    effect.Fact == StopFact.Reopened ? row.LaterCloseBytes : null,
                    null);
            }
        }

        throw new TimeoutException($"An update of a call lost {MaxRaces} races in a row; the queue tries again.");
    }

    private async Task AddAsync(
        Changes changes, Division division, string hash, StoredRow read, CallRow row, UpdateEffect effect, string command, Instant now, CancellationToken cancellationToken)
    {
        var book = installation().PlanBook;
        var (after, planned) = await _carryOut.AddAsync(changes, command, division, hash, row, effect.Call, book, asks: effect.Fact == StopFact.PromiseKept, now, cancellationToken);
        if (after != row)
        {
            changes.Replace(read, after);
        }

        if (effect.Fact is not { } fact)
        {
            return;
        }

        var followUps = await store.RangeAsync(division, Keys.FollowUps(hash), int.MaxValue, cancellationToken);
        var pending = followUps.Select(f => f.As<FollowUp>()).Where(f => f.State.IsPending() && (effect.Promise is null || f.Subject is null || f.Subject == effect.Promise)).ToList();
        var happened = effect.Promise is { } promise ? StoppedBy.Happened(fact, promise) : StoppedBy.Happened(fact);
        StopCause[] causes = [new(fact, happened), .. effect.ClosesCaseOf(row) ? [new(StopFact.CaseClosed, effect.CaseEnds ?? StoppedBy.Happened(StopFact.CaseClosed))] : Array.Empty<StopCause>()];
        var pointless = StoppedBy.Any(book.Stop, pending.Select(f => StoppedBy.PendingOf(f, hash, row.Customer)), causes).ToList();
        if (fact == StopFact.PromiseKept && !after.HasOpenPromise())
        {
            pointless.AddRange(pending.Where(f => f.Kind == FollowUpKind.PromiseConfirmation.Word()).Select(f => (StoppedBy.PendingOf(f, hash, row.Customer), $"{happened}: everything that was promised is done")));
        }

        pointless.AddRange(BookedCall.Pointless(row, after, pending, hash));
        var rest = await cancelPending.CommitSurplusAsync(division, pointless, CancelPending.MaxPerChange, now, cancellationToken);

        // Contact is not the end of a case; when nobody closes it, a timer does. Nor is it over when this change has planned something.
        var endsWithLast = effect.Ends is null && fact != StopFact.Contacted && !planned;
        var endsAs = fact == StopFact.CaseClosed ? EpisodeOutcome.Recovered : EpisodeOutcome.NotFollowedUp;
        await cancelPending.AddAsync(changes, division, rest, endsWithLast ? endsAs : null, now, cancellationToken);
        if (fact == StopFact.CaseClosed && endsWithLast && rest.Count == 0)
        {
            await endEpisode.AddIfLastAsync(changes, division, hash, row.Episode, [], endsAs, happened, now, cancellationToken);
        }

        if (fact == StopFact.Contacted && row is { EndedAs: null, Case: not { IsOpen: true } })
        {
            AddCaseTimer(changes, hash, row, book, now);
        }

        if (effect.MovesCheckIns)
        {
            await _moveCheckIns.AddAsync(changes, division, hash, after, book, effect.Promise!, fact == StopFact.PromiseKept ? "was kept" : "has a new date", now, cancellationToken);
        }

        if (effect.ClosesCaseOf(row))
        {
            await _closeCase.AddAsync(changes, command, division, hash, row, effect.Call, asks: fact == StopFact.CaseClosed && row.Case is not null, now, cancellationToken);
        }
        else if (effect.Call.Case is { FirstOutreachAt: not null } reached && row.Case is { FirstOutreachAt: null })
        {
            changes.Count(identity.Command("counted", "first-outreach", command), now, CaseCounters.FirstOutreach(row, reached, book.CalendarOf(row.Queue), now));
        }

        if (effect.Ends is var (outcome, why))
        {
            await endEpisode.AddAsync(changes, division, hash, row.Episode, outcome, why, now, cancellationToken, byCase: true);
        }
    }

    private void AddCaseTimer(Changes changes, string hash, CallRow row, PlanBook book, Instant now)
    {
        var id = identity.FollowUp(hash, row.Episode, Timers.CaseOpen);
        var at = Keys.RoundUp(now + book.AnswerWindow);
        changes.Overwrite(Keys.Due(0, at, hash, id), new DueItem
        {
            Lane = 0,
            At = at,
            Call = hash,
            FollowUp = id.Value,
            Name = Timers.CaseOpen,
            Episode = row.Episode,
        });
    }

    /// <summary>What became of an update.</summary>
    /// <param name="Result">In one word.</param>
    /// <param name="LaterClose">A close of the same call that waited for this reopening.</param>
    /// <param name="Error">Why it cannot be used.</param>
    public sealed record Done(UpdateResult Result, byte[]? LaterClose, InputError? Error);
}
