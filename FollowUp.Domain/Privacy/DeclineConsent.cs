using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Privacy;

/// <summary>
/// The customer says by link that the call is not to be documented: what was said in it is removed from the call, from whatever waits to be sent,
/// from mails as they were sent and from comments, before the answer is given. Follow-ups go on, without words.
/// </summary>
public sealed class DeclineConsent(IFollowUpStore store, Identity identity, CancelPending cancelPending)
{
    private const int MaxRaces = 20;
    private readonly RemoveTexts _removeTexts = new(store, cancelPending);

    /// <summary>Declines; saying it again is harmless. False: there is no such call.</summary>
    /// <param name="link">The opened link of any page.</param>
    /// <param name="now">The moment of the POST.</param>
    /// <param name="cancellationToken">Ends the work between two changes; a repeat does the rest.</param>
    public async Task<bool> RunAsync(SignedLink link, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        for (var race = 0; race < MaxRaces; race++)
        {
            var read = await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken);
            if (read?.As<CallRow>() is not { } call)
            {
                return false;
            }

            // The call comes first: from then on nothing that is written about it holds words.
            var changes = new Changes("decline-consent").Replace(read, call.WithoutText() with { Consent = DocumentationConsent.Declined, LaterCloseBytes = null });
            if (call.Consent != DocumentationConsent.Declined)
            {
                new Story(changes, link.Call, identity.Command("consent", "declined", link.Call, read.Version), now)
                    .Tell("customer", "consent.declined", "The customer does not want the call to be documented: what was said in it is removed.");
            }

            if (await store.CommitAsync(link.Division, changes, cancellationToken))
            {
                await _removeTexts.RunAsync(link.Division, link.Call, cancellationToken);
                return true;
            }
        }

        throw new TimeoutException("A refusal of documentation lost all its races.");
    }
}

/// <summary>The customer says by link that the call may be documented: what is stored may be kept and quoted from then on.</summary>
public sealed class GrantConsent(IFollowUpStore store, Identity identity)
{
    private const int MaxRaces = 20;

    /// <summary>Grants, where the customer had not been asked; a refusal stands. False: there is no such call.</summary>
    public async Task<bool> RunAsync(SignedLink link, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        for (var race = 0; race < MaxRaces; race++)
        {
            var read = await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken);
            if (read?.As<CallRow>() is not { } call)
            {
                return false;
            }

            if (call.Consent != DocumentationConsent.NotAsked)
            {
                return true;
            }

            var changes = new Changes("grant-consent").Replace(read, call with { Consent = DocumentationConsent.Granted });
            new Story(changes, link.Call, identity.Command("consent", "granted", link.Call), now)
                .Tell("customer", "consent.granted", "The customer agrees that the call is documented.");
            if (await store.CommitAsync(link.Division, changes, cancellationToken))
            {
                return true;
            }
        }

        throw new TimeoutException("A consent lost all its races.");
    }
}
