using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>
/// Takes a mailbox off the suppression list, because a person says so: an address was mended, or a bounce was a mistake. Who did it and when stays in the
/// mailbox's row, and outweighs what had happened until then, so that a bounce that is still on its way to the installation's list does not bring the entry
/// back. What the recipient asked for is taken off only when the request says so in so many words.
/// </summary>
public sealed class Unsuppress(IFollowUpStore store, Identity identity)
{
    private const int MaxRaces = 20;

    /// <summary>Takes it off one division's list, or, with <see cref="Division.Installation"/>, off the installation's and every division's. Repeating it changes nothing.</summary>
    /// <param name="place">Whose list.</param>
    /// <param name="request">Which mailbox, and which of its entries.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Ends the attempt; what was taken off until then stays off, and a repeat does the rest.</param>
    public async Task<UnsuppressResult> RunAsync(Division place, UnsuppressRequest request, string by, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var mailbox = identity.Address(request.Address);
        var (removed, left) = (new List<ListedSuppression>(), new List<ListedSuppression>());
        SuppressionRemoval? bounce = null;
        foreach (var division in place == Division.Installation ? await store.DivisionsAsync(cancellationToken) : [place])
        {
            var row = await TakeOffAsync(division, mailbox, request, null, by, now, removed, left, cancellationToken);
            bounce = row.Removed.Where(r => r.Reason == SuppressionReason.Bounced).Append(bounce).OfType<SuppressionRemoval>().MaxBy(r => r.At);
        }

        if (place == Division.Installation)
        {
            var onItsWay = request.Reason is null or SuppressionReason.Bounced ? bounce : null;
            await TakeOffAsync(place, mailbox, request, onItsWay, by, now, removed, left, cancellationToken);
        }
        else if ((await store.FindAsync(Division.Installation, Keys.Address(mailbox), cancellationToken))?.As<AddressRow>() is { } everywhere)
        {
            left.AddRange(everywhere.Suppressions.Select(entry => new ListedSuppression(Division.Installation, entry)));
        }

        return new UnsuppressResult(removed, left);
    }

    private async Task<AddressRow> TakeOffAsync(
        Division division, string mailbox, UnsuppressRequest request, SuppressionRemoval? onItsWay, string by, Instant now,
        List<ListedSuppression> removed, List<ListedSuppression> left, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var read = await store.FindAsync(division, Keys.Address(mailbox), cancellationToken);
            var row = read?.As<AddressRow>() ?? new AddressRow();
            var named = row.Suppressions.Where(request.Names).ToList();
            var without = named.Select(entry => new SuppressionRemoval(entry.Reason, now, by)).Aggregate(row, SuppressionList.Without);

            // A bounce that a division has learnt of reaches the installation's list with the next sweep, perhaps after this.
            without = onItsWay is null ? without : SuppressionList.Without(without, onItsWay);
            if (!ReferenceEquals(without, row))
            {
                var changes = new Changes("unsuppress").Put(Keys.Address(mailbox), read, without);
                await TellAsync(changes, division, read, row, named, by, now, cancellationToken);
                if (!await store.CommitAsync(division, changes, cancellationToken))
                {
                    continue;
                }
            }

            removed.AddRange(named.Select(entry => new ListedSuppression(division, entry)));
            left.AddRange(without.Suppressions.Select(entry => new ListedSuppression(division, entry)));
            return without;
        }

        throw new TimeoutException("A removal from the suppression list lost all its races.");
    }

    /// <summary>The call that was last written about from here says so; the row itself is the record.</summary>
    private async Task TellAsync(
        Changes changes, Division division, StoredRow? read, AddressRow row, List<Suppression> named, string by, Instant now, CancellationToken cancellationToken)
    {
        if (read is not null && named.Count > 0 && row.Sent.LastOrDefault(mark => mark.Call is not null) is { Call: { } call, FollowUp: var followUp }
            && await store.FindAsync(division, Keys.Call(call), cancellationToken) is not null)
        {
            new Story(changes, call, identity.Command("unsuppressed", read.Key, read.Version), now).Tell(
                "suppression list", "address.allowed", $"An address that this call wrote to is off the suppression list; asked for by {by}.",
                string.Join(", ", named.Select(entry => entry.Reason.Word())), followUp);
        }
    }
}

/// <summary>Which entries are to be taken off.</summary>
/// <param name="Address">The mailbox.</param>
/// <param name="Reason">Only the entry with this reason; null: all of them.</param>
/// <param name="AlthoughUnsubscribed">True: an unsubscribe as well, although the recipient asked for it.</param>
public sealed record UnsuppressRequest(EmailAddress Address, SuppressionReason? Reason, bool AlthoughUnsubscribed)
{
    /// <summary>True for an entry that this may take off.</summary>
    public bool Names(Suppression entry) => Asks(entry) && (AlthoughUnsubscribed || entry.Reason != SuppressionReason.Unsubscribed);

    /// <summary>True for an entry that somebody wants taken off, whether this may or not.</summary>
    public bool Asks(Suppression entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Reason is null || entry.Reason == Reason;
    }
}

/// <summary>An entry, and whose list it is on.</summary>
/// <param name="Where">The division; <see cref="Division.Installation"/> for all of them.</param>
/// <param name="Entry">The entry.</param>
public sealed record ListedSuppression(Division Where, Suppression Entry);

/// <summary>What a removal came to.</summary>
/// <param name="Removed">What was taken off.</param>
/// <param name="Left">What the lists that were looked at, and the installation's, still say.</param>
public sealed record UnsuppressResult(IReadOnlyList<ListedSuppression> Removed, IReadOnlyList<ListedSuppression> Left);
