using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>
/// Explains a series of events as if they reached an empty installation one after the other: it remembers which calls are known and how they stand, which updates
/// wait for their call, and how often each customer called. It takes the decisions of the run (<see cref="Plan"/>, <see cref="UpdateEffect"/>) and writes nothing.
/// </summary>
public sealed class ExplainEvents(PlanBook book)
{
    // Customers are told apart as intake does it; the hashes stay in here, so that any pepper will do.
    private static readonly Identity Identity = new(new byte[16]);
    private readonly Dictionary<(Division, CallId), CallRow> _known = [];
    private readonly Dictionary<(Division, CallId), CallClosed> _laterCloses = [];
    private readonly Dictionary<(Division, CallId), List<(CallUpdate Update, Instant At, Instant Until)>> _waiting = [];
    private readonly HashSet<((Division, CallId) Call, string Name)> _said = [];
    private readonly Dictionary<(Division, string), CustomerView> _customers = [];

    /// <summary>The next message of the queue <c>call-closed</c>, as it was delivered.</summary>
    public ExplainedEvent CallClosed(ReadOnlyMemory<byte> message, Instant now) => ReadCallClosed.Of(message, book.CodeMaps, now) switch
    {
        ReadResult<CallClosed>.Bad bad => new ExplainedEvent.Unusable(bad.Error),
        ReadResult<CallClosed>.Read { Value: var call } => Closed(call, now),
        _ => throw new InvalidOperationException("A result is read or bad."),
    };

    /// <summary>The next message of the queue <c>call-updates</c>, as it was delivered.</summary>
    public ExplainedEvent CallUpdate(ReadOnlyMemory<byte> message, Instant now)
    {
        switch (ReadCallUpdate.Of(message, now))
        {
            case ReadResult<CallUpdate>.Bad bad:
                return new ExplainedEvent.Unusable(bad.Error);
            case ReadResult<CallUpdate>.Read { Value: var update }:
                return update switch
                {
                    Calls.CallUpdate.CallStarted or Calls.CallUpdate.CustomerErased => new ExplainedEvent.Update(update, []),
                    Calls.CallUpdate.CustomerReplied { CallId: null, CustomerId: { } customer } => Replied(update, customer, now),
                    _ => OfCall(update, ApplyUpdate.CallOf(update), now),
                };
            default:
                throw new InvalidOperationException("A result is read or bad.");
        }
    }

    private ExplainedEvent Closed(CallClosed call, Instant now)
    {
        var (key, hash) = ((call.Division, call.Id), Identity.Call(call.Id));
        var customer = Identity.Customer(call.Customer);
        var view = customer is null ? CustomerView.Empty : _customers.GetValueOrDefault((call.Division, customer), CustomerView.Empty);
        var before = _known.GetValueOrDefault(key);
        var read = before is null ? null : new StoredRow(Keys.Call(hash), "", RowCodec.Write(before));
        if (Arrival.Of(call, Identity, read, CallSnapshot.RowOf(call, customer, "", now), view) is not { } arrival)
        {
            if (call.ClosedAt > before!.ClosedAt)
            {
                _laterCloses[key] = call;
            }

            return new ExplainedEvent.Repeat(call.Id, before.ReceivedAt);
        }

        var explanation = Explain.Of(arrival.ForPlan(call), Identity, view, book, now);
        _laterCloses.Remove(key);
        _known[key] = arrival.Row with { Case = CaseOf(call, explanation, arrival) };
        if (customer is not null)
        {
            _customers[(call.Division, customer)] = view with { Calls = view.Calls.SetItem(hash, new CustomerCallRow(call.ClosedAt, call.Outcome, CloseEarlierCases.NameOf(Identity, call.CaseId))) };
        }

        _waiting.Remove(key, out var waiting);
        return new ExplainedEvent.Planned(explanation) { Then = [.. (waiting ?? []).Where(early => early.Until > now).OrderBy(early => early.At).Select(early => Applied(early.Update with { Time = early.At }, key, now, hasWaited: true))] };
    }

