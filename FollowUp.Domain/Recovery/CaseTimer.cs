using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.State;

namespace FollowUps.Recovery;

/// <summary>Gives a case its end, in the change that opens it: however little happens, a timer looks at it again.</summary>
internal static class CaseTimer
{
    /// <summary>Removes the timer. One that the sweep holds at this moment is left to it: it finds what became of the case.</summary>
    public static async Task RemoveAsync(Changes changes, IFollowUpStore store, Division division, RecoveryCase matter, CancellationToken cancellationToken)
    {
        if (matter.TimerKey is { } key && await store.FindAsync(division, key, cancellationToken) is { } timer)
        {
            changes.Delete(timer.Key, timer.Version);
        }
    }

    /// <summary>Adds the timer; returns the case with its key.</summary>
    public static RecoveryCase Add(Changes changes, Identity identity, string hash, int episode, RecoveryCase matter, Installation settings)
    {
        var id = identity.FollowUp(hash, episode, Timers.CaseOpen, ordinal: matter.Number);
        var at = Keys.RoundUp(matter.GivenUpAt(settings.PlanBook.AnswerWindow));
        var key = Keys.Due(0, at, hash, id);
        changes.Insert(key, new DueItem
        {
            Lane = 0,
            At = at,
            Call = hash,
            FollowUp = id.Value,
            Name = Timers.CaseOpen,
            Episode = episode,
            Ordinal = matter.Number,
        });
        return matter with { TimerKey = key };
    }
}
