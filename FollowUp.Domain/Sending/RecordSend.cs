using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Writes what the provider answered to the mails that one change fenced.</summary>
public sealed class RecordSend(RecordSent sent, EndUnsent endUnsent, PutOff putOff, Standstill standstill)
{
    private static readonly Duration ConnectionWait = Duration.FromMinutes(1);

    /// <summary>Records the results of one fenced batch; <paramref name="probing"/>: the circuit is open, and a mail that was accepted closes it.</summary>
    public async Task ResultsAsync(
        Division division, IReadOnlyList<(ReadyMail Mail, SendResult Result)> posted, bool probing, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var accepted = posted.Where(p => p.Result is SendResult.Accepted).Select(p => p.Mail).ToList();
        await sent.TogetherAsync(division, accepted, settings, now, cancellationToken);
        if (probing && accepted.Count > 0)
        {
            await standstill.CloseCircuitAsync("a mail that was accepted", cancellationToken);
        }

        (Instant Until, string Why)? hold = posted.Select(p => p.Result).FirstOrDefault(Standstill.Follows) is { } answer
            ? await standstill.HoldAsync(answer, now, cancellationToken)
            : null;
        foreach (var (mail, result) in posted)
        {
            await NotSentAsync(division, mail, result, hold, now, cancellationToken);
        }
    }

    private async Task NotSentAsync(
        Division division, ReadyMail mail, SendResult result, (Instant Until, string Why)? hold, Instant now, CancellationToken cancellationToken)
    {
        var (row, item) = (mail.Row, mail.Item);
        switch (result)
        {
            case SendResult.Accepted:
                return;
            case SendResult.Refused refused:
                await endUnsent.FailAsync(division, row, item, $"refused by the email provider: {ProviderCode.Refusal(refused.Code)}", now, cancellationToken, fenced: true);
                return;
            case SendResult.Throttled or SendResult.Misconfigured or SendResult.Blocked:
                await putOff.UntilAsync(division, row, item, hold!.Value.Until, hold.Value.Why, now, cancellationToken, fenced: true, lasts: result is not SendResult.Throttled);
                return;
            case SendResult.NotConnected:
                await putOff.UntilAsync(division, row, item, now + Backoff(item.PutBacks), "the email provider could not be reached", now, cancellationToken, fenced: true);
                return;
            case SendResult.Unclear or SendResult.Duplicate:
                var unclear = ReclaimLeases.UnclearFrom(item with { PostedAt = now, Posts = item.Posts + 1 }, now);
                await putOff.UnclearAsync(division, row.Key, null, unclear, "unclear", LineOf(unclear, result), now, cancellationToken);
                return;
        }
    }

    private static UnclearLine LineOf(DueItem unclear, SendResult result) => new(
        "followup.unclear", $"It is not known whether the {unclear.Kind} went out; the email provider is asked at {Story.Time(unclear.At)}.",
        result switch
        {
            SendResult.Unclear(var code) => ProviderCode.Describe(code),
            SendResult.Duplicate(var code) => $"the email provider calls it a repeat of a mail that it has ({code})",
            _ => null,
        },
        MailOrder.Of(unclear));

    private static Duration Backoff(int putBacks) => Duration.FromMinutes(ConnectionWait.TotalMinutes * Math.Min(60, 1 << Math.Min(putBacks, 6)));
}
