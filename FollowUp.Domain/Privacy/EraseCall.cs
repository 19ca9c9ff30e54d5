using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Privacy;

/// <summary>Removes a person from one call and from everything that hangs on it.</summary>
internal sealed class EraseCall(IFollowUpStore store, Identity identity, CancelPending cancelPending)
{
    private const int MaxRaces = 20;
    private const int MaxPerChange = 50;
    private readonly EndEpisode _endEpisode = new(store, identity);

    /// <summary>What waits is cancelled. What is being posted cannot be held up; its row loses the person, so that nothing of them comes back.</summary>
    public async Task StopAsync(Division division, string customer, string call, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var followUps = await store.RangeAsync(division, Keys.FollowUps(call), int.MaxValue, cancellationToken);
            var pending = followUps.Where(f => f.As<FollowUp>() is { } followUp && followUp.State.IsPending() && followUp.StopWanted != EraseCustomer.Reason).ToList();
            if (pending.Count == 0)
            {
                return;
            }

            foreach (var stored in pending)
            {
                var followUp = stored.As<FollowUp>();
                var changes = new Changes("erase-follow-up");
                var (_, posting) = await cancelPending.FindPlaceAsync(division, followUp, call, cancellationToken);
                if (posting)
                {
                    // Not found: it is on the move, and the next look finds it.
                    if (!await StripAsync(changes, division, stored, followUp, call, cancellationToken))
                    {
                        continue;
                    }
                }
                else
                {
                    var one = new[] { (StoppedBy.PendingOf(followUp, call, customer), EraseCustomer.Reason) };
                    await cancelPending.AddAsync(changes, division, one, EpisodeOutcome.NotFollowedUp, now, cancellationToken);
                }

                await store.CommitAsync(division, changes, cancellationToken);
            }
        }

        throw new TimeoutException("An erasure lost all its races; the queue tries again.");
    }

    private async Task<bool> StripAsync(Changes changes, Division division, StoredRow stored, FollowUp followUp, string call, CancellationToken cancellationToken)
    {
        changes.Merge(stored.Key, FollowUp.Evolve(new FollowUpFact.StopCameTooLate(EraseCustomer.Reason)), stored.Version);
        var place = followUp.DueKey is { } key ? await store.FindAsync(division, key, cancellationToken) : null;
        place ??= (await store.RangeAsync(division, Keys.Leases, int.MaxValue, cancellationToken))
            .FirstOrDefault(l => l.Key.EndsWith($":{call}:{followUp.Id}", StringComparison.Ordinal));
        if (place?.As<DueItem>() is not { Letter: { } letter } item)
        {
            return false;
        }

        changes.Replace(place, item with { Letter = letter.WithoutPerson() });
        return true;
    }

    /// <summary>Mails as they were sent, comments, and sentences that quote what the platform sent.</summary>
    public async Task RemoveTextsAsync(Division division, string call, CancellationToken cancellationToken)
    {
        var followUps = await store.RangeAsync(division, Keys.FollowUps(call), int.MaxValue, cancellationToken);
        var doomed = (await store.RangeAsync(division, Keys.Timelines(call), int.MaxValue, cancellationToken))
            .Where(row => row.As<TimelineEntry>().Kind == "call.note").Select(row => row.Key).ToList();
        foreach (var key in followUps.SelectMany(f => f.As<FollowUp>().MailKeys()))
        {
            doomed.AddRange(await store.FindAsync(division, key, cancellationToken) is null ? [] : [key]);
        }

        foreach (var batch in doomed.Chunk(MaxPerChange))
        {
            var changes = new Changes("erase-texts");
            Array.ForEach(batch, key => changes.Delete(key));
            await store.CommitAsync(division, changes, cancellationToken);
        }

        foreach (var followUp in followUps)
        {
            if (followUp.As<FollowUp>() is { Kept: { } kept } given)
            {
                await store.CommitAsync(division, new Changes("erase-kept").Replace(followUp, given with { Kept = kept.WithoutPerson() }), cancellationToken);
            }
        }

        foreach (var answer in await store.RangeAsync(division, Keys.AnswersOfCall(call), int.MaxValue, cancellationToken))
        {
            if (answer.As<AnswerRow>() is { Comment: not null } row)
            {
                await store.CommitAsync(division, new Changes("erase-comment").Replace(answer, row with { Comment = null }), cancellationToken);
            }
        }
    }

    /// <summary>The call itself, and its place among the customer's calls.</summary>
    public async Task RedactAsync(Division division, string customer, string call, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var index = await store.FindAsync(division, Keys.CustomerCall(customer, call), cancellationToken);
            var read = await store.FindAsync(division, Keys.Call(call), cancellationToken);
            var row = read?.As<CallRow>();
            var changes = new Changes("erase-call");
            if (index is not null)
            {
                changes.Delete(index.Key, index.Version);
            }

            if (row is { Customer: not null })
            {
                changes.Replace(read!, CloseCase.Closed(row, EraseCustomer.Reason, now).WithoutPerson());
                if (row.Case is { IsOpen: true })
                {
                    await _endEpisode.AddAsync(changes, division, call, row.Episode, EpisodeOutcome.NotFollowedUp, EraseCustomer.Reason, now, cancellationToken, byCase: true);
                }

                foreach (var key in row.Promises.Select(promise => promise.TimerKey).Append(row.Case?.TimerKey).OfType<string>())
                {
                    if (await store.FindAsync(division, key, cancellationToken) is { } timer)
                    {
                        changes.Delete(timer.Key, timer.Version);
                    }
                }

                new Story(changes, call, identity.Command("erased", call, read!.Version), now)
                    .Tell("call platform", "customer.erased", "The customer's data was erased from this call.");
            }

            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return;
            }
        }

        throw new TimeoutException("An erasure lost all its races; the queue tries again.");
    }
}
