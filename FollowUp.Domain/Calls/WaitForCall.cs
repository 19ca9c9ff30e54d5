using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>Puts an update down that came before the call it speaks of, with a timer that ends the wait.</summary>
internal sealed class WaitForCall(IFollowUpStore store, Identity identity, Func<Installation> installation)
{
    /// <summary>How long an update waits for its call.</summary>
    public static Duration Patience { get; } = Duration.FromDays(7);

    /// <summary>So many early updates one call's row holds, and whoever records the call applies right after it.</summary>
    internal const int MaxWaiting = 10;

    /// <summary>Why one more cannot wait.</summary>
    internal static InputError TooMany { get; } = new($"{MaxWaiting} updates wait for this call already.", "data.callId", "Send the closed call, then redrive this message.");

    /// <summary>What became of it; null when the call is there now, or another writer was first.</summary>
    public async Task<(UpdateResult Result, InputError? Error)?> RunAsync(CallUpdate update, CallId call, string command, Instant now, CancellationToken cancellationToken)
    {
        var hash = identity.Call(call);
        var waitCommand = identity.Command("wait", command);
        if (await store.FindAsync(update.Division, Keys.Timeline(hash, waitCommand), cancellationToken) is not null)
        {
            return (UpdateResult.Duplicate, null);
        }

        var read = await store.FindAsync(update.Division, Keys.Call(hash), cancellationToken);
        var row = read?.As<CallRow>() ?? NewRow(call, hash, now);
        if (row.State != Arrival.Awaited)
        {
            return null;
        }

        if (row.Waiting.Length >= MaxWaiting)
        {
            return (UpdateResult.DeadLetter, TooMany);
        }

        var id = identity.FollowUp(hash, 0, Timers.WaitingUpdate, command);
        var until = Keys.RoundUp(now + Patience);
        var timerKey = Keys.Due(0, until, hash, id);
        var changes = new Changes("wait");
        var waiting = WaitingUpdate.Of(update, command, Instant.Min(update.Time ?? now, now), timerKey);
        changes.Put(Keys.Call(hash), read, row with { Waiting = [.. row.Waiting, waiting] });
        changes.Insert(timerKey, new DueItem { Lane = 0, At = until, Call = hash, FollowUp = id.Value, Name = Timers.WaitingUpdate, Subject = command, Episode = 0 });
        changes.Overwrite(row.PurgeKey!, new RetentionRow(hash, null));
        new Story(changes, hash, waitCommand, now)
            .Tell("call platform", "update.waiting", $"An update came before the call it speaks of: {waiting.Words}. It waits until {Story.Time(until)}.", "the call is not known yet");
        return await store.CommitAsync(update.Division, changes, cancellationToken) ? (UpdateResult.Waiting, null) : null;
    }

    private CallRow NewRow(CallId call, string hash, Instant now) => new()
    {
        CallId = call.Value,
        State = Arrival.Awaited,
        ReceivedAt = now,
        ClosedAt = now,
        PurgeKey = Keys.Retention(now + installation().Retention, hash),
    };
}

/// <summary>The timer of an update that waits for its call: when it is due, the call has not come, and the update expires with that reason.</summary>
public sealed class ExpireWaiting(IFollowUpStore store, Identity identity, Intake intake)
{
    /// <summary>Works on one claimed timer. An update that was applied meanwhile is left alone; one that intake recorded the call for and never came to is applied now.</summary>
    public async Task RunAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var changes = new Changes("expire-waiting").Delete(row.Key, row.Version);
        var read = await store.FindAsync(division, Keys.Call(item.Call), cancellationToken);
        if (read?.As<CallRow>() is { State: not Arrival.Awaited, Waiting.IsEmpty: false })
        {
            await intake.ApplyWaitingAsync(division, item.Call, now, cancellationToken);
        }
        else if (read?.As<CallRow>() is { State: Arrival.Awaited } call && call.Waiting.FirstOrDefault(waiting => waiting.Command == item.Subject) is { } waited)
        {
            const string reason = "no such call was closed within 7 days";
            changes.Replace(read, call with { Waiting = call.Waiting.Remove(waited), EndedWhy = $"an update expired: {reason}" });
            new Story(changes, item.Call, identity.Command("expired", waited.Command), now)
                .Tell("call platform", "update.expired", $"An update that waited for this call has expired: {waited.Words}.", reason);
        }

        await store.CommitAsync(division, changes, cancellationToken);
    }
}
