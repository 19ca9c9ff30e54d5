using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Privacy;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>
/// Step 1 for what happens after a call: an update about a call or a customer is applied exactly once, however often and in whatever order it
/// comes. One that is early waits for its call; one that cannot be used becomes a dead letter.
/// </summary>
public sealed class ApplyUpdate
{
    private const int MaxRaces = 20;
    private readonly IFollowUpStore _store;
    private readonly Identity _identity;
    private readonly DeadLetters _deadLetters;
    private readonly Intake _intake;
    private readonly EraseCustomer _erase;
    private readonly UpdateCall _call;
    private readonly UpdateCustomer _customer;
    private readonly WaitForCall _wait;

    /// <summary>Puts the step together from what it stands on.</summary>
    public ApplyUpdate(
        IFollowUpStore store, Identity identity, DeadLetters deadLetters, CancelPending cancelPending, EndEpisode endEpisode, Intake intake, EraseCustomer erase,
        PlanAgain planAgain, Func<Installation> installation)
    {
        (_store, _identity, _deadLetters, _intake, _erase) = (store, identity, deadLetters, intake, erase);
        _call = new UpdateCall(store, identity, cancelPending, endEpisode, planAgain, installation);
        _customer = new UpdateCustomer(store, identity, cancelPending, installation);
        _wait = new WaitForCall(store, identity, installation);
    }

    /// <summary>Takes one message as the queue delivered it. Throws only when storage is broken, so that the queue tries again.</summary>
    public async Task<UpdateResult> RunAsync(ReadOnlyMemory<byte> message, Instant now, CancellationToken cancellationToken) =>
        (await ReceiveAsync(message, now, cancellationToken)).Result;

    /// <summary>The same; of one that cannot be used it tells why as well, as the dead letter does.</summary>
    public async Task<(UpdateResult Result, InputError? Error)> ReceiveAsync(ReadOnlyMemory<byte> message, Instant now, CancellationToken cancellationToken)
    {
        switch (ReadCallUpdate.Of(message, now))
        {
            case ReadResult<CallUpdate>.Bad bad:
                await KeepAsync(message, bad.Error, bad.Division, now, cancellationToken);
                return (UpdateResult.DeadLetter, bad.Error);
            case ReadResult<CallUpdate>.Read { Value: var update }:
                await _store.EnsureDivisionAsync(update.Division, now, cancellationToken);
                var (result, error) = await ApplyAsync(update, CommandOf(update), now, cancellationToken);
                if (error is not null)
                {
                    await KeepAsync(message, error, update.Division, now, cancellationToken);
                }

                return (result, error);
            default:
                throw new InvalidOperationException("A result is read or bad.");
        }
    }

    /// <summary>Applies what somebody said about a call by a page or the desk, under the command that names it. A call that is not known is <see cref="UpdateResult.DeadLetter"/>, and nothing is kept.</summary>
    internal async Task<UpdateResult> TellAsync(CallUpdate update, CallId call, string command, Instant now, CancellationToken cancellationToken) =>
        (await _call.RunAsync(update, call, command, now, cancellationToken))?.Result ?? UpdateResult.DeadLetter;

    private async Task<(UpdateResult Result, InputError? Error)> ApplyAsync(CallUpdate update, string command, Instant now, CancellationToken cancellationToken)
    {
        switch (update)
        {
            case CallUpdate.CallStarted started:
                return (await _customer.StartedAsync(started, command, now, cancellationToken), null);
            case CallUpdate.CustomerReplied { CallId: null, CustomerId: { } customer }:
                return (await _customer.RepliedAsync(update.Division, customer, update.Time, command, now, cancellationToken), null);
            case CallUpdate.CustomerErased erased:
                return (await _erase.RunAsync(update.Division, erased.CustomerId, command, now, cancellationToken), null);
            default:
                return await ApplyToCallAsync(update, CallOf(update), command, now, cancellationToken);
        }
    }

    /// <summary>The call may come while the update is put down to wait for it, so that both are tried in turn.</summary>
    private async Task<(UpdateResult Result, InputError? Error)> ApplyToCallAsync(CallUpdate update, CallId call, string command, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await _call.RunAsync(update, call, command, now, cancellationToken) is { } done)
            {
                if (done.LaterClose is { } close)
                {
                    await _intake.RunAsync(close, now, cancellationToken);
                }

                return (done.Result, done.Error);
            }

            if (await _wait.RunAsync(update, call, command, now, cancellationToken) is { } waits)
            {
                return waits;
            }
        }

        throw new TimeoutException($"An update lost {MaxRaces} races in a row; the queue tries again.");
    }

    private Task KeepAsync(ReadOnlyMemory<byte> message, InputError error, Division division, Instant now, CancellationToken cancellationToken) =>
        _deadLetters.KeepAsync("call-updates", message, error, division, now, cancellationToken);

    /// <summary>The update's name: by its envelope, else by what it says. Hashed, so that nothing of it can be read.</summary>
    private string CommandOf(CallUpdate update) => update.EventId is { } id
        ? _identity.Command("update", update.Source ?? "", id)
        : _identity.Command("update", update.ToString());

    /// <summary>The call that an update speaks of; it is one about a call.</summary>
    internal static CallId CallOf(CallUpdate update) => update switch
    {
        CallUpdate.CallReopened reopened => reopened.CallId,
        CallUpdate.CustomerReplied replied => replied.CallId!.Value,
        CallUpdate.PromiseKept kept => kept.CallId,
        CallUpdate.PromiseMoved moved => moved.CallId,
        CallUpdate.SupervisorContacted contacted => contacted.CallId,
        CallUpdate.CaseClosed closed => closed.CallId,
        _ => throw new ArgumentOutOfRangeException(nameof(update)),
    };
}

/// <summary>What became of an update.</summary>
public enum UpdateResult
{
    /// <summary>It holds from now on.</summary>
    Applied,

    /// <summary>Known already: nothing was written.</summary>
    Duplicate,

    /// <summary>It changes nothing any more, or not yet; the timeline says why.</summary>
    Noted,

    /// <summary>It came before its call and waits for it.</summary>
    Waiting,

    /// <summary>Could not be used, and is kept.</summary>
    DeadLetter,
}
