using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>
/// Applies the updates that came before their call once the call is recorded: in the order they happened and each in a change of its own, exactly as if they
/// had come after it, so that the order of arrival makes no difference. Repeating it is harmless.
/// </summary>
internal sealed class ApplyWaiting(IFollowUpStore store, UpdateCall updateCall)
{
    /// <summary>Applies what waits in the call's row; returns a later close of the call that waited for one of them to open it again.</summary>
    public async Task<byte[]?> RunAsync(Division division, string hash, Instant now, CancellationToken cancellationToken)
    {
        if ((await store.FindAsync(division, Keys.Call(hash), cancellationToken))?.As<CallRow>() is not { State: not Arrival.Awaited } call)
        {
            return null;
        }

        byte[]? laterClose = null;
        var turn = 0;
        var id = new CallId(call.CallId);
        foreach (var waiting in call.Waiting.OrderBy(waiting => waiting.At))
        {
            var done = await updateCall.RunAsync(waiting.Update(id) with { Division = division }, id, waiting.Command, now, cancellationToken, ++turn);
            laterClose = done?.LaterClose ?? laterClose;
        }

        return laterClose;
    }
}
