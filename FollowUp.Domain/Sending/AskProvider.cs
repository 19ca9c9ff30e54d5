using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// A send whose effect is unknown: ask the provider by our operation id. Known: it is recorded. Not known: the very same mail is posted
/// once more under the same operation and message id, so that a provider that has it can refuse. Still unclear: a person decides.
/// </summary>
public sealed class AskProvider(IFollowUpStore store, IEmailSender sender, RecordSend record, Func<Installation> installation)
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
            case OperationState.Unknown when await record.CancelIfPointlessAsync(division, row, item, now, cancellationToken):
                return;
            case OperationState.Unknown when item.Posts < MaxPosts:
                await PostAgainAsync(division, row, item, operation, now, cancellationToken);
                return;
            case OperationState.Unknown:
                await record.ParkAsync(division, row, item, "posted twice, and the email provider knows of neither", now, cancellationToken);
                return;
            case OperationState.Unavailable when item.Asked + 1 >= MaxAsked:
                await record.ParkAsync(division, row, item, "the email provider could not say what became of it", now, cancellationToken);
                return;
            case OperationState.Unavailable:
                await AskLaterAsync(division, row, item with { Asked = item.Asked + 1 }, now, cancellationToken);
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
        if (!await store.CommitAsync(division, new Changes("fence-again").Replace(row, again), cancellationToken))
        {
            return;
        }

        switch (await sender.SendAsync(email, cancellationToken))
        {
            case SendResult.Accepted or SendResult.Duplicate:
                await record.SentAsync(division, row.Key, null, item, installation(), now, cancellationToken);
                return;
            case SendResult.Refused refused:
                await record.ParkAsync(division, row, item, $"unclear at first, then refused: {refused.Code}", now, cancellationToken);
                return;
            case SendResult.Unclear:
                await AskLaterAsync(division, row, again, now, cancellationToken);
                return;
            default:
                // Certainly not taken this time; the first post is as unclear as before.
                await AskLaterAsync(division, row, item with { PostedAt = now, Asked = item.Asked + 1 }, now, cancellationToken);
                return;
        }
    }

    private Task<bool> AskLaterAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var later = ReclaimLeases.UnclearFrom(item, now) with { At = Keys.RoundUp(now + Timers.UnclearWait) };
        return record.UnclearAsync(division, row.Key, later, now, cancellationToken);
    }
}
