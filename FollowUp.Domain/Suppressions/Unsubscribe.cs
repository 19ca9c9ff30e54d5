using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>
/// The recipient of a mail asks not to be asked any more. It holds from this moment for every survey to this mailbox; mails about a promise
/// or an open case, which the customer is waiting for, still come.
/// </summary>
public sealed class Unsubscribe(IFollowUpStore store, Identity identity, Suppress suppress, EndEpisode endEpisode)
{
    private const int MaxRaces = 5;

    /// <summary>Suppresses the mailbox behind a link; false when the link leads nowhere. Repeating it changes nothing.</summary>
    public async Task<bool> RunAsync(SignedLink link, Instant now, CancellationToken cancellationToken)
    {
        var call = (await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>();
        if (!EmailAddress.TryParse(call?.Contact.Email, out var address))
        {
            return false;
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var changes = new Changes("unsubscribe");
            if (!await suppress.AddAsync(changes, link.Division, identity.Address(address!), [SuppressionList.Unsubscribed(now)], now, cancellationToken))
            {
                return true;
            }

            new Story(changes, link.Call, identity.Command("unsubscribed", link.FollowUp.Value, now.ToString()), now)
                .Tell("customer", "address.suppressed", "The customer does not want to be asked any more; surveys to this address stop.", "unsubscribed", link.FollowUp.Value);
            await endEpisode.AddAsync(changes, link.Division, link.Call, call!.Episode, EpisodeOutcome.OptedOut, "the customer unsubscribed", now, cancellationToken);
            if (await store.CommitAsync(link.Division, changes, cancellationToken))
            {
                return true;
            }
        }

        throw new TimeoutException("An unsubscribe lost all its races.");
    }
}
