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
    IFollowUpStore store, Identity identity, IEmailSender sender, Compose compose, RecordSend record, AskProvider askProvider, AnswerWindow answerWindow,
    ExpireWaiting expireWaiting, Func<Installation> installation)
{
    private const int MaxChunk = 50;
    private const int MaxLost = 5;

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
                case { Name: Timers.WaitingUpdate }:
                    await expireWaiting.RunAsync(division, row, item, now, cancellationToken);
                    break;
                case { Name: Timers.Unanswered or Timers.CaseOpen }:
                    await answerWindow.RunAsync(division, row, item, now, cancellationToken);
                    break;
                default:
                    mails.Add(row);
                    break;
            }
        }

        var lost = 0;
        for (var wave = mails; wave.Count > 0;)
        {
            var (later, losers) = await SendWaveAsync(division, wave, now, cancellationToken);
            lost += losers.Count > 0 ? 1 : 0;
            wave = [.. later, .. lost <= MaxLost ? await ReadAgainAsync(division, losers, cancellationToken) : []];
        }
    }

    /// <summary>What lost a race is decided anew, if it is still there; after too many, the sweep finds it when the lease has ended.</summary>
    private async Task<List<StoredRow>> ReadAgainAsync(Division division, IReadOnlyList<ReadyMail> losers, CancellationToken cancellationToken)
    {
        var rows = new List<StoredRow>();
        foreach (var loser in losers)
        {
            rows.AddRange(await store.FindAsync(division, loser.Row.Key, cancellationToken) is { } row && !row.As<DueItem>().Fenced ? [row] : []);
        }

        return rows;
    }

    /// <summary>Sends at most one mail to each mailbox and customer, so that one change can hold all their fences; returns the mails left for the next wave, and those that lost a race.</summary>
    private async Task<(List<StoredRow> Later, IReadOnlyList<ReadyMail> Lost)> SendWaveAsync(Division division, List<StoredRow> rows, Instant now, CancellationToken cancellationToken)
    {
        var settings = installation();
        var ready = new List<ReadyMail>();
        var later = new List<StoredRow>();
        var mailboxes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var item = row.As<DueItem>();
            var mailbox = EmailAddress.TryParse(item.Letter?.Contact.Email, out var address) ? identity.Address(address!) : null;
            var customerKey = BeforeSend.NeedsCustomer(item, settings) ? Keys.Customer(item.Letter!.Customer!) : null;
            if ((mailbox is not null && mailboxes.Contains(mailbox)) || (customerKey is not null && mailboxes.Contains(customerKey)))
            {
                later.Add(row);
                continue;
            }

            mailboxes.UnionWith(new[] { mailbox, customerKey }.OfType<string>());
            var customer = customerKey is null ? null : await store.FindAsync(division, customerKey, cancellationToken);
            var history = mailbox is null ? null : await store.FindAsync(division, Keys.Address(mailbox), cancellationToken);
            var everywhere = mailbox is null ? null : await store.FindAsync(Division.Installation, Keys.Address(mailbox), cancellationToken);
            switch (BeforeSend.Check(item, address, history?.As<AddressRow>(), everywhere?.As<AddressRow>(), customer?.As<CustomerRow>(), settings, now))
            {
                case Verdict.Go go when compose.Of(division, item, go.To, settings, now) is Composed.Mail mail:
                    ready.Add(new ReadyMail(row, item, mail.Email, mailbox!, history, customerKey is not null, customer));
                    break;
                case Verdict.Go go when compose.Of(division, item, go.To, settings, now) is Composed.Impossible impossible:
                    await record.FailAsync(division, row, item, impossible.Reason, now, cancellationToken);
                    break;
                case Verdict.Skip skip:
                    var shadow = skip.Reason == Lifecycle.SkipReason.MailMode ? compose.Of(division, item, address!, settings, now) as Composed.Mail : null;
                    await record.SkipAsync(division, row, item, skip.Reason, shadow?.Email, now, cancellationToken);
                    break;
                case Verdict.Later wait:
                    await record.PutBackAsync(division, row, item with { HeldForCall = wait.ForCall }, wait.At, wait.Why, now, cancellationToken);
                    break;
                case Verdict.Park park:
                    await record.ParkAsync(division, row, item, park.Reason, now, cancellationToken);
                    break;
            }
        }

        var (won, lost) = await FenceAsync(division, ready, settings, now, cancellationToken);
        foreach (var fenced in won)
        {
            await PostAsync(division, fenced, settings, now, cancellationToken);
        }

        return (later, lost);
    }

    /// <summary>All fences in one change; when one of them lost a race, each on its own, so that only the loser stays behind.</summary>
    private async Task<(IReadOnlyList<IReadOnlyList<ReadyMail>> Won, IReadOnlyList<ReadyMail> Lost)> FenceAsync(
        Division division, List<ReadyMail> ready, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        if (ready.Count == 0 || await store.CommitAsync(division, Fence.Of(ready, settings, now), cancellationToken))
        {
            return (ready.Count == 0 ? [] : [ready], []);
        }

        var won = new List<IReadOnlyList<ReadyMail>>();
        var lost = new List<ReadyMail>();
        foreach (var mail in ready)
        {
            if (await store.CommitAsync(division, Fence.Of([mail], settings, now), cancellationToken))
            {
                won.Add([mail]);
            }
            else
            {
                lost.Add(mail);
            }
        }

        return (won, lost);
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
/// <param name="CountsForCustomer">True when the customer's row took part in the decision.</param>
/// <param name="Customer">The customer's row as it was read; null: not there.</param>
public sealed record ReadyMail(
    StoredRow Row, DueItem Item, OutgoingEmail Email, string Mailbox, StoredRow? History, bool CountsForCustomer = false, StoredRow? Customer = null);
