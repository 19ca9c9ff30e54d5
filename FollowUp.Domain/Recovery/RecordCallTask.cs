using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// Somebody says what came of a call task: the customer was reached, nobody picked up (then once more on the next business day, at most three times), or
/// the number is wrong. The first word stands.
/// </summary>
public sealed class RecordCallTask(IFollowUpStore store, Identity identity, CancelPending cancelPending, EndEpisode endEpisode, Func<Installation> installation)
{
    private const int MaxRaces = 8;

    /// <summary>Records it; null: there is no such task, or it has its result.</summary>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="id">The task.</param>
    /// <param name="result">What came of the call.</param>
    /// <param name="person">The directory's id of whoever called; null: somebody of the team.</param>
    /// <param name="now">The moment of the request.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    /// <returns>What happens next, as a sentence for whoever called; null as above.</returns>
    public async Task<string?> RunAsync(Division division, string hash, FollowUpId id, CallResult result, string? person, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await store.FindAsync(division, Keys.FollowUp(hash, id), cancellationToken);
            var read = await store.FindAsync(division, Keys.Call(hash), cancellationToken);
            if (stored?.As<FollowUp>() is not { Result: null, State: FollowUpState.Sent } task || read?.As<CallRow>() is not { } call)
            {
                return null;
            }

            var changes = new Changes("call-task").Replace(stored, task with { Result = result.Word(), TimerKey = "" });
            if (task.AwaitsAnswer() && await store.FindAsync(division, task.TimerKey!, cancellationToken) is { } timer)
            {
                changes.Delete(timer.Key, timer.Version);
            }

            var next = await AddAsync(changes, division, hash, read, call, task, result, person, now, cancellationToken);
            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return next;
            }
        }

        throw new TimeoutException("The result of a call task lost all its races.");
    }

    private async Task<string> AddAsync(
        Changes changes, Division division, string hash, StoredRow read, CallRow call, FollowUp task, CallResult result, string? person, Instant now, CancellationToken cancellationToken)
    {
        var settings = installation();
        var who = person is null ? "the team" : Recipient.NameOf(settings.Directory, person);
        var story = new Story(changes, hash, identity.Command("call-task-result", task.Id), now);
        if (result == CallResult.Reached)
        {
            story.Tell("supervisor", "supervisor.contacted", $"The {task.Kind} is done: {who} spoke with the customer.", null, task.Id);
            await ReachedAsync(changes, division, hash, read, call, task, person, settings, now, cancellationToken);
            return "Thank you: it is recorded that the customer was reached.";
        }

        var why = result == CallResult.NoAnswer ? "nobody picked up" : "the number is not the customer's";
        story.Tell("supervisor", "supervisor.tried", $"The {task.Kind} is done: {who} called.", why, task.Id);
        await TriedAsync(changes, division, hash, read, call, person, settings, now, cancellationToken);
        if (result == CallResult.NoAnswer && new CallTask(identity).AddAgain(changes, division, hash, call, task, settings, now))
        {
            return "Thank you: it comes up again on the next business day.";
        }

        await endEpisode.AddIfLastAsync(changes, division, hash, task.Episode, [task.Id], EpisodeOutcome.Unreachable, $"{task.Kind}: {why}", now, cancellationToken);
        return "Thank you: it is recorded, and does not come up again.";
    }

    private async Task ReachedAsync(
        Changes changes, Division division, string hash, StoredRow read, CallRow call, FollowUp task, string? person, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        if (call.Case is not { IsOpen: true } matter)
        {
            await endEpisode.AddIfLastAsync(
                changes, division, hash, task.Episode, [task.Id], EpisodeOutcome.Unanswered, "somebody phoned instead of the mail; no rating was asked for", now, cancellationToken);
            return;
        }

        var after = matter.Contacted(person, now);
        var spoken = BookedCall.Kept(call, now);
        changes.Merge(read.Key, new CallPatch { Case = after, Promises = spoken.Promises }, read.Version);
        BookedCall.Count(changes, identity, hash, call, spoken, now);
        if (matter.FirstOutreachAt is null)
        {
            changes.Count(identity.Command("counted", "first-outreach", task.Id), now, CaseCounters.FirstOutreach(call, after, settings.PlanBook.CalendarOf(call.Queue), now));
        }

        await StopAsync(changes, division, hash, call, spoken, [StopFact.Acknowledged, StopFact.Contacted], settings, now, cancellationToken);
    }

    /// <summary>Who tried has the case, if nobody had it before: the ladder need not ask on.</summary>
    private async Task TriedAsync(
        Changes changes, Division division, string hash, StoredRow read, CallRow call, string? person, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        if (person is not null && call.Case is { IsOpen: true, IsUntaken: true } matter)
        {
            changes.Merge(read.Key, new CallPatch { Case = matter.Taken(person, now) }, read.Version);
            await StopAsync(changes, division, hash, call, call, [StopFact.Acknowledged], settings, now, cancellationToken);
        }
    }

    private async Task StopAsync(
        Changes changes, Division division, string hash, CallRow before, CallRow after, StopFact[] facts, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var followUps = await store.RangeAsync(division, Keys.FollowUps(hash), int.MaxValue, cancellationToken);
        var pending = followUps.Select(f => f.As<FollowUp>()).Where(f => f.Episode == before.Episode && f.State.IsPending()).ToList();
        var pointless = StoppedBy.Any(settings.PlanBook.Stop, pending.Select(f => StoppedBy.PendingOf(f, hash, before.Customer)), facts).ToList();
        pointless.AddRange(BookedCall.Pointless(before, after, pending, hash));
        await cancelPending.AddAsync(changes, division, pointless, null, now, cancellationToken);
    }
}
