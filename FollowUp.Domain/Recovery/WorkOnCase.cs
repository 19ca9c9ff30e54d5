using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Promises;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// A person does something about a case, by the page of a brief or by the API: the case, what it stops, what it lets out and how it ends the episode, in
/// one change. The same page posted twice is one action, and of two people who take a case at once one has it and the other is told.
/// </summary>
public sealed class WorkOnCase
{
    private const int MaxRaces = 20;
    private readonly IFollowUpStore _store;
    private readonly Identity _identity;
    private readonly CancelPending _cancelPending;
    private readonly EndEpisode _endEpisode;
    private readonly Func<Installation> _installation;
    private readonly CloseCase _closeCase;
    private readonly ReleaseOutreach _releaseOutreach;
    private readonly BriefOwner _briefOwner;
    private readonly MakePromise _makePromise;

    /// <summary>Puts the step together from what it stands on.</summary>
    public WorkOnCase(IFollowUpStore store, Identity identity, CancelPending cancelPending, EndEpisode endEpisode, PlanAgain planAgain, MakePromise makePromise, Func<Installation> installation)
    {
        (_store, _identity, _cancelPending, _endEpisode, _installation) = (store, identity, cancelPending, endEpisode, installation);
        _closeCase = new CloseCase(store, identity, planAgain, installation);
        _releaseOutreach = new ReleaseOutreach(store, identity);
        _briefOwner = new BriefOwner(identity);
        _makePromise = makePromise;
    }

    /// <summary>Does it.</summary>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="person">The directory's id of whoever does it.</param>
    /// <param name="cause">Names the request: the nonce of the page, or whatever makes it one; the same cause holds once.</param>
    /// <param name="now">The moment of the request.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task<CaseAnswer> RunAsync(
        Division division, string hash, CaseAction action, string? person, string cause, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settings = _installation();
        var command = _identity.Command("case-action", hash, cause);
        for (var race = 0; race < MaxRaces; race++)
        {
            var read = await _store.FindAsync(division, Keys.Call(hash), cancellationToken);
            if (read?.As<CallRow>() is not { Case: { } matter } call)
            {
                return new CaseAnswer.Unknown();
            }

            if (person is null || settings.Directory.PersonOf(person) is not { } actor)
            {
                return new CaseAnswer.No("person", "The directory has no such person", $"Use one of the ids of the directory: {string.Join(", ", settings.Directory.People.Keys.Order(StringComparer.Ordinal))}.");
            }

            if (await _store.FindAsync(division, Keys.Timeline(hash, command), cancellationToken) is not null)
            {
                return new CaseAnswer.Done(matter);
            }

            var (decision, answer) = CaseDecision.Of(action, call, actor, settings, now);
            if (decision is null)
            {
                return answer!;
            }

            var changes = await ChangesOfAsync(division, hash, read, call, decision, command, settings, now, cancellationToken);
            if (await _store.CommitAsync(division, changes, cancellationToken))
            {
                return new CaseAnswer.Done(decision.Call.Case!);
            }
        }

        throw new TimeoutException("Something done about a case lost all its races.");
    }

    private async Task<Changes> ChangesOfAsync(
        Division division, string hash, StoredRow read, CallRow call, CaseDecision decision, string command, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var changes = new Changes("case").Replace(read, decision.Call);
        var (before, after) = (call.Case!, decision.Call.Case!);
        var story = new Story(changes, hash, command, now);
        story.Tell("supervisor", decision.Kind, decision.Sentence);
        if (before.FirstOutreachAt is null && after.FirstOutreachAt is not null)
        {
            changes.Count(_identity.Command("counted", "first-outreach", command), now, CaseCounters.FirstOutreach(call, after, settings.PlanBook.CalendarOf(call.Queue), now));
        }

        var followUps = await _store.RangeAsync(division, Keys.FollowUps(hash), int.MaxValue, cancellationToken);
        var pending = followUps.Select(f => f.As<FollowUp>()).Where(f => f.Episode == call.Episode && f.State.IsPending()).ToList();
        var pointless = StoppedBy.Any(settings.PlanBook.Stop, pending.Select(f => StoppedBy.PendingOf(f, hash, call.Customer)), decision.Facts).ToList();
        pointless.AddRange(BookedCall.Pointless(call, decision.Call, pending, hash));
        await _cancelPending.AddAsync(changes, division, pointless, null, now, cancellationToken);
        BookedCall.Count(changes, _identity, hash, call, decision.Call, now);
        if (decision.ReleasesOutreach)
        {
            await _releaseOutreach.AddAsync(changes, division, hash, pending, after, now, cancellationToken);
        }

        if (decision.Briefs is { } to)
        {
            _briefOwner.Add(changes, story, division, hash, decision.Call, to, BriefOwner.First + followUps.Count, settings, now);
        }

        if (decision.Call.Promises.Length > call.Promises.Length)
        {
            // A time to call is a promise, and is watched like every other.
            var promised = await _makePromise.AddAsync(
                changes, division, hash, decision.Call with { Promises = decision.Call.Promises[..^1] }, decision.Call.Promises[^1] with { Source = PromiseSource.Callback }, now, cancellationToken);
            changes.Amend<CallRow>(read.Key, _ => promised);
        }

        if (!after.IsOpen)
        {
            await _closeCase.AddAsync(changes, command, division, hash, call, decision.Call, asks: true, now, cancellationToken);
            await _endEpisode.AddAsync(changes, division, hash, call.Episode, EpisodeOutcome.Recovered, "the case was closed", now, cancellationToken, byCase: true);
        }

        return changes;
    }
}
