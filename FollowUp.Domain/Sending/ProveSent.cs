using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// A report about a mail whose send is not recorded proves that the provider took it. It is recorded as sent: the row that would have it asked about,
/// posted again or given up is taken away, so that whoever works on it writes nothing any more.
/// </summary>
public sealed class ProveSent(IFollowUpStore store, RecordSent sent, Func<Installation> installation)
{
    private const int MaxLeases = 1000;

    /// <summary>True when a report of this status tells more than the follow-up's state does.</summary>
    public static bool IsNews(FollowUp followUp, bool delivered) => followUp.State switch
    {
        FollowUpState.Sent => false,
        FollowUpState.Failed or FollowUpState.Skipped or FollowUpState.Cancelled => delivered,
        _ => true,
    };

    /// <summary>Records the send; false: somebody else was quicker, or its row is just being moved.</summary>
    /// <param name="division">Where it lies.</param>
    /// <param name="call">h(call).</param>
    /// <param name="stored">The follow-up's row as it was read.</param>
    /// <param name="followUp">What it holds.</param>
    /// <param name="redirected">True when it went to the mailbox that mails are redirected to.</param>
    /// <param name="now">The moment of the report's arrival.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<bool> RunAsync(
        Division division, string call, StoredRow stored, FollowUp followUp, bool redirected, Instant now, CancellationToken cancellationToken)
    {
        if (followUp.State.IsPending())
        {
            var place = await FindPlaceAsync(division, call, followUp, cancellationToken);
            return place is not null && await sent.RunAsync(division, place.Key, place.Version, place.As<DueItem>(), installation(), now, cancellationToken, SentKnown.Reported);
        }

        var callId = (await store.FindAsync(division, Keys.Call(call), cancellationToken))?.As<CallRow>().CallId;
        var item = new DueItem
        {
            Call = call,
            FollowUp = followUp.Id,
            Name = followUp.Kind,
            Kind = followUp.Kind,
            Episode = followUp.Episode,
            Generation = followUp.Generation,
            Redirected = redirected,
            Letter = callId is null ? null : new Letter { CallId = callId },
        };
        return await sent.AfterAllAsync(division, stored, followUp, item, installation(), now, cancellationToken);
    }

    private async Task<StoredRow?> FindPlaceAsync(Division division, string call, FollowUp followUp, CancellationToken cancellationToken)
    {
        if (followUp.DueKey is { } key && await store.FindAsync(division, key, cancellationToken) is { } due)
        {
            return due;
        }

        var leases = await store.RangeAsync(division, Keys.Leases, MaxLeases, cancellationToken);
        return leases.FirstOrDefault(lease => lease.Key.EndsWith($":{call}:{followUp.Id}", StringComparison.Ordinal));
    }
}
