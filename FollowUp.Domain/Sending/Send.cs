using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// Step 5: works on one claimed chunk. Every mail is checked once more, rendered, fenced (from then on it counts as possibly posted), posted
/// once, and recorded. Whatever dies on the way leaves rows from which the next sweep goes on without a second mail.
/// </summary>
public sealed class Send(
    IFollowUpStore store, Identity identity, IEmailSender sender, Compose compose, RecordSend record, EndUnsent endUnsent, PutOff putOff, AskProvider askProvider, AnswerWindow answerWindow,
    Standstill standstill, ExpireWaiting expireWaiting, Platforms.ExpirePart expirePart, FollowPromise followPromise, GiveUpCase giveUpCase, Gather gather, Func<Installation> installation)
{
    private const int MaxChunk = 50;

    /// <summary>Nothing is posted so late in a lease that the sweep could take the row back meanwhile.</summary>
    private static readonly Duration Margin = Duration.FromMinutes(1);

    private readonly BriefOwner _briefOwner = new(identity);
    private readonly RecentMailboxes _recent = new();

    /// <summary>Works on a chunk. Repeating it is harmless: rows that are gone are done, rows that are fenced wait for the end of their lease.</summary>
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
                case { Fenced: true }:
                    // Delivered again while another worker posts, or after it died: nobody can tell, so that the lease decides.
                    break;
                case { Name: Timers.UnclearSend }:
                    await askProvider.RunAsync(division, row, item, now, cancellationToken);
                    break;
                case { Name: Timers.WaitingUpdate }:
                    await expireWaiting.RunAsync(division, row, item, now, cancellationToken);
                    break;
                case { Name: Timers.WaitingPart }:
                    await expirePart.RunAsync(division, row, item, now, cancellationToken);
                    break;
                case { Name: Timers.Unanswered }:
                    await answerWindow.RunAsync(division, row, item, now, cancellationToken);
                    break;
                case { Name: Timers.PromiseRemind or Timers.PromiseDue or Timers.PromiseKept }:
                    await followPromise.RunAsync(division, row, item, now, cancellationToken);
                    break;
                case { Name: Timers.CaseOpen or Timers.LadderEnd }:
                    await giveUpCase.RunAsync(division, row, item, now, cancellationToken);
                    break;
                default:
                    mails.Add(row);
                    break;
            }
        }

        // The keys of claimed rows are hashes; they go in the order of the due index.
        mails = [.. mails.OrderBy(row => Keys.Due(row.As<DueItem>()), StringComparer.Ordinal)];
        var (stands, progress) = (false, new Progress());
        while (mails.Count > 0 && !stands)
        {
            var switches = Switches.From(await store.RangeAsync(Division.Installation, Keys.Switches, int.MaxValue, cancellationToken));
            stands = switches.Forbids(now);
            progress.Circuit = switches.CircuitRow;
            if (!stands)
            {
                (mails, stands) = await SendWaveAsync(division, mails, progress, switches, now, cancellationToken);
            }
        }

        if (mails.Count > 0)
        {
            await store.CommitAsync(division, ClaimedRow.StandBy(mails, counted: false), cancellationToken);
        }

        foreach (var lost in progress.Lost)
        {
            await store.CommitAsync(division, ClaimedRow.StandBy([lost], counted: true), cancellationToken);
        }

        if (progress is { HasPosted: false, Circuit: { } circuit } && circuit.As<SwitchRow>().Probing)
        {
            await standstill.ProbeAgainAsync(circuit, now, cancellationToken);
        }
    }

    /// <summary>
    /// Sends at most one mail to each mailbox and customer, so that one change can hold all their fences; returns the mails left for the next wave (further ones to
    /// the same mailbox, and those whose fence lost a race, because what won it may forbid them), and whether the provider has asked to stop.
    /// </summary>
    private async Task<(List<StoredRow> Left, bool Stands)> SendWaveAsync(
        Division division, List<StoredRow> rows, Progress progress, Switches switches, Instant now, CancellationToken cancellationToken)
    {
        var settings = installation();
        var ready = new List<ReadyMail>();
        var later = new List<StoredRow>();
        var mailboxes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var item = row.As<DueItem>();
            var gathered = await gather.OfAsync(division, item, now, cancellationToken);
            if (gathered.Pointless is { } pointless)
            {
                await endUnsent.CancelAsync(division, row, item, pointless, now, cancellationToken);
                continue;
            }

            var to = item.Letter is null ? new Addressee(null, null) : Addressee.Of(item.Letter, gathered.Call?.Case?.Owner, settings, now);
            var mailbox = to.Address is { } address ? identity.Address(address) : null;
            var customerKey = BeforeSend.NeedsCustomer(item, settings) ? Keys.Customer(item.Letter!.Customer!) : null;
            var guarded = item.Letter?.To is null ? mailbox : null;
            if ((guarded is not null && mailboxes.Contains(guarded)) || (customerKey is not null && mailboxes.Contains(customerKey)))
            {
                later.Add(row);
                continue;
            }

            mailboxes.UnionWith(new[] { guarded, customerKey }.OfType<string>());
            var customer = customerKey is null ? null : await store.FindAsync(division, customerKey, cancellationToken);
            var everywhere = mailbox is null || !EverywhereFilter.MayName(switches.Everywhere, mailbox)
                ? null
                : await store.FindAsync(Division.Installation, Keys.Address(mailbox), cancellationToken);
            var unheardOf = item.SpeaksOf is { } earlier
                && (await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(earlier)), cancellationToken))?.As<Lifecycle.FollowUp>().Redirected == true;
            Verdict Check(StoredRow? history) =>
                BeforeSend.Check(item, to, history?.As<AddressRow>(), everywhere?.As<AddressRow>(), customer?.As<CustomerRow>(), settings, now, gathered.Call?.Case, unheardOf);

            // Whether a mailbox that should have no row has one is told by the fence, which inserts it; only what goes out has a fence.
            var unread = progress.TrustsFirstContact && item.FirstContact && Check(null) is Verdict.Go;
            var recent = guarded is null || unread ? null : _recent.Find(division, Keys.Address(guarded));
            var history = mailbox is null || unread ? null : recent is not null && Check(recent) is Verdict.Go ? recent : await store.FindAsync(division, Keys.Address(mailbox), cancellationToken);
            switch (Check(history))
            {
                case Verdict.Go go when compose.Of(division, item, to, go.To, gathered, settings, now) is Composed.Mail mail:
                    ready.Add(new ReadyMail(row, item with { Template = mail.Email.Template, TemplateNote = mail.Email.TemplateNote, AddressedTo = Lifecycle.Recipient.Written(item.Letter?.To, to), About = gathered.Call?.PromiseOf(item.Letter?.Promise)?.Named(), Redirected = identity.Address(go.To) != mailbox }, mail.Email, mailbox!, history, customerKey is not null, customer) { Unread = unread, Call = gathered.Read });
                    break;
                case Verdict.Go go when compose.Of(division, item, to, go.To, gathered, settings, now) is Composed.Impossible impossible:
                    await endUnsent.FailAsync(division, row, item, impossible.Reason, now, cancellationToken);
                    break;
                case Verdict.Skip { Reason: Lifecycle.SkipReason.MailMode } when compose.Of(division, item, to, to.Address!, gathered, settings, now) is Composed.Impossible impossible:
                    // A shadow week is there to find just this.
                    await endUnsent.FailAsync(division, row, item, impossible.Reason, now, cancellationToken);
                    break;
                case Verdict.Skip skip:
                    var shadow = skip.Reason == Lifecycle.SkipReason.MailMode ? compose.Of(division, item, to, to.Address!, gathered.WithoutQuotes(), settings, now) as Composed.Mail : null;
                    await endUnsent.SkipAsync(division, row, item, skip.Reason, shadow?.Email, now, cancellationToken, skip.Why);
                    break;
                case Verdict.Later wait:
                    await putOff.UntilAsync(division, row, item with { HeldForCall = wait.ForCall, HeldForApproval = wait.ForApproval }, wait.At, wait.Why, now, cancellationToken, unless: wait.ForApproval ? gathered.Read?.Version : null,
                        also: wait.ForApproval && gathered.Call is { } waiting ? changes => _briefOwner.AddWaiting(changes, division, item, waiting, settings, now) : null);
                    break;
                case Verdict.Park park:
                    await endUnsent.ParkAsync(division, row, item, park.Reason, now, cancellationToken);
                    break;
            }
        }

        SendResult? stop = null;
        var fences = await FenceAsync(division, ready, settings, now, cancellationToken);
        if (fences.Count == 0 && ready.Exists(mail => mail.Unread))
        {
            progress.TrustsFirstContact = false;
            return (InOrder(rows, [.. later, .. ready.Select(mail => mail.Row)]), false);
        }

        foreach (var fenced in fences)
        {
            progress.HasPosted = true;
            stop = await PostAsync(division, fenced, stop, switches.Circuit is not null, settings, now, cancellationToken);
        }

        var won = fences.SelectMany(fenced => fenced).Select(mail => mail.Row.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var lost in ready.Select(mail => mail.Row).Where(row => !won.Contains(row.Key)))
        {
            if ((await store.FindAsync(division, lost.Key, cancellationToken))?.Version == lost.Version && progress.MayBeDecidedAnew(lost))
            {
                later.Add(lost);
            }
        }

        return (InOrder(rows, [.. later]), stop is not null);
    }

    /// <summary>Who was due first stays first, whatever made them wait for the next wave.</summary>
    private static List<StoredRow> InOrder(List<StoredRow> rows, HashSet<StoredRow> left) => [.. rows.Where(left.Contains)];

    /// <summary>All fences in one change; when one of them lost a race, each on its own, so that only the loser is left out.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<ReadyMail>>> FenceAsync(
        Division division, List<ReadyMail> ready, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        if (ready.Count == 0)
        {
            return [];
        }

        if (await CommitFenceAsync(ready) is { } together)
        {
            return [together];
        }

        var won = new List<IReadOnlyList<ReadyMail>>();
        foreach (var mail in ready.Exists(mail => mail.Unread) ? [] : ready)
        {
            if (await CommitFenceAsync([mail]) is { } alone)
            {
                won.Add(alone);
            }
        }

        return won;

        async Task<IReadOnlyList<ReadyMail>?> CommitFenceAsync(IReadOnlyList<ReadyMail> mails)
        {
            var fence = Fence.Of(mails, identity, settings, now);
            var stands = await store.CommitAsync(division, fence, cancellationToken);
            _recent.Keep(division, fence, mails.Select(mail => Keys.Address(mail.Mailbox)));
            return stands ? [.. mails.Select(mail => mail with { Fenced = fence.VersionOf(Keys.FollowUp(mail.Item.Call, new FollowUpId(mail.Item.FollowUp))) })] : null;
        }
    }

    /// <summary>Posts and records; returns the answer after which nothing more is posted, or null.</summary>
    private async Task<SendResult?> PostAsync(
        Division division, IReadOnlyList<ReadyMail> fenced, SendResult? stop, bool probing, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var posted = new List<(ReadyMail Mail, SendResult Result)>();
        foreach (var mail in fenced)
        {
            // A standstill answers for the rest of the chunk as well: asking again would only spend the provider's patience.
            var result = stop ?? await sender.SendAsync(mail.Email, cancellationToken);
            stop = Standstill.Follows(result) ? result : stop;
            posted.Add((mail, result));
        }

        await record.ResultsAsync(division, posted, probing, settings, now, cancellationToken);
        return stop;
    }
}
