using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>
/// Step 6 for promises: the customer says whether one was kept, or whoever keeps it says that it was, or gives it a new date. The first answer of the
/// customer stands; the same page posted twice is one answer.
/// </summary>
public sealed class RecordPromise(
    IFollowUpStore store, Identity identity, CancelPending cancelPending, EndEpisode endEpisode, MissPromise miss, ApplyUpdate updates, Func<Installation> installation)
{
    private const int MaxRaces = 5;
    private readonly PromiseTimers _timers = new(identity);
    private readonly MoveCheckIns _moveCheckIns = new(store, identity, cancelPending);

    /// <summary>What the page behind a link shows; null: there is nothing to say about it (any more).</summary>
    public async Task<AskedPromise?> FindAsync(SignedLink link, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        var followUp = (await store.FindAsync(link.Division, Keys.FollowUp(link.Call, link.FollowUp), cancellationToken))?.As<FollowUp>();
        var call = followUp?.Subject is null ? null : (await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>();
        if (followUp is null || call?.PromiseOf(followUp.Subject) is not { State: not PromiseState.Withdrawn } promise || !FollowUpKinds.TryParse(followUp.Kind, out var kind))
        {
            return null;
        }

        var settings = installation();
        var asksCustomer = kind == FollowUpKind.PromiseCheck;
        var quoted = promise.What.Length > 0 && (!asksCustomer || settings.Withhold(promise.What, call.Contact.Language).Count == 0);
        return asksCustomer || kind is FollowUpKind.PromiseNudge or FollowUpKind.PromiseOverdue
            ? new AskedPromise
            {
                AsksCustomer = asksCustomer,
                CallId = new CallId(call.CallId),
                PromiseId = promise.Id,
                What = quoted ? promise.What : null,
                Source = promise.Source,
                DueAt = promise.DueAt,
                State = promise.State,
                KeepsWords = call.Consent != DocumentationConsent.Declined,
                Answer = asksCustomer ? followUp.Score switch { 1 => true, 0 => false, _ => null } : null,
                Language = call.Contact.Language,
                Queue = call.Queue,
                CustomerZone = settings.PlanBook.ZoneOf(call.Contact.TimeZone, call.Contact.Country, call.Queue),
                Calendar = settings.PlanBook.CalendarOf(call.Queue),
            }
            : null;
    }

    /// <summary>Whoever keeps the promise says that it was kept.</summary>
    public Task<UpdateResult> KeptAsync(Division division, CallId call, string promiseId, Instant keptAt, string command, string by, Instant now, CancellationToken cancellationToken) =>
        updates.TellAsync(new CallUpdate.PromiseKept(call, promiseId, keptAt) { Division = division, Time = now, SaidBy = by }, call, command, now, cancellationToken);

    /// <summary>Whoever keeps the promise gives it a new date, which <see cref="PromiseDate"/> has checked.</summary>
    public Task<UpdateResult> MovedAsync(Division division, CallId call, string promiseId, Instant dueAt, string command, string by, Instant now, CancellationToken cancellationToken) =>
        updates.TellAsync(new CallUpdate.PromiseMoved(call, promiseId, dueAt) { Division = division, Time = now, SaidBy = by }, call, command, now, cancellationToken);

    /// <summary>The customer answers whether the promise was kept; returns the answer that stands, or null when there is nothing to answer.</summary>
    /// <param name="link">The opened link of a check.</param>
    /// <param name="kept">The answer.</param>
    /// <param name="comment">In the customer's own words; null or empty: none. Kept only with consent to document.</param>
    /// <param name="nonce">Names the rendered page.</param>
    /// <param name="now">The moment of the POST.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task<bool?> AnswerAsync(SignedLink link, bool kept, string? comment, string nonce, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await store.FindAsync(link.Division, Keys.FollowUp(link.Call, link.FollowUp), cancellationToken);
            var read = stored is null ? null : await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken);
            if (stored?.As<FollowUp>() is not { } followUp || followUp.Kind != FollowUpKind.PromiseCheck.Word()
                || read?.As<CallRow>() is not { } call || call.PromiseOf(followUp.Subject) is not { State: not PromiseState.Withdrawn } promise)
            {
                return null;
            }

            if (followUp.Score is { } given)
            {
                return given == 1;
            }

            var words = call.Consent == DocumentationConsent.Declined || string.IsNullOrWhiteSpace(comment) ? null : comment;
            var changes = new Changes("promise-answer")
                .Insert(Keys.Answer(link.Call, link.FollowUp, identity.Command("answer", nonce)), new AnswerRow(now, followUp.Kind, kept ? 1 : 0, words, Counted: false))
                .Merge(stored.Key, FollowUp.Evolve(new FollowUpFact.Answered(kept ? 1 : 0, null, now, followUp.Answers + 1)), stored.Version);

            // A timer that the sweep holds at this moment is left to it.
            if (followUp.AwaitsAnswer() && await store.FindAsync(link.Division, followUp.TimerKey!, cancellationToken) is { } timer)
            {
                changes.Delete(timer.Key, timer.Version);
            }

            await AddAnswerAsync(changes, link, read, promise, followUp, kept, now, cancellationToken);
            if (await store.CommitAsync(link.Division, changes, cancellationToken))
            {
                return kept;
            }
        }

        throw new TimeoutException("An answer about a promise lost all its races.");
    }

    private async Task AddAnswerAsync(
        Changes changes, SignedLink link, StoredRow read, PromiseFacts promise, FollowUp followUp, bool kept, Instant now, CancellationToken cancellationToken)
    {
        var call = read.As<CallRow>();
        var command = identity.Command("promise-answer", link.FollowUp.Value);
        if (!kept && promise.State == PromiseState.Kept)
        {
            // The customer's word counts: it is open again, and where its date has passed, with the supervisor as one that is late.
            PromiseCounts.Denied(changes, identity, link.Call, call, promise, now);
            AgentFacts.OfPromise(changes, identity, installation().PlanBook, link.Call, call, promise, kept: false, isDecided: promise.DueAt <= now || promise.MissedAt is not null);
            var denied = promise with { KeptInTime = false, KeptAt = null, DeniedAt = now };
            if (promise.DueAt > now)
            {
                await OpenAgainAsync(changes, link, read, call, denied, command, now, cancellationToken);
                return;
            }

            denied = denied with { MissedAt = promise.MissedAt ?? promise.DueAt };
            await miss.AddAsync(changes, command, link.Division, link.Call, read, denied, new MissPromise.Said("customer", $"The customer says that {promise.Named()} was not kept."), now, cancellationToken);
            return;
        }

        changes.Replace(read, kept ? call.With(promise with { ConfirmedAt = now }) : call);
        new Story(changes, link.Call, command, now).Tell(
            "customer", kept ? "promise.confirmed" : "promise.denied", $"The customer says that {promise.Named()} was {(kept ? "" : "not ")}kept.", kept ? null : "it is open again already", link.FollowUp.Value);
        if (kept)
        {
            await endEpisode.AddIfLastAsync(
                changes, link.Division, link.Call, followUp.Episode, [followUp.Id], EpisodeOutcome.Satisfied, "the customer says that the promise was kept", now, cancellationToken);
        }
    }

    private async Task OpenAgainAsync(
        Changes changes, SignedLink link, StoredRow read, CallRow call, PromiseFacts denied, string command, Instant now, CancellationToken cancellationToken)
    {
        var book = installation().PlanBook;
        var after = call.With(_timers.Add(changes, link.Call, call, denied with { State = PromiseState.Open }, book, now));
        changes.Replace(read, after);
        new Story(changes, link.Call, command, now).Tell(
            "customer", "promise.denied", $"The customer says that {denied.Named()} was not kept.", $"it is open again until its date: {Story.Time(denied.DueAt)}", link.FollowUp.Value);
        await _moveCheckIns.AddAsync(changes, link.Division, link.Call, after, book, denied.Id, "is open again", now, cancellationToken);
    }
}

