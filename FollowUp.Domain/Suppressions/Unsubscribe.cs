using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>
/// The recipient of a mail asks not to be asked any more. It holds from this moment for every survey to this mailbox; mails about a promise
/// or an open case, which the customer is waiting for, still come.
/// </summary>
public sealed class Unsubscribe(IFollowUpStore store, Identity identity, Suppress suppress, CancelPending cancelPending, EndEpisode endEpisode)
{
    private const int MaxRaces = 5;

    /// <summary>
    /// Suppresses the mailbox behind a link; false when the link leads nowhere. Repeating it changes nothing. <paramref name="scope"/> is surveys
    /// (what one click means, RFC 8058), or everything that is not about a promise or an open case.
    /// </summary>
    public async Task<bool> RunAsync(SignedLink link, Instant now, CancellationToken cancellationToken, SuppressionScope scope = SuppressionScope.Surveys)
    {
        var call = (await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>();
        if (!EmailAddress.TryParse(call?.Contact.Email, out var address))
        {
            return false;
        }

        if (await WasRedirectedAsync(link, cancellationToken))
        {
            return true;
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var changes = new Changes("unsubscribe");
            if (!await suppress.AddAsync(changes, link.Division, identity.Address(address!), [SuppressionList.Unsubscribed(now, scope)], now, cancellationToken))
            {
                return true;
            }

            new Story(changes, link.Call, identity.Command("unsubscribed", link.FollowUp.Value, now.ToString()), now)
                .Tell("customer", "address.suppressed", scope == SuppressionScope.Surveys
                    ? "The customer does not want to be asked any more; surveys to this address stop."
                    : "The customer wants mails about promises and open cases only.", "unsubscribed", link.FollowUp.Value);
            await CancelAsync(changes, link, call!, scope, now, cancellationToken);
            await endEpisode.AddAsync(changes, link.Division, link.Call, call!.Episode, EpisodeOutcome.OptedOut, "the customer unsubscribed", now, cancellationToken);
            if (await store.CommitAsync(link.Division, changes, cancellationToken))
            {
                return true;
            }
        }

        throw new TimeoutException("An unsubscribe lost all its races.");
    }

    /// <summary>Whether the mailbox behind a link was unsubscribed before; reads only.</summary>
    public async Task<bool> IsDoneAsync(SignedLink link, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        var call = (await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>();
        return EmailAddress.TryParse(call?.Contact.Email, out var address)
            && (await store.FindAsync(link.Division, Keys.Address(identity.Address(address!)), cancellationToken))?.As<AddressRow>() is { } mailbox
            && mailbox.Suppressions.Any(entry => entry.Reason == SuppressionReason.Unsubscribed);
    }

    /// <summary>What waits for the link's call and may not go out any more is cancelled at once; what waits for other calls is stopped in the moment of sending.</summary>
    private async Task CancelAsync(Changes changes, SignedLink link, CallRow call, SuppressionScope scope, Instant now, CancellationToken cancellationToken)
    {
        var mailbox = new AddressRow { Suppressions = [SuppressionList.Unsubscribed(now, scope)] };
        var pointless = (await store.RangeAsync(link.Division, Keys.FollowUps(link.Call), int.MaxValue, cancellationToken)).Select(row => row.As<FollowUp>())
            .Where(f => f.State == FollowUpState.Scheduled && FollowUpKinds.TryParse(f.Kind, out var kind) && kind.GoesToCustomer() && SuppressionList.Against(mailbox, kind, now, call.Outcome != CallOutcome.Abandoned) is not null)
            .Select(f => (StoppedBy.PendingOf(f, link.Call, call.Customer), "the customer unsubscribed")).ToList();
        await cancelPending.AddAsync(changes, link.Division, pointless, null, now, cancellationToken);
    }

    /// <summary>A mail that a trial sent to its own mailbox: whoever reads it there cannot speak for the customer.</summary>
    private async Task<bool> WasRedirectedAsync(SignedLink link, CancellationToken cancellationToken)
    {
        var followUp = (await store.FindAsync(link.Division, Keys.FollowUp(link.Call, link.FollowUp), cancellationToken))?.As<FollowUp>();
        var mail = followUp?.Operation is null ? null
            : (await store.FindAsync(link.Division, Keys.Mail(Identity.Operation(link.FollowUp, followUp.Generation)), cancellationToken))?.As<MailRow>();
        return mail is { To: { } to, Mailbox: { } mailbox } && to != mailbox;
    }
}
