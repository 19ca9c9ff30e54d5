using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>
/// Puts mailboxes on the suppression list. The mailbox's row is conditional here and in the fence of a send, so that of the two one comes first: then
/// the send sees the entry and skips, or the mail is already on its way, and its call's timeline says so.
/// </summary>
public sealed class Suppress(IFollowUpStore store, Identity identity)
{
    private const int MaxRaces = 20;

    /// <summary>Mailboxes in one change: each has a row, perhaps one in the outbox, and a sentence for what is on its way.</summary>
    private const int MaxPerChange = 25;

    /// <summary>A mail older than this is no longer on its way, whatever became of it.</summary>
    private static readonly Duration OnTheWay = Duration.FromDays(1);

    /// <summary>Adds entries of one mailbox to what a step writes; false, and nothing added, when the list already says as much.</summary>
    /// <param name="changes">The step's change.</param>
    /// <param name="division">Where the list is kept; <see cref="Division.Installation"/> for all divisions at once.</param>
    /// <param name="mailbox">h(address).</param>
    /// <param name="entries">What is to be noted.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public async Task<bool> AddAsync(
        Changes changes, Division division, string mailbox, IReadOnlyList<Suppression> entries, Instant now, CancellationToken cancellationToken)
    {
        var key = Keys.Address(mailbox);
        var read = await store.FindAsync(division, key, cancellationToken);
        var row = read?.As<AddressRow>() ?? new AddressRow();
        var joined = entries.Aggregate(row, SuppressionList.With);
        if (ReferenceEquals(joined, row))
        {
            return false;
        }

        changes.Put(key, read, joined);
        if (division != Division.Installation && entries.FirstOrDefault(SuppressionList.HoldsEverywhere) is { } everywhere)
        {
            changes.Insert(Keys.Spread(now, mailbox), new SpreadRow(mailbox, everywhere));
        }

        foreach (var mark in row.Sent.Where(mark => mark.At > now - OnTheWay))
        {
            await TellIfOnItsWayAsync(changes, division, mark, entries[0], now, cancellationToken);
        }

        return true;
    }

    /// <summary>Puts mailboxes on a division's list, or on the installation's; returns how many of them it did not already say.</summary>
    public async Task<int> RunAsync(Division division, IReadOnlyList<SuppressionRequest> requests, Instant now, CancellationToken cancellationToken)
    {
        var written = 0;
        var mailboxes = requests.GroupBy(r => identity.Address(r.Address), r => r.Entry, StringComparer.Ordinal).ToList();
        foreach (var batch in mailboxes.Chunk(MaxPerChange))
        {
            var changes = new Changes("suppress");
            var added = 0;
            foreach (var mailbox in batch)
            {
                added += await AddAsync(changes, division, mailbox.Key, [.. mailbox], now, cancellationToken) ? 1 : 0;
            }

            await AddToFilterAsync(changes, division, batch.Select(mailbox => mailbox.Key), cancellationToken);
            written += await store.CommitAsync(division, changes, cancellationToken)
                ? added
                : await OneByOneAsync(division, batch, now, cancellationToken);
        }

        return written;
    }

    private async Task<int> OneByOneAsync(Division division, IEnumerable<IGrouping<string, Suppression>> mailboxes, Instant now, CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var mailbox in mailboxes)
        {
            written += await OneAsync(division, mailbox.Key, [.. mailbox], now, cancellationToken) ? 1 : 0;
        }

        return written;
    }

    private async Task<bool> OneAsync(Division division, string mailbox, IReadOnlyList<Suppression> entries, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var changes = new Changes("suppress");
            if (!await AddAsync(changes, division, mailbox, entries, now, cancellationToken))
            {
                return false;
            }

            await AddToFilterAsync(changes, division, [mailbox], cancellationToken);
            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return true;
            }
        }

        throw new TimeoutException("A suppression lost all its races.");
    }

    private Task AddToFilterAsync(Changes changes, Division division, IEnumerable<string> mailboxes, CancellationToken cancellationToken) =>
        division == Division.Installation && !changes.IsEmpty ? EverywhereFilter.AddAsync(changes, store, mailboxes, cancellationToken) : Task.CompletedTask;

    private async Task TellIfOnItsWayAsync(
        Changes changes, Division division, SentMark mark, Suppression entry, Instant now, CancellationToken cancellationToken)
    {
        var followUp = mark.Call is null ? null : (await store.FindAsync(division, Keys.FollowUp(mark.Call, new FollowUpId(mark.FollowUp)), cancellationToken))?.As<FollowUp>();
        if (followUp?.State is FollowUpState.Sending or FollowUpState.Unclear)
        {
            new Story(changes, mark.Call!, identity.Command("suppressed-late", mark.FollowUp, entry.Reason.Word(), now.ToString()), now)
                .Tell("suppression list", "followup.too-late", $"The address was suppressed, but the {mark.Kind} is already on its way.", entry.Reason.Word(), mark.FollowUp);
        }
    }
}
