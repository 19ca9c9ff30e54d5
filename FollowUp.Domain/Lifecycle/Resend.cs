using System.Globalization;
using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>
/// An operator has a follow-up sent again that failed or is parked. It is a new generation, and so a new mail to the provider; it goes through the due
/// index like every mail, within quota, window, suppression and mail mode. One that was sent is never sent again. An episode that has ended keeps its one
/// outcome, whatever comes of the new attempt; its reason and the timeline say that there was one, and an answer to it counts like every answer.
/// </summary>
public sealed class Resend(IFollowUpStore store, Identity identity)
{
    private const int MaxRaces = 5;

    /// <summary>How long the new attempt may take: as long as a survey may.</summary>
    private static readonly Duration ExpireAfter = Duration.FromDays(7);

    /// <summary>Makes it due now. Repeating it while the new attempt is on its way changes nothing.</summary>
    /// <param name="division">Where the call lies.</param>
    /// <param name="call">h(call).</param>
    /// <param name="id">The follow-up.</param>
    /// <param name="by">Who asks, for the timeline.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task<ResendResult> RunAsync(Division division, string call, FollowUpId id, string by, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await store.FindAsync(division, Keys.FollowUp(call, id), cancellationToken);
            var read = stored is null ? null : await store.FindAsync(division, Keys.Call(call), cancellationToken);
            var callRow = read?.As<CallRow>();
            // What is written to the house about no call (a test, an agent's week) has none to be read again.
            if (stored?.As<FollowUp>() is not { } followUp || (callRow is null && followUp.Kept is not { To: not null, Customer: null }))
            {
                return new ResendResult.Unknown();
            }

            if (Refusal(followUp) is { } reason)
            {
                return new ResendResult.No(reason);
            }

            var changes = ChangesOf(stored, read, followUp, callRow is null ? followUp.Kept! : followUp.Kept!.Restored(followUp.Kind, callRow), call, by, now);
            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return new ResendResult.Due(followUp.Generation + 1);
            }
        }

        throw new TimeoutException("A re-send lost all its races.");
    }

    /// <summary>Whoever ends the episode at this moment, because nothing else of it was open, looks again: the call's row is conditional.</summary>
    private static void AddEpisode(Changes changes, Story story, StoredRow? read, FollowUp followUp, Instant now)
    {
        if (read is null)
        {
            return;
        }

        if (read.As<CallRow>() is not { EndedAs: { } word } call || call.Episode != followUp.Episode)
        {
            changes.Merge(read.Key, new CallPatch(), read.Version);
            return;
        }

        changes.Merge(read.Key, new CallPatch { EndedWhy = $"{call.EndedWhy}; after that, at {Story.Time(now)}, somebody had the {followUp.Kind} sent again" }, read.Version);
        story.Tell(
            "outcome", "episode.stays", $"The follow-up of this call was over before: {EpisodeOutcomes.Describe(word)}. That stays its outcome.",
            "each call has one, and it was told already; an answer counts like every answer", followUp.Id);
    }

    private static string? Refusal(FollowUp followUp) => followUp.State switch
    {
        FollowUpState.Sent => "it was sent: sending it again would be a second mail",
        FollowUpState.Failed or FollowUpState.Parked when followUp.Kept is null => "what it would be written from was not kept",
        FollowUpState.Failed or FollowUpState.Parked => null,
        FollowUpState.Cancelled or FollowUpState.Skipped => $"it was not to be sent: {followUp.Reason}",
        _ => "it is on its way",
    };

    private Changes ChangesOf(StoredRow stored, StoredRow? read, FollowUp followUp, Letter letter, string call, string by, Instant now)
    {
        _ = FollowUpKinds.TryParse(followUp.Kind, out var kind);
        var id = new FollowUpId(followUp.Id);
        var at = Keys.RoundUp(now);
        var key = Keys.Due(kind.Lane(), at, call, id);
        var generation = followUp.Generation + 1;
        var changes = new Changes("resend")
            .Replace(stored, followUp with { State = FollowUpState.Scheduled, Reason = null, Kept = null, DueAt = at, DueKey = key, Generation = generation })
            .Insert(key, new DueItem
            {
                Lane = kind.Lane(),
                At = at,
                Call = call,
                FollowUp = followUp.Id,
                Name = followUp.Kind,
                Kind = followUp.Kind,
                Episode = followUp.Episode,
                Generation = generation,
                ExpireAt = now + ExpireAfter,
                Letter = letter,
            });
        if (letter.Customer is { } customer)
        {
            changes.Insert(Keys.Pending(customer, id), new PendingRow(customer, call, followUp.Id, followUp.Kind, key, followUp.Episode));
        }

        var attempt = generation.ToString(CultureInfo.InvariantCulture);
        var story = new Story(changes, call, identity.Command("resend", followUp.Id, attempt), now);
        story.Tell("operator", "followup.resent", $"The {followUp.Kind} is to be sent again; asked for by {by}.", followUp.Reason, followUp.Id);
        AddEpisode(changes, story, read, followUp, now);
        return changes.Count(identity.Command("counted", "resend", followUp.Id, attempt), now, letter.Counted(followUp.Kind, now, Counters.Resent));
    }
}

/// <summary>What became of a re-send.</summary>
public abstract record ResendResult
{
    private ResendResult()
    {
    }

    /// <summary>It is due now, as this generation.</summary>
    public sealed record Due(int Generation) : ResendResult;

    /// <summary>It may not be sent again, for this reason.</summary>
    public sealed record No(string Reason) : ResendResult;

    /// <summary>There is no such follow-up.</summary>
    public sealed record Unknown : ResendResult;
}
