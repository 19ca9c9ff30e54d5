using System.Collections.Immutable;
using FollowUps.Lifecycle;
using FollowUps.Promises;
using FollowUps.State;

namespace FollowUps.Calls;

/// <summary>
/// A closed call together with what was known before it: nothing, updates that came too early and wait on, or an earlier episode of the same call that was
/// opened again. Everything that is decided about it is decided from this.
/// </summary>
internal sealed record Arrival
{
    /// <summary>State of a row that only updates have spoken of.</summary>
    public const string Awaited = "awaited";

    /// <summary>The call's row as it was read; null: the call is new.</summary>
    public StoredRow? Read { get; init; }

    /// <summary>The row's content.</summary>
    public CallRow? Before { get; init; }

    /// <summary>1, and one more for each reopening.</summary>
    public int Episode { get; init; } = 1;

    /// <summary>The call's row with everything that is known, before the plan.</summary>
    public required CallRow Row { get; init; }

    /// <summary>What has happened already that may make a follow-up pointless: the customer has called again since, or has written back about nothing in particular.</summary>
    public ImmutableArray<StopCause> Facts { get; init; } = [];

    /// <summary>Puts together what is known; null when this close is a repeat of one that is recorded.</summary>
    public static Arrival? Of(CallClosed call, Identity identity, StoredRow? read, CallRow row, CustomerView view)
    {
        var before = read?.As<CallRow>();
        var facts = AlreadyPointless.FactsOf(call, identity, view);
        return before switch
        {
            null => new Arrival { Row = row, Facts = facts },
            { State: Awaited } => new Arrival { Read = read, Before = before, Row = row with { Waiting = before.Waiting }, Facts = facts },
            { ReopenedAt: not null } when call.ClosedAt > before.ClosedAt => new Arrival
            {
                Read = read,
                Before = before,
                Episode = before.Episode + 1,
                Row = row with { Episode = before.Episode + 1, Promises = PromisesOf(row, before) },
                Facts = facts,
            },
            _ => null,
        };
    }

    /// <summary>The call as the plan sees it: with the promises that are still open, by the date they have now.</summary>
    public CallClosed ForPlan(CallClosed call) => call with { Promises = [.. Row.OpenPromises().Select(p => new Promise(p.Id, p.What, p.DueAt, null))] };

    /// <summary>
    /// Promises stand when a call is closed again. One that the platform sends once more is the same promise: it keeps how it stands, and takes the
    /// platform's date only where nobody has given it another.
    /// </summary>
    private static ImmutableArray<PromiseFacts> PromisesOf(CallRow row, CallRow before) =>
    [
        .. row.Promises.Select(sent => before.PromiseOf(sent.Id) is { } known
            ? known with { What = sent.What, Owner = known.MovedAt is null ? sent.Owner : known.Owner, DueAt = known is { State: PromiseState.Open, MovedAt: null } ? sent.DueAt : known.DueAt }
            : sent),
        .. before.Promises.Where(old => row.PromiseOf(old.Id) is null),
    ];
}
