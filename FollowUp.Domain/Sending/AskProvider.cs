using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// A send whose effect is unknown: ask the provider by our operation id. Known: it is recorded. Not known: it goes back to its mail lane, so that
/// the sweep pays for it from the quota, and from there the very same mail is posted once more under the same operation and message id, so
/// that a provider that has it can refuse; then it is asked for an hour whether it has. Still unclear: a person decides.
/// </summary>
public sealed class AskProvider(IFollowUpStore store, Identity identity, IEmailSender sender, RecordSent sent, EndUnsent endUnsent, PutOff putOff, Standstill standstill, Func<Installation> installation)
{
    private const int MaxPosts = 2;
    private const int MaxAsked = 12;

    /// <summary>How often it is asked after it refused the second post: an hour, in which it should have come to know what it has.</summary>
    private const int MaxAskedAfterRefusal = 6;

    /// <summary>Works on one claimed row of an unclear send.</summary>
    public async Task RunAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var operation = Identity.Operation(new FollowUpId(item.FollowUp), item.Generation);
        switch (await sender.AskAsync(operation, cancellationToken))
        {
            case OperationState.Known:
                await sent.RunAsync(division, row.Key, row.Version, item, installation(), now, cancellationToken, SentKnown.Confirmed);
                return;
            case OperationState.Failed failed:
                await endUnsent.FailAsync(division, row, item, $"given up by the email provider: {ProviderCode.Refusal(failed.Code)}", now, cancellationToken);
                return;
            case OperationState.Unknown when item is { Refusal: not null, Asked: < MaxAskedAfterRefusal }:
                await AskLaterAsync(division, row, item, RefusalOf(item), fenced: false, now, cancellationToken);
                return;
            case OperationState.Unknown when item.CalledRepeat:
                await sent.RunAsync(division, row.Key, row.Version, item, installation(), now, cancellationToken, SentKnown.RepeatRefused);
                return;
            case OperationState.Unknown when item.Refusal is { } refusal:
                await endUnsent.ParkAsync(division, row, item, $"unclear at first, then refused: {ProviderCode.Refusal(refusal)}", now, cancellationToken);
                return;
            case OperationState.Unknown when await endUnsent.CancelIfPointlessAsync(division, row, item, now, cancellationToken):
                return;
            case OperationState.Unknown when item.Posts >= MaxPosts:
                await endUnsent.ParkAsync(division, row, item, "posted twice, and the email provider knows of neither", now, cancellationToken);
                return;
            case OperationState.Unknown when item.Lane == 0:
                await MoveAsync(division, row, row.Version, InMailLane(item, now), null, MailOrder.BeforeItsPost(item), now, cancellationToken);
                return;
            case OperationState.Unknown:
                await PostAgainAsync(division, row, item, operation, now, cancellationToken);
                return;
            case var answer:
                var said = answer is OperationState.Unavailable(var code) ? ProviderCode.Describe(code) : null;
                await AskLaterAsync(division, row, item, "the email provider could not say what became of it", fenced: false, now, cancellationToken, said);
                return;
        }
    }

    private async Task PostAgainAsync(Division division, StoredRow row, DueItem item, OperationId operation, Instant now, CancellationToken cancellationToken)
    {
        var kept = await store.FindAsync(division, Keys.Mail(operation), cancellationToken);
        if (StoredMail.Unpack(kept?.As<MailRow>().MailBytes) is not { } email)
        {
            await endUnsent.ParkAsync(division, row, item, "the mail was not kept, so that it cannot be posted again unchanged", now, cancellationToken);
            return;
        }

        var fence = new Changes("fence-again");
        switch (await CheckAsync(division, fence, item, now, cancellationToken))
        {
            case Verdict.Later later:
                await MoveAsync(division, row, row.Version, InMailLane(item, later.At), later.Why, MailOrder.Of(item), now, cancellationToken);
                return;
            case Verdict.Go go when go.To.Normalized == email.To.Address.Normalized:
                break;
            case Verdict.Go:
                await endUnsent.ParkAsync(division, row, item, "unclear at first, and by now mail goes elsewhere", now, cancellationToken);
                return;
            case Verdict.Skip skip:
                await endUnsent.ParkAsync(division, row, item, $"unclear at first, and not to be posted again: {skip.Reason.Word()}", now, cancellationToken);
                return;
            case Verdict.Park park:
                await endUnsent.ParkAsync(division, row, item, $"unclear at first, and {park.Reason}", now, cancellationToken);
                return;
        }

        var again = item with { Fenced = true, PostedAt = now, Posts = item.Posts + 1 };
        fence.Replace(row, again);
        if (!await store.CommitAsync(division, fence, cancellationToken))
        {
            return;
        }

        switch (await sender.SendAsync(email, cancellationToken))
        {
            case SendResult.Accepted:
                await sent.RunAsync(division, row.Key, null, item, installation(), now, cancellationToken, SentKnown.RepeatTaken);
                return;
            case SendResult.Duplicate duplicate:
                await RefusedAsync(again with { Refusal = duplicate.Code, CalledRepeat = true });
                return;
            case SendResult.Refused refused:
                await RefusedAsync(again with { Refusal = refused.Code });
                return;
            case SendResult.Unclear unclear:
                await MoveAsync(division, row, null, Asking(again, now), ProviderCode.Describe(unclear.Code), MailOrder.Of(item), now, cancellationToken);
                return;
            case SendResult.NotConnected:
                await AskLaterAsync(division, row, item with { PostedAt = now }, "the email provider could not be reached", fenced: true, now, cancellationToken);
                return;
            case var answer:
                // Certainly not taken this time; the first post is as unclear as before.
                var (_, why) = await standstill.HoldAsync(answer, now, cancellationToken);
                await AskLaterAsync(division, row, item with { PostedAt = now }, why, fenced: true, now, cancellationToken);
                return;
        }

        // A provider that has the mail may refuse the repeat with the same 400 as one that will never take it: it is asked once more which it is.
        Task RefusedAsync(DueItem refused) => MoveAsync(division, row, null, Asking(refused with { Asked = 0 }, now), RefusalOf(refused), MailOrder.Of(item), now, cancellationToken);
    }

    private static string RefusalOf(DueItem item) => item.CalledRepeat
        ? $"the email provider calls the second post a repeat of one that it has ({item.Refusal})"
        : $"the email provider refused the second post ({item.Refusal}), as it may when it has the first";

    /// <summary>
    /// What was allowed at the first post may be forbidden by now: unsubscribed, expired, another mail mode, night, or the customer called again. The
    /// mailbox and the follow-up become part of the fence, so that a fact in this very moment wins.
    /// </summary>
    private async Task<Verdict> CheckAsync(Division division, Changes fence, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), cancellationToken);
        if (stored?.As<FollowUp>() is not { StopWanted: null })
        {
            return new Verdict.Park($"by now pointless: {stored?.As<FollowUp>().StopWanted}");
        }

        fence.Merge(stored.Key, new FollowUpPatch(), stored.Version);
        var settings = installation();
        if (item.Kind == FollowUpKind.AgentDigest.Word() && !settings.PlanBook.AgentFigures)
        {
            return new Verdict.Park(GatherDigest.SwitchedOff);
        }

        var to = item.Letter is null ? new Addressee(null, null) : Addressee.Of(item.Letter, null, settings, now);
        var mailbox = to.Address is { } address ? Keys.Address(identity.Address(address)) : null;
        var here = mailbox is null ? null : await store.FindAsync(division, mailbox, cancellationToken);
        var everywhere = mailbox is null ? null : await store.FindAsync(Division.Installation, mailbox, cancellationToken);
        if (mailbox is not null)
        {
            fence.Put(mailbox, here, here?.As<AddressRow>() ?? new AddressRow());
        }

        var customerKey = BeforeSend.NeedsCustomer(item, settings) ? Keys.Customer(item.Letter!.Customer!) : null;
        var customer = customerKey is null ? null : await store.FindAsync(division, customerKey, cancellationToken);
        if (customerKey is not null)
        {
            fence.Put(customerKey, customer, customer?.As<CustomerRow>() ?? new CustomerRow());
        }

        return BeforeSend.Check(item, to, here?.As<AddressRow>(), everywhere?.As<AddressRow>(), customer?.As<CustomerRow>(), settings, now);
    }

    private async Task AskLaterAsync(
        Division division, StoredRow row, DueItem item, string why, bool fenced, Instant now, CancellationToken cancellationToken, string? said = null)
    {
        if (item.Asked + 1 >= MaxAsked)
        {
            await endUnsent.ParkAsync(division, row, item, why, now, cancellationToken, fenced);
            return;
        }

        await MoveAsync(division, row, fenced ? null : row.Version, Asking(item with { Asked = item.Asked + 1 }, now), said ?? why, MailOrder.Of(item), now, cancellationToken);
    }

    private static DueItem Asking(DueItem item, Instant now) => ReclaimLeases.UnclearFrom(item, now) with { At = Keys.RoundUp(now + Timers.UnclearWait) };

    private static DueItem InMailLane(DueItem item, Instant at) => item with
    {
        Lane = FollowUpKinds.TryParse(item.Kind, out var kind) ? kind.Lane() : 1,
        At = Keys.RoundUp(at),
        Claims = 0,
    };

    private Task<bool> MoveAsync(
        Division division, StoredRow row, string? version, DueItem to, string? why, int order, Instant now, CancellationToken cancellationToken)
    {
        var (kind, sentence) = to.Lane > 0
            ? ("followup.post-again", $"The email provider does not know the {to.Kind}; it is posted once more at {Story.Time(to.At)} or later.")
            : ("followup.unclear", $"It is still not known whether the {to.Kind} went out; the email provider is asked at {Story.Time(to.At)}.");
        return putOff.UnclearAsync(division, row.Key, version, to with { Fenced = false }, "ask-later", new UnclearLine(kind, sentence, why, order), now, cancellationToken);
    }
}
