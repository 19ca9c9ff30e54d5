using System.Collections.Immutable;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>What an update makes of a call: the row afterwards, the sentence for its timeline, and the fact that may stop what is planned.</summary>
internal sealed record UpdateEffect(CallRow Call, string Actor, string Kind, string Sentence)
{
    /// <summary>Why it changes nothing, when it does not.</summary>
    public string? Reason { get; init; }

    /// <summary>What is odd about an update that counts all the same; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Why a case is over that the update closes without being about it; null: it closes none, or says so itself.</summary>
    public string? CaseEnds { get; init; }

    /// <summary>What happened, for the stop conditions; null: nothing that stops anything.</summary>
    public StopFact? Fact { get; init; }

    /// <summary>The promise that the fact is about; null: it is about the call.</summary>
    public string? Promise { get; init; }

    /// <summary>True when the dates of open promises changed, so that a check-in may have to wait longer or less long.</summary>
    public bool MovesCheckIns { get; init; }

    /// <summary>The outcome that it gives the episode, unless that has one.</summary>
    public (EpisodeOutcome Outcome, string Why)? Ends { get; init; }

    /// <summary>True when the call has no such promise.</summary>
    public bool NoSuchPromise { get; init; }

    /// <summary>Why an update about a promise that the call does not have cannot be used.</summary>
    public static InputError UnknownPromise { get; } = new("The call has no promise of this id.", "data.promiseId", "Send the id that the closed call gave the promise.");

    /// <summary>True when it closes the case that the call had, or enters one that was closed elsewhere.</summary>
    public bool ClosesCaseOf(CallRow before) => Call.Case is { IsOpen: false } && before.Case is null or { IsOpen: true } && Call.Case is not null;

    /// <summary>The same with one thing more that is odd about it.</summary>
    public UpdateEffect Noting(string? also) => also is null ? this : this with { Note = Note is null ? also : $"{Note}; {also}" };

    /// <summary>What the update makes of the call.</summary>
    /// <param name="update">An update about one call.</param>
    /// <param name="call">The call as it is known.</param>
    /// <param name="causes">Why matters happen, as the plan book lists it.</param>
    /// <param name="now">When the update came.</param>
    public static UpdateEffect Of(CallUpdate update, CallRow call, ImmutableArray<string> causes, Instant now)
    {
        // An event time ahead of us is a clock that differs.
        var at = Instant.Min(update.Time ?? now, now);
        var ahead = update is not CallUpdate.PromiseKept && update.Time > now + ReadCallClosed.ClockTolerance ? $"its time, {Story.Time(update.Time.Value)}, is ahead of ours: it counts as now" : null;
        return At(update, call, causes, at, now).Noting(ahead);
    }

    private static UpdateEffect At(CallUpdate update, CallRow call, ImmutableArray<string> causes, Instant at, Instant now) =>
        update switch
        {
            CallUpdate.CallReopened => Reopened(update, call, at),
            CallUpdate.PromiseKept kept => OfPromise(call, kept.PromiseId, promise => Kept(call, promise, kept, now)),
            CallUpdate.PromiseMoved moved => OfPromise(call, moved.PromiseId, promise => Moved(call, promise, moved, at)),
            _ when update.Time < call.ClosedAt => BeforeTheClose(update, call),
            CallUpdate.CustomerReplied => new(call with { RepliedAt = call.RepliedAt > at ? call.RepliedAt : at }, "customer", "customer.replied", "The customer replied.") { Fact = StopFact.Replied },
            CallUpdate.SupervisorContacted => Contacted(BookedCall.Kept(AcknowledgedDate.Kept(call, at), at), update, at),
            CallUpdate.CaseClosed closed => CaseClosed(call, closed, causes, at),
            _ => throw new ArgumentOutOfRangeException(nameof(update)),
        };

    /// <summary>What follows a call is owed whatever was said or done before the call ended: it had ended without a solution all the same, or nobody had asked yet.</summary>
    private static UpdateEffect BeforeTheClose(CallUpdate update, CallRow call)
    {
        var (actor, sentence) = update switch
        {
            CallUpdate.CustomerReplied => ("customer", "The customer replied"),
            CallUpdate.SupervisorContacted => ("supervisor", $"A supervisor spoke with the customer{update.By}"),
            CallUpdate.CaseClosed => ("supervisor", $"The case was closed with a cause and an action{update.By}"),
            _ => throw new ArgumentOutOfRangeException(nameof(update)),
        };
        var when = call.Episode > 1 ? "before the call was closed again" : "before the end of the call";
        return new(call, actor, "call.update-late", $"{sentence}, at {Story.Time(update.Time!.Value)}.") { Reason = $"that was {when}: it stops nothing" };
    }

    private static UpdateEffect Reopened(CallUpdate update, CallRow call, Instant at)
    {
        const string kind = "call.reopened";
        if (call.ReopenedAt is not null)
        {
            return new(call, "call platform", kind, "The call platform said once more that the call was opened again.") { Reason = "it is open already" };
        }

        return update.Time < call.ClosedAt
            ? new(call, "call platform", kind, "The word that the call was opened again came late.") { Reason = "the call was closed after that" }
            : new(CloseCase.Closed(AcknowledgedDate.Withdrawn(call), "the call was opened again", at) with { ReopenedAt = at }, "call platform", kind, "The call was opened again.")
            {
                Fact = StopFact.Reopened,
                CaseEnds = call.Case is { IsOpen: true } ? StoppedBy.Happened(StopFact.Reopened) : null,
                Ends = (EpisodeOutcome.NotFollowedUp, $"the call platform opened the call again at {Story.Time(at)}{Named(update)}"),
            };
    }

