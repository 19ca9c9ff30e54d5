using System.Globalization;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Privacy;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Puts a claimed mail back to where it is worked on again: into its lane, not before an instant, or to where the provider is asked about it.</summary>
public sealed class PutOff(IFollowUpStore store, Identity identity, EndUnsent endUnsent)
{
    private const int MaxRows = 100;
    private const int RowsOfOne = 4;

    /// <summary>
    /// Back to the due index, not before <paramref name="at"/>; with <paramref name="unless"/>, the version of the call's row, only while that is as it
    /// was read: what waits for a person's word must not miss it; <paramref name="lasts"/>: a reason that holds until a person acts is told once; <paramref name="also"/> adds what follows from that.
    /// </summary>
    public Task<bool> UntilAsync(
        Division division, StoredRow row, DueItem item, Instant at, string why, Instant now, CancellationToken cancellationToken, bool fenced = false, string? unless = null, bool lasts = false, Action<Changes>? also = null)
    {
        var version = fenced ? null : row.Version;
        return store.CommitWhileItStandsAsync(division, row.Key, version, async () =>
        {
            // Only a mail that was being posted can have been told to stop in vain.
            var stored = fenced ? await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), cancellationToken) : null;
            var changes = stored?.As<FollowUp>().StopWanted is { } stop
                ? await endUnsent.StoppedAsync(division, row, version, item, stop, now, cancellationToken)
                : AddPutBack(new Changes("put-back"), row, version, item, at, why, now, lasts);
            changes.Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), new FollowUpPatch(), stored?.Version);
            if (unless is not null)
            {
                changes.Merge(Keys.Call(item.Call), new CallPatch(), unless);
            }

            also?.Invoke(changes);

            if (fenced)
            {
                await endUnsent.UncountAsync(changes, division, item, cancellationToken);
            }

            return changes;
        }, cancellationToken);
    }

    /// <summary>Due mails that nobody has claimed, back to later instants in as few changes as hold them, and one by one when that is refused.</summary>
    /// <returns>The keys of those that were put off.</returns>
    internal async Task<HashSet<string>> UnclaimedAsync(Division division, IReadOnlyList<(StoredRow Row, Instant At)> mails, Func<DueItem, string> why, Instant now, CancellationToken cancellationToken)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var together in mails.Chunk(MaxRows / RowsOfOne))
        {
            if (await store.CommitAsync(division, ChangesOf(together), cancellationToken))
            {
                done.UnionWith(together.Select(mail => mail.Row.Key));
                continue;
            }

            foreach (var mail in together)
            {
                if (await store.CommitAsync(division, ChangesOf(mail), cancellationToken))
                {
                    done.Add(mail.Row.Key);
                }
            }
        }

        return done;

        Changes ChangesOf(params IEnumerable<(StoredRow Row, Instant At)> some)
        {
            var changes = new Changes("put-off");
            foreach (var (row, at) in some)
            {
                AddPutBack(changes, row, row.Version, row.As<DueItem>(), at, why(row.As<DueItem>()), now);
            }

            return changes;
        }
    }

    private Changes AddPutBack(Changes changes, StoredRow row, string? version, DueItem item, Instant at, string why, Instant now, bool lasts = false)
    {
        var back = item with
        {
            At = Keys.RoundUp(at),
            FirstDue = item.FirstDue ?? item.At,
            Told = lasts ? why : null,
            Fenced = false,
            PostedAt = null,
            Posts = 0,
            Claims = 0,
            PutBacks = item.PutBacks + 1,
            // A fence has given the mailbox its row.
            FirstContact = item.FirstContact && version is not null,
        };
        var id = new FollowUpId(item.FollowUp);
        var key = Keys.Due(back);
        changes
            .Delete(row.Key, version)
            .Insert(key, back)
            .Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.PutBack(key)));
        if (back.Told is null || back.Told != item.Told)
        {
            new Story(changes, item.Call, identity.Command("put-back", item.FollowUp, key, back.PutBacks.ToString(CultureInfo.InvariantCulture)), now, MailOrder.Of(item))
                .Tell("send", "followup.postponed", $"The {item.Kind} waits until {Story.Time(back.At)}.", why, item.FollowUp);
        }

        return changes;
    }

    /// <summary>Puts a row away whose effect is unknown, to where it is worked on again. An erasure that came meanwhile is not undone by it.</summary>
    public Task<bool> UnclearAsync(
        Division division, string row, string? version, DueItem unclear, string step, UnclearLine line, Instant now, CancellationToken cancellationToken) =>
        store.CommitWhileItStandsAsync(division, row, version, async () =>
        {
            var id = new FollowUpId(unclear.FollowUp);
            var stored = await store.FindAsync(division, Keys.FollowUp(unclear.Call, id), cancellationToken);
            var erased = stored?.As<FollowUp>().StopWanted == EraseCustomer.Reason;
            var key = Keys.Due(unclear);
            var changes = new Changes(step)
                .Delete(row, version)
                .Insert(key, erased ? unclear with { Letter = unclear.Letter?.WithoutPerson() } : unclear)
                .Merge(Keys.FollowUp(unclear.Call, id), FollowUp.Evolve(new FollowUpFact.BecameUnclear(key)), stored?.Version);
            new Story(changes, unclear.Call, identity.Command(step, unclear.FollowUp, key), now, line.Order)
                .Tell("send", line.Kind, line.Sentence, line.Reason, unclear.FollowUp);
            return changes;
        }, cancellationToken);
}

/// <summary>What the timeline tells of a send whose effect is unknown.</summary>
/// <param name="Kind">The entry's kind.</param>
/// <param name="Sentence">What happens next.</param>
/// <param name="Reason">What is known of why; null: the sentence says it.</param>
/// <param name="Order">Its place within the instant.</param>
public sealed record UnclearLine(string Kind, string Sentence, string? Reason, int Order);
