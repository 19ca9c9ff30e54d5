using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// A send whose effect is unknown: ask the provider by our operation id. Known: it is recorded. Not known: the very same mail is posted
/// once more under the same operation and message id, so that a provider that has it can refuse. Still unclear: a person decides.
/// </summary>
public sealed class AskProvider(IFollowUpStore store, Identity identity, IEmailSender sender, RecordSend record, Func<Installation> installation)
{
    private const int MaxPosts = 2;
    private const int MaxAsked = 12;

    /// <summary>Works on one claimed row of an unclear send.</summary>
    public async Task RunAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var operation = Identity.Operation(new FollowUpId(item.FollowUp), item.Generation);
        switch (await sender.AskAsync(operation, cancellationToken))
        {
            case OperationState.Known:
                await record.SentAsync(division, row.Key, row.Version, item, installation(), now, cancellationToken);
                return;
            case OperationState.Failed failed:
                await record.FailAsync(division, row, item, $"given up by the email provider: {failed.Code}", now, cancellationToken);
                return;
            case OperationState.Unknown when item.Posts < MaxPosts:
                await PostAgainAsync(division, row, item, operation, now, cancellationToken);
                return;
            case OperationState.Unknown:
                await record.ParkAsync(division, row, item, "posted twice, and the email provider knows of neither", now, cancellationToken);
                return;
            case OperationState.Unavailable:
                await AskLaterAsync(division, row, item, "the email provider could not say what became of it", fenced: false, now, cancellationToken);
                return;
        }
    }

    private async Task PostAgainAsync(Division division, StoredRow row, DueItem item, OperationId operation, Instant now, CancellationToken cancellationToken)
    {
        var kept = await store.FindAsync(division, Keys.Mail(operation), cancellationToken);
        if (StoredMail.Unpack(kept?.As<MailRow>().MailBytes) is not { } email)
        {
            await record.ParkAsync(division, row, item, "the mail was not kept, so that it cannot be posted again unchanged", now, cancellationToken);
            return;
        }

        var again = item with { Fenced = true, PostedAt = now, Posts = item.Posts + 1 };
        var fence = new Changes("fence-again").Replace(row, again);
        switch (await CheckAsync(fence, division, item, now, cancellationToken))
        {
            case Verdict.Later later:
                await MoveAsync(division, row, row.Version, item, later.At, now, cancellationToken);
                return;
            case Verdict.Go go when go.To.Normalized == email.To.Address.Normalized:
                break;
            case Verdict.Go:
                await record.ParkAsync(division, row, item, "unclear at first, and by now mail goes elsewhere", now, cancellationToken);
                return;
            case Verdict.Skip skip:
                await record.ParkAsync(division, row, item, $"unclear at first, and not to be posted again: {skip.Reason.Word()}", now, cancellationToken);
                return;
            case Verdict.Park park:
                await record.ParkAsync(division, row, item, $"unclear at first, and {park.Reason}", now, cancellationToken);
                return;
        }

        if (!await store.CommitAsync(division, fence, cancellationToken))
        {
            return;
        }

        switch (await sender.SendAsync(email, cancellationToken))
        {
            case SendResult.Accepted or SendResult.Duplicate:
                await record.SentAsync(division, row.Key, null, item, installation(), now, cancellationToken);
                return;
            case SendResult.Refused refused:
                await record.ParkAsync(division, row, item, $"unclear at first, then refused: {refused.Code}", now, cancellationToken, fenced: true);
                return;
            case SendResult.Unclear:
                await MoveAsync(division, row, null, again, now + Timers.UnclearWait, now, cancellationToken);
                return;
            default:
                // Certainly not taken this time; the first post is as unclear as before.
                await AskLaterAsync(division, row, item with { PostedAt = now }, "the email provider could not be reached", fenced: true, now, cancellationToken);
                return;
        }
    }

    /// <summary>
    /// What was allowed at the first post may be forbidden by now: unsubscribed, expired, another mail mode, night, or the customer called again. The
    /// mailbox and the follow-up become part of the fence, so that a fact in this moment wins.
    /// </summary>
    private async Task<Verdict> CheckAsync(Changes fence, Division division, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), cancellationToken);
        if (stored?.As<FollowUp>() is not { StopWanted: null })
        {
            return new Verdict.Park($"by now pointless: {stored?.As<FollowUp>().StopWanted}");
        }

        fence.Merge(stored.Key, new FollowUpPatch(), stored.Version);
        var mailbox = EmailAddress.TryParse(item.Letter?.Contact.Email, out var address) ? Keys.Address(identity.Address(address!)) : null;
        var here = mailbox is null ? null : await store.FindAsync(division, mailbox, cancellationToken);
        var everywhere = mailbox is null ? null : await store.FindAsync(Division.Installation, mailbox, cancellationToken);
        if (here is not null)
        {
            fence.Replace(here, here.As<AddressRow>());
        }

        return BeforeSend.Check(item, address, here?.As<AddressRow>(), everywhere?.As<AddressRow>(), installation(), now);
    }

    private async Task AskLaterAsync(
        Division division, StoredRow row, DueItem item, string why, bool fenced, Instant now, CancellationToken cancellationToken)
    {
        if (item.Asked + 1 >= MaxAsked)
        {
            await record.ParkAsync(division, row, item, why, now, cancellationToken, fenced);
            return;
        }

        await MoveAsync(division, row, fenced ? null : row.Version, item with { Asked = item.Asked + 1 }, now + Timers.UnclearWait, now, cancellationToken);
    }

    private Task<bool> MoveAsync(Division division, StoredRow row, string? version, DueItem item, Instant at, Instant now, CancellationToken cancellationToken)
    {
        var later = ReclaimLeases.UnclearFrom(item, now) with { At = Keys.RoundUp(at) };
        var id = new FollowUpId(item.FollowUp);
        var key = Keys.Due(0, later.At, item.Call, id);
        var changes = new Changes("ask-later")
            .Delete(row.Key, version)
            .Insert(key, later)
            .Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.BecameUnclear(key)));
        return store.CommitAsync(division, changes, cancellationToken);
    }
}
