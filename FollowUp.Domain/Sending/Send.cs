using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// Step 5: works on one claimed chunk. Every mail is checked once more, rendered, fenced (from then on it counts as possibly posted), posted
/// once, and recorded. Whatever dies on the way leaves rows from which the next sweep goes on without a second mail.
/// </summary>
public sealed class Send(
    IFollowUpStore store, Identity identity, IEmailSender sender, Compose compose, RecordSend record, AskProvider askProvider, AnswerWindow answerWindow, Func<Installation> installation)
{
    private const int MaxChunk = 50;

    /// <summary>Nothing is posted so late in a lease that the sweep could take the row back meanwhile.</summary>
    private static readonly Duration Margin = Duration.FromMinutes(1);

    /// <summary>Works on a chunk. Repeating it is harmless: rows that are gone are done, rows that are fenced go the unclear way.</summary>
    public async Task RunAsync(SendChunk chunk, Instant now, CancellationToken cancellationToken)
    {
        if (!Division.TryParse(chunk.Division, out var division) || Keys.Time(chunk.LeaseUntil) - Margin <= now)
        {
            return;
        }

        var mails = new List<StoredRow>();
        foreach (var row in await store.RangeAsync(division, Keys.Chunk(chunk.LeaseUntil, chunk.Chunk), MaxChunk, cancellationToken))
        {
            var item = row.As<DueItem>();
            switch (item)
            {
                case { Kind: not null, Fenced: true }:
                    await store.CommitAsync(division, ReclaimLeases.PutBack(row, now), cancellationToken);
                    break;
                case { Name: Timers.UnclearSend }:
                    await askProvider.RunAsync(division, row, item, now, cancellationToken);
                    break;
                case { Name: Timers.Unanswered }:
                    await answerWindow.RunAsync(division, row, item, now, cancellationToken);
                    break;
                default:
                    mails.Add(row);
                    break;
            }
        }

        for (var wave = mails; wave.Count > 0;)
        {
            wave = await SendWaveAsync(division, wave, now, cancellationToken);
        }
    }

    /// <summary>Sends at most one mail to each mailbox, so that one change can hold all their fences; returns the mails left for the next wave.</summary>
    private async Task<List<StoredRow>> SendWaveAsync(Division division, List<StoredRow> rows, Instant now, CancellationToken cancellationToken)
    {
        var settings = installation();
        var ready = new List<ReadyMail>();
        var later = new List<StoredRow>();
        var mailboxes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var item = row.As<DueItem>();
            var mailbox = EmailAddress.TryParse(item.Letter?.Contact.Email, out var address) ? identity.Address(address!) : null;
            if (mailbox is not null && !mailboxes.Add(mailbox))
            {
                later.Add(row);
                continue;
            }

            var history = mailbox is null ? null : await store.FindAsync(division, Keys.Address(mailbox), cancellationToken);
            var everywhere = mailbox is null ? null : await store.FindAsync(Division.Installation, Keys.Address(mailbox), cancellationToken);
            switch (BeforeSend.Check(item, address, history?.As<AddressRow>(), everywhere?.As<AddressRow>(), settings, now))
            {
                case Verdict.Go go when compose.Of(division, item, go.To, settings, now) is Composed.Mail mail:
                    ready.Add(new ReadyMail(row, item, mail.Email, mailbox!, history));
                    break;
                case Verdict.Go go when compose.Of(division, item, go.To, settings, now) is Composed.Impossible impossible:
                    await record.FailAsync(division, row, item, impossible.Reason, now, cancellationToken);
                    break;
                case Verdict.Skip { Reason: Lifecycle.SkipReason.MailMode } when compose.Of(division, item, address!, settings, now) is Composed.Impossible impossible:
                    // A shadow week is there to find just this.
                    await record.FailAsync(division, row, item, impossible.Reason, now, cancellationToken);
                    break;
                case Verdict.Skip skip:
                    var shadow = skip.Reason == Lifecycle.SkipReason.MailMode ? compose.Of(division, item, address!, settings, now) as Composed.Mail : null;
                    await record.SkipAsync(division, row, item, skip.Reason, shadow?.Email, now, cancellationToken);
                    break;
                case Verdict.Later wait:
                    await record.PutBackAsync(division, row, item, wait.At, wait.Why, now, cancellationToken);
                    break;
                case Verdict.Park park:
                    await record.ParkAsync(division, row, item, park.Reason, now, cancellationToken);
                    break;
            }
        }

        foreach (var fenced in await FenceAsync(division, ready, settings, now, cancellationToken))
        {
            await PostAsync(division, fenced, settings, now, cancellationToken);
        }

        return later;
    }

    /// <summary>All fences in one change; when one of them lost a race, each on its own, so that only the loser stays behind.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<ReadyMail>>> FenceAsync(
        Division division, List<ReadyMail> ready, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        if (ready.Count == 0 || await store.CommitAsync(division, Fence.Of(ready, identity, settings, now), cancellationToken))
        {
            return ready.Count == 0 ? [] : [ready];
        }

        var won = new List<IReadOnlyList<ReadyMail>>();
        foreach (var mail in ready)
        {
            if (await store.CommitAsync(division, Fence.Of([mail], identity, settings, now), cancellationToken))
            {
                won.Add([mail]);
            }
        }

        return won;
    }

    private async Task PostAsync(Division division, IReadOnlyList<ReadyMail> fenced, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var posted = new List<(ReadyMail Mail, SendResult Result)>();
        SendResult? standstill = null;
        foreach (var mail in fenced)
        {
            // A standstill answers for the rest of the chunk as well: asking again would only spend the provider's patience.
            var result = standstill ?? await sender.SendAsync(mail.Email, cancellationToken);
            standstill = result is SendResult.Throttled or SendResult.Blocked ? result : standstill;
            posted.Add((mail, result));
        }

        await record.ResultsAsync(division, posted, settings, now, cancellationToken);
    }
}

/// <summary>A mail that passed all checks, with what was read for them.</summary>
/// <param name="Row">The claimed row.</param>
/// <param name="Item">What it holds.</param>
/// <param name="Email">The rendered mail.</param>
/// <param name="Mailbox">h(address).</param>
/// <param name="History">The mailbox's row as it was read; null: never written to.</param>
public sealed record ReadyMail(StoredRow Row, DueItem Item, OutgoingEmail Email, string Mailbox, StoredRow? History);