    private ExplainedEvent OfCall(CallUpdate update, CallId call, Instant now)
    {
        var key = (update.Division, call);
        var name = (key, update.EventId is { } id ? $"{update.Source}|{id}" : update.ToString());
        if (_said.Contains(name))
        {
            return new ExplainedEvent.Update(update, []) { Nothing = new("An update comes once more.", "it is known already, and nothing is written") };
        }

        if (_known.ContainsKey(key))
        {
            var applied = Applied(update, key, now, hasWaited: false);
            if (applied is ExplainedEvent.Update)
            {
                _said.Add(name);
            }

            return applied;
        }

        var waiting = _waiting[key] = [.. _waiting.GetValueOrDefault(key, []).Where(other => other.Until > now)];
        if (waiting.Count >= WaitForCall.MaxWaiting)
        {
            return new ExplainedEvent.Unusable(WaitForCall.TooMany);
        }

        _said.Add(name);
        var until = Keys.RoundUp(now + WaitForCall.Patience);
        waiting.Add((update, Instant.Min(update.Time ?? now, now), until));
        return new ExplainedEvent.Update(update, []) { WaitsUntil = until };
    }

    private ExplainedEvent Applied(CallUpdate update, (Division, CallId Call) key, Instant now, bool hasWaited)
    {
        var before = _known[key];
        var effect = UpdateEffect.Of(update, before, book.Causes, now);
        if (effect.NoSuchPromise && !hasWaited)
        {
            return new ExplainedEvent.Unusable(UpdateEffect.UnknownPromise);
        }

        _known[key] = effect.Call;
        if (effect.Fact is not { } fact)
        {
            return new ExplainedEvent.Update(update, []) { Nothing = new(effect.Sentence, effect.Reason ?? "nothing waits that this would stop") };
        }

        return new ExplainedEvent.Update(update, effect.ClosesCaseOf(before) ? Stopped(fact, StopFact.CaseClosed) : Stopped(fact))
        {
            Plans = PlannedBy(fact, effect, before, now) is { } planned ? Plan.Of(planned, CallSnapshot.CallOf(effect.Call, update.Division), [], book, now) : null,
            Then = fact == StopFact.Reopened && _laterCloses.TryGetValue(key, out var close) && close.ClosedAt > before.ClosedAt ? [Closed(close, now)] : [],
        };
    }

    /// <summary>The fact that an update lets go through the plan; null: none.</summary>
    private static PlanFact? PlannedBy(StopFact fact, UpdateEffect effect, CallRow before, Instant now) => fact switch
    {
        StopFact.CaseClosed when before.Case is not null => new PlanFact(PlanEvent.CaseClosed, now),
        StopFact.PromiseKept when before.PromiseOf(effect.Promise) is { State: not PromiseState.Broken, Source: not PromiseSource.Acknowledgement } promise => new PlanFact(PlanEvent.PromiseKept, now, promise.Id),
        _ => null,
    };

    private ExplainedEvent.Update Replied(CallUpdate update, string id, Instant now)
    {
        var key = (update.Division, Identity.Customer(new Customer { Id = id })!);
        var view = _customers.GetValueOrDefault(key, CustomerView.Empty);
        var (row, at) = (view.Row?.As<CustomerRow>() ?? new CustomerRow(), Instant.Min(update.Time ?? now, now));
        if (row.RepliedAt is null || row.RepliedAt < at)
        {
            _customers[key] = view with { Row = new StoredRow(Keys.Customer(key.Item2), "", RowCodec.Write(row with { RepliedAt = at })) };
        }

        return new ExplainedEvent.Update(update, Stopped(StopFact.Replied));
    }

    /// <summary>The kinds that these facts make pointless; an acknowledgement goes with its outreach.</summary>
    private ImmutableArray<FollowUpKind> Stopped(params StopFact[] facts) =>
    [
        .. FollowUpKinds.All.Select(k => k.Kind)
            .Where(kind => facts.Any(fact => book.Stop.Stops(kind, fact) || (kind == FollowUpKind.Acknowledgement && book.Stop.Stops(FollowUpKind.SupervisorOutreach, fact)))),
    ];

    private static RecoveryCase? CaseOf(CallClosed call, Explanation explanation, Arrival arrival)
    {
        var isSettled = arrival.Facts.Any(past => past.Fact == StopFact.CaseClosed);
        return AlreadyPointless.IsWithoutSolution(call) && explanation.FollowUps.Any(followUp => followUp.SkipReason is null && (isSettled || followUp.CancelledBecause is null))
            ? new RecoveryCase
            {
                State = isSettled ? CaseState.Closed : CaseState.Open,
                Because = call.Outcome == CallOutcome.Escalated ? CaseReason.Escalated : CaseReason.Unresolved,
                OpenedAt = call.ClosedAt,
            }
            : null;
    }
}