/// <summary>What a page about a promise shows.</summary>
public sealed record AskedPromise
{
    /// <summary>True for the customer's question; false for whoever keeps the promise.</summary>
    public required bool AsksCustomer { get; init; }

    /// <summary>The call it was made in.</summary>
    public required CallId CallId { get; init; }

    /// <summary>Its id in the call.</summary>
    public required string PromiseId { get; init; }

    /// <summary>Its words; null: it is called by <see cref="Source"/>.</summary>
    public string? What { get; init; }

    /// <summary>Where it was made.</summary>
    public required PromiseSource Source { get; init; }

    /// <summary>Its date as it is now.</summary>
    public required Instant DueAt { get; init; }

    /// <summary>How it stands (<see cref="PromiseState"/>).</summary>
    public required string State { get; init; }

    /// <summary>The customer's answer; null: not given yet.</summary>
    public bool? Answer { get; init; }

    /// <summary>False when the customer refused documentation: then no words are asked for, because none would be kept.</summary>
    public required bool KeepsWords { get; init; }

    /// <summary>The customer's language; null: not known.</summary>
    public string? Language { get; init; }

    /// <summary>The call's queue: its brand is the page's; null: not known.</summary>
    public string? Queue { get; init; }

    /// <summary>The customer's clock.</summary>
    public required DateTimeZone CustomerZone { get; init; }

    /// <summary>The hours and the clock of whoever keeps it.</summary>
    public required Calendar Calendar { get; init; }
}
