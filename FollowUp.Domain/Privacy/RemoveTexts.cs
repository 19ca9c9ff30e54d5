using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;

namespace FollowUps.Privacy;

/// <summary>Removes the words of a call from everything that hangs on it and is not its own row: what waits, what failed, mails as they were sent, comments.</summary>
internal sealed class RemoveTexts(IFollowUpStore store, CancelPending cancelPending)
{
    private const int MaxRaces = 20;

    /// <summary>Removes; repeating it is harmless.</summary>
    public async Task RunAsync(Division division, string call, CancellationToken cancellationToken)
    {
        foreach (var stored in await store.RangeAsync(division, Keys.FollowUps(call), int.MaxValue, cancellationToken))
        {
            await FollowUpAsync(division, call, stored, cancellationToken);
        }

        foreach (var answer in await store.RangeAsync(division, Keys.AnswersOfCall(call), int.MaxValue, cancellationToken))
        {
            if (answer.As<AnswerRow>() is { Comment: not null } row)
            {
                await store.CommitAsync(division, new Changes("remove-comment").Replace(answer, row with { Comment = null }), cancellationToken);
            }
        }
    }

    private async Task FollowUpAsync(Division division, string call, StoredRow stored, CancellationToken cancellationToken)
    {
        var followUp = stored.As<FollowUp>();
        if (followUp.Kept is { Matter: not null } kept)
        {
            await store.CommitAsync(division, new Changes("remove-kept").Replace(stored, followUp with { Kept = kept with { Matter = null } }), cancellationToken);
        }

        // The row of a sent mail stays: delivery reports find the follow-up by it, and one that is noted at this moment must not keep the words.
        foreach (var key in followUp.MailKeys())
        {
            if (await store.FindAsync(division, key, cancellationToken) is { } mail && mail.As<MailRow>() is { MailBytes.Length: > 0 })
            {
                await store.CommitAsync(division, new Changes("remove-mail").Merge(key, new MailPatch { MailBytes = [] }), cancellationToken);
            }
        }

        for (var race = 0; followUp.State.IsPending() && race < MaxRaces; race++)
        {
            var (place, _) = await cancelPending.FindPlaceAsync(division, followUp, call, cancellationToken);
            if (place?.As<DueItem>() is not { Letter: { Matter: not null } letter } item
                || await store.CommitAsync(division, new Changes("remove-matter").Replace(place, item with { Letter = letter with { Matter = null } }), cancellationToken))
            {
                return;
            }
        }
    }
}
