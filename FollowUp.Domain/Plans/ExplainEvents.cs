using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>
/// Explains a series of events as if they reached an empty installation one after the other: it remembers which calls are known and how often
/// each customer called, and writes nothing.
/// </summary>
public sealed class ExplainEvents(PlanBook book)
{
    // Customers are told apart as intake does it; the hashes stay in here, so that any pepper will do.
    private static readonly Identity Identity = new(new byte[16]);
    private readonly Dictionary<(Division, CallId), Instant> _known = [];
    private readonly Dictionary<(Division, string), Dictionary<CallId, Instant>> _calls = [];

    /// <summary>The next message of the queue <c>call-closed</c>, as it was delivered.</summary>
    public ExplainedEvent CallClosed(ReadOnlyMemory<byte> message, Instant now)
    {
        switch (ReadCallClosed.Of(message, book.CodeMaps, now))
        {
            case ReadResult<CallClosed>.Bad bad:
                return new ExplainedEvent.Unusable(bad.Error);
            case ReadResult<CallClosed>.Read { Value: var call }:
                return _known.TryAdd((call.Division, call.Id), now) ? Planned(call, now) : new ExplainedEvent.Repeat(call.Id, _known[(call.Division, call.Id)]);
            default:
                throw new InvalidOperationException("A result is read or bad.");
        }
    }

    /// <summary>The next message of the queue <c>call-updates</c>, as it was delivered.</summary>
    public ExplainedEvent CallUpdate(ReadOnlyMemory<byte> message, Instant now)
    {
        switch (ReadCallUpdate.Of(message, now))
        {
            case ReadResult<CallUpdate>.Bad bad:
                return new ExplainedEvent.Unusable(bad.Error);
            case ReadResult<CallUpdate>.Read { Value: var update }:
                if (update is Calls.CallUpdate.CallReopened reopened)
                {
                    // Its next close is a new episode and is planned anew.
                    _known.Remove((update.Division, reopened.CallId));
                }

                return new ExplainedEvent.Update(update, FactOf(update) is { } fact ? [.. FollowUpKinds.All.Select(k => k.Kind).Where(kind => book.Stop.Stops(kind, fact))] : []);
            default:
                throw new InvalidOperationException("A result is read or bad.");
        }
    }

    private ExplainedEvent.Planned Planned(CallClosed call, Instant now)
    {
        if (Identity.Customer(call.Customer) is not { } customer)
        {
            return new ExplainedEvent.Planned(Explain.Of(call, [], book, now));
        }

        if (!_calls.TryGetValue((call.Division, customer), out var calls))
        {
            _calls[(call.Division, customer)] = calls = [];
        }

        var explanation = Explain.Of(call, [.. calls.Where(other => other.Key != call.Id).Select(other => other.Value)], book, now);
        calls[call.Id] = call.ClosedAt;
        return new ExplainedEvent.Planned(explanation);
    }

    // A call that has only started holds surveys back and cancels nothing; its close does.
    private static StopFact? FactOf(CallUpdate update) => update switch
    {
        Calls.CallUpdate.CallReopened => StopFact.Reopened,
        Calls.CallUpdate.CustomerReplied => StopFact.Replied,
        Calls.CallUpdate.PromiseKept => StopFact.PromiseKept,
        Calls.CallUpdate.PromiseMoved => StopFact.PromiseMoved,
        Calls.CallUpdate.SupervisorContacted => StopFact.Contacted,
        Calls.CallUpdate.CaseClosed => StopFact.CaseClosed,
        _ => null,
    };
}

/// <summary>What becomes of one event.</summary>
public abstract record ExplainedEvent
{
    private ExplainedEvent()
    {
    }

    /// <summary>A call that is planned.</summary>
    public sealed record Planned(Explanation Explanation) : ExplainedEvent;

    /// <summary>A call that is known already: one call id is one call until it is reopened, and nothing is planned again.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Since">When it became known.</param>
    public sealed record Repeat(CallId Call, Instant Since) : ExplainedEvent;

    /// <summary>Something happened to a call or a customer.</summary>
    /// <param name="Happened">What.</param>
    /// <param name="Stops">The kinds that become pointless by it; none: it stops nothing by itself.</param>
    public sealed record Update(CallUpdate Happened, IReadOnlyList<FollowUpKind> Stops) : ExplainedEvent;

    /// <summary>It becomes a dead letter.</summary>
    public sealed record Unusable(InputError Error) : ExplainedEvent;
}
