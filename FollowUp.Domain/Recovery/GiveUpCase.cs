using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// The timers that end a case nobody ends: the last rung was asked for the last time, or nobody worked on it for too long. The episode has its
/// outcome then; the case stays on the desk and can still be taken and closed.
/// </summary>
public sealed class GiveUpCase(IFollowUpStore store, Identity identity, EndEpisode endEpisode, IAlerts alerts, Func<Installation> installation)
{
    private const int MaxRaces = 5;
    private const string ContactOnly = "a supervisor spoke with the customer, and nobody closed the case";

    /// <summary>Works on one claimed timer.</summary>
    public async Task RunAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        // What loses all its races waits for the end of the lease.
        for (var race = 0; race < MaxRaces; race++)
        {
            var changes = new Changes("give-up-case") { Cause = item.Trace }.Delete(row.Key, row.Version);
            var why = await AddAsync(changes, division, row, item, now, cancellationToken);
            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                if (why is not null)
                {
                    alerts.Raise(new Alert.CaseLeft(item.Call, why));
                }

                return;
            }
        }
    }

    /// <summary>Adds what the timer means; returns why the case is given up, or null.</summary>
    private async Task<string?> AddAsync(Changes changes, Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var read = await store.FindAsync(division, Keys.Call(item.Call), cancellationToken);
        if (read?.As<CallRow>() is not { } call || call.Episode != item.Episode)
        {
            return null;
        }

        if (call.Case is not { } matter)
        {
            // There was contact about a call that has no case.
            await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [], EpisodeOutcome.NotFollowedUp, ContactOnly, now, cancellationToken);
            return null;
        }

        if (!matter.IsOpen)
        {
            return null;
        }

        if (item.Name == Timers.LadderEnd)
        {
            return item.Ordinal == matter.Number && matter.State == CaseState.Open
                ? await UnacknowledgedAsync(changes, division, read, call, matter, "the whole ladder was asked, and nobody took the case", now, cancellationToken)
                : null;
        }

        var until = Keys.RoundUp(matter.GivenUpAt(installation().PlanBook.AnswerWindow));
        if (until > now)
        {
            var id = new FollowUpId(item.FollowUp);
            var key = Keys.Due(0, until, item.Call, id);
            changes.Insert(key, item with { At = until, Claims = 0 });
            changes.Merge(read.Key, new CallPatch { Case = matter with { TimerKey = key } }, read.Version);
            return null;
        }

        return matter.State switch
        {
            CaseState.Open => await UnacknowledgedAsync(changes, division, read, call, matter, "nobody took the case", now, cancellationToken),
            CaseState.Unacknowledged => null,
            _ => await LeftAsync(changes, division, call, matter, item.Call, matter.ContactedAt is null ? "somebody took the case, and nobody closed it" : ContactOnly, now, cancellationToken),
        };
    }

    private async Task<string> UnacknowledgedAsync(
        Changes changes, Division division, StoredRow read, CallRow call, RecoveryCase matter, string why, Instant now, CancellationToken cancellationToken)
    {
        var hash = read.Key[Keys.Call("").Length..];
        changes.Merge(read.Key, new CallPatch { Case = matter with { State = CaseState.Unacknowledged } }, read.Version);
        new Story(changes, hash, Command("unacknowledged", hash, call, matter), now).Tell("ladder", "case.unacknowledged", "The case is unacknowledged and stays on the desk.", why);
        changes.Count(Command("counted-unacknowledged", hash, call, matter), now, CaseCounters.Unacknowledged(call, now));
        await EndAsync(changes, division, call, matter, hash, why, now, cancellationToken);
        return why;
    }

    private async Task<string> LeftAsync(
        Changes changes, Division division, CallRow call, RecoveryCase matter, string hash, string why, Instant now, CancellationToken cancellationToken)
    {
        new Story(changes, hash, Command("left", hash, call, matter), now).Tell("case timer", "case.left", "The case is still open and stays on the desk.", why);
        await EndAsync(changes, division, call, matter, hash, why, now, cancellationToken);
        return why;
    }

    private Task EndAsync(Changes changes, Division division, CallRow call, RecoveryCase matter, string hash, string why, Instant now, CancellationToken cancellationToken) =>
        endEpisode.AddAsync(
            changes, division, hash, call.Episode, matter.LowRated ? EpisodeOutcome.Dissatisfied : EpisodeOutcome.NotFollowedUp, why, now, cancellationToken, byCase: true);

    private string Command(string word, string hash, CallRow call, RecoveryCase matter) => identity.Command(
        word, hash, call.Episode.ToString(System.Globalization.CultureInfo.InvariantCulture), matter.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