    /// <summary>The platform's id of an update, as the end of a sentence; empty: it has none that may be shown.</summary>
    private static string Named(CallUpdate update) => WaitingUpdate.Shown(update.EventId) is { } id ? $" (update {id})" : "";

    private static UpdateEffect CaseClosed(CallRow call, CallUpdate.CaseClosed closed, ImmutableArray<string> causes, Instant at)
    {
        if (call.Case is { IsOpen: false })
        {
            return new(call, "supervisor", "case.closed", $"The case was closed once more{closed.By}.") { Reason = "the first cause and action stand" };
        }

        // A cause in somebody's own words may tell what the customer does not want to be documented.
        var cause = call.Consent == DocumentationConsent.Declined ? CauseList.Known(causes, closed.Cause) : closed.Cause;
        return new(CloseCase.Closed(AcknowledgedDate.Kept(call, at), cause, closed.Action, null, null, at), "supervisor", "case.closed", $"{(call.Case is null ? "A case of another system" : "The case")} was closed with a cause and an action{closed.By}.")
        {
            Note = CauseList.Find(causes, closed.Cause) is null ? $"the cause is not in the plan book's list: it counts as \"{CauseList.Other}\"" : null,
            Fact = StopFact.CaseClosed,

            // A case that only another system knew of ends nothing that the customer is still asked or owed here.
            Ends = call.Case is null ? null : (EpisodeOutcome.Recovered, StoppedBy.Happened(StopFact.CaseClosed)),
        };
    }

    private static UpdateEffect Contacted(CallRow call, CallUpdate update, Instant at) => new(
        call.Case is { IsOpen: true } matter ? call with { Case = matter.Contacted(null, at) } : call,
        "supervisor", "supervisor.contacted", $"A supervisor spoke with the customer{update.By}.")
    {
        Fact = StopFact.Contacted,
    };

    private static UpdateEffect OfPromise(CallRow call, string id, Func<PromiseFacts, UpdateEffect> effect) =>
        call.Promises.FirstOrDefault(promise => promise.Id == id) is { } found
            ? effect(found)
            : new(call, "call platform", "promise.unknown", "An update names a promise that this call does not have.") { Reason = "there is no such promise", NoSuchPromise = true };

    private static UpdateEffect Kept(CallRow call, PromiseFacts promise, CallUpdate.PromiseKept update, Instant now)
    {
        const string kind = "promise.kept";
        var keptAt = update.KeptAt;
        var reason = promise.State switch
        {
            PromiseState.Kept => "it was kept already",
            PromiseState.Withdrawn => "nobody waits for it any more",
            _ => null,
        };
        if (reason is not null)
        {
            return new(call, "promise owner", kind, $"Promise {promise.Id} was said to be kept once more{update.SaidBy}.") { Reason = reason, Promise = promise.Id };
        }

        var due = promise.MissedAt ?? promise.DueAt;
        var kept = promise with { State = PromiseState.Kept, KeptAt = keptAt, KeptInTime = keptAt <= due };
        var sentence = keptAt <= due ? promise.MissedAt is null ? "was kept" : "was kept in time" : promise.State == PromiseState.Broken ? "was kept after it was given up" : "was kept, late";

        // Heard of later, it may come after a line that says that it was not kept.
        var heardOf = Story.Time(keptAt) == Story.Time(now) ? "" : $", at {Story.Time(keptAt)}";
        return new UpdateEffect(call.With(kept), "promise owner", kind, $"Promise {promise.Id} {sentence}{heardOf}{update.SaidBy}.") { Fact = StopFact.PromiseKept, Promise = promise.Id, MovesCheckIns = true }
            .Noting(call.Episode == 1 && keptAt < call.ClosedAt ? $"that was at {Story.Time(keptAt)}, before the end of the call" : null);
    }

    private static UpdateEffect Moved(CallRow call, PromiseFacts promise, CallUpdate.PromiseMoved update, Instant at)
    {
        const string kind = "promise.moved";
        var reason = promise.State switch
        {
            PromiseState.Kept => "it was kept already",
            PromiseState.Broken => "it was broken, and a recovery case took its place",
            PromiseState.Withdrawn => "nobody waits for it any more",
            _ when promise.MovedAt > at => "a later word about its date was here first",
            _ when promise.DueAt == update.DueAt => "that is its date already",
            _ when update.DueAt <= at => "the new date had passed when it was said",
            _ => null,
        };
        if (reason is not null)
        {
            return new(call, "promise owner", kind, $"A new date for promise {promise.Id} changes nothing{update.SaidBy}.") { Reason = reason, Promise = promise.Id };
        }

        var how = update.DueAt < promise.DueAt ? "an earlier date" : "a new date";
        return new(call.With(promise with { DueAt = update.DueAt, MovedAt = at }), "promise owner", kind, $"Promise {promise.Id} has {how}, {Story.Time(update.DueAt)}{update.SaidBy}.")
        {
            Fact = StopFact.PromiseMoved,
            Promise = promise.Id,
            MovesCheckIns = true,
        };
    }
}

/// <summary>What a call's row may keep.</summary>
internal static class CallRowText
{
    /// <summary>The call without what was said in it; promises keep their words, they are what was agreed.</summary>
    public static CallRow WithoutText(this CallRow call) =>
        call with
        {
            Reason = null,
            Summary = null,
            CustomerWish = null,
            ActionsTaken = [],
            Case = call.Case is { } matter ? matter with { Action = null, Prevention = null, Goodwill = null } : null,
        };

    /// <summary>The promises that are still to be kept.</summary>
    public static ImmutableArray<PromiseFacts> OpenPromises(this CallRow call) => [.. call.Promises.Where(promise => promise.State == PromiseState.Open)];
}
