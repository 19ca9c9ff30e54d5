using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Writes that the provider took a mail: the follow-up is sent, its answer is waited for, a reminder may be planned, and the world is told.</summary>
public sealed class RecordSent(IFollowUpStore store, Identity identity)
{
    /// <summary>Rows of a sent mail, and of the reminder that it may plan: a whole chunk without reminders fits into one change.</summary>
    private const int MaxRows = 100;
    private const int RowsOfSent = 7;
    private const int RowsOfReminder = 6;
    private const int RowsOfCase = 2;
    private readonly PlanReminder _planReminder = new(identity);
    private readonly AfterSent _afterSent = new(store, identity);

    /// <summary>The provider took it, which is known from <paramref name="from"/>.</summary>
    public Task<bool> RunAsync(
        Division division, string key, string? version, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken, SentKnown from = SentKnown.Taken) =>
        store.CommitWhileItStandsAsync(division, key, version, async () =>
        {
            var changes = new Changes("outcome");
            await AddSentAsync(changes, division, key, version, item, settings, now, cancellationToken, from: from);
            return changes;
        }, cancellationToken);

    /// <summary>
    /// The provider took all of these, which one change fenced: they are recorded in as few changes as hold them, and one by one when that is refused.
    /// Only the former marks their mails as <see cref="MailRow.Unreported"/>: an erasure may have taken a mail away meanwhile.
    /// </summary>
    internal async Task TogetherAsync(Division division, IReadOnlyList<ReadyMail> accepted, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        // The fence gave the rows new versions, which only this worker changes until the lease ends; what is gone was taken back.
        foreach (var mail in accepted.Where(mail => AfterSent.PlansMore(mail.Item)))
        {
            await RunAsync(division, mail.Row.Key, null, mail.Item, settings, now, cancellationToken);
        }

        foreach (var batch in Batches([.. accepted.Where(mail => !AfterSent.PlansMore(mail.Item))], settings))
        {
            var together = new Changes("outcome");
            foreach (var mail in batch)
            {
                await AddSentAsync(together, division, mail.Row.Key, null, mail.Item, settings, now, cancellationToken, mail.Call, mail.Fenced, marks: true);
            }

            if (!await store.CommitAsync(division, together, cancellationToken))
            {
                foreach (var mail in batch)
                {
                    await RunAsync(division, mail.Row.Key, null, mail.Item, settings, now, cancellationToken);
                }
            }
        }
    }

    /// <summary>A mail that was given up turns out to have been taken: <paramref name="stored"/> is the follow-up as it was read.</summary>
    public async Task<bool> AfterAllAsync(Division division, StoredRow stored, FollowUp followUp, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var changes = new Changes("sent-after-all").Replace(stored, followUp with { Reason = null });
        AddSent(changes, division, null, null, item, settings, now, from: SentKnown.Reported);
        await _afterSent.AddAsync(changes, division, item, settings, now, cancellationToken);
        return await store.CommitAsync(division, changes, cancellationToken);
    }

    private static IEnumerable<IReadOnlyList<ReadyMail>> Batches(IReadOnlyList<ReadyMail> accepted, Installation settings)
    {
        var (batch, rows) = (new List<ReadyMail>(), 0);
        foreach (var mail in accepted)
        {
            var more = RowsOfSent + (mail.Item.TemplateNote is null ? 0 : 1) + (AfterSent.Concerns(mail.Item) ? RowsOfCase : 0)
                + (PlanReminder.StepFor(mail.Item, settings.PlanBook) is null ? 0 : RowsOfReminder);
            if (rows + more > MaxRows)
            {
                yield return batch;
                (batch, rows) = ([], 0);
            }

            batch.Add(mail);
            rows += more;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async Task AddSentAsync(
        Changes changes, Division division, string key, string? version, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken,
        StoredRow? call = null, string? fenced = null, bool marks = false, SentKnown from = SentKnown.Taken)
    {
        var reminder = PlanReminder.StepFor(item, settings.PlanBook);

        // The first time a mail goes out nobody can have answered it before, and what stops it takes its claimed row away before the fence.
        var untouched = item is { Generation: 1, Posts: 0 } ? fenced : null;
        var stored = reminder is null || untouched is not null
            ? null
            : await store.FindAsync(division, Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), cancellationToken);
        AddSent(changes, division, key, version, item, settings, now, reminder is null ? null : untouched ?? stored?.Version, marks, from);
        var pointless = stored?.As<FollowUp>() is { } checkIn && (checkIn.AnsweredAt is not null || checkIn.StopWanted is not null);
        if (reminder is not null && (untouched ?? stored?.Version) is not null && !pointless)
        {
            _planReminder.Add(changes, division, item, reminder, settings.PlanBook, now);
        }

        await _afterSent.AddAsync(changes, division, item, settings, now, cancellationToken, call);
    }

    private void AddSent(Changes changes, Division division, string? key, string? version, DueItem item, Installation settings, Instant now, string? read = null, bool marks = false, SentKnown from = SentKnown.Taken)
    {
        var id = new FollowUpId(item.FollowUp);

        // Nobody waits for an answer from the house, except for what came of a phone call.
        var timer = item.Letter?.To is null || item.Kind == FollowUpKind.CallTask.Word() ? AnswerTimer(item, settings, now) : null;
        var timerKey = timer is null ? null : Keys.Due(0, timer.At, item.Call, new FollowUpId(timer.FollowUp));
        if (key is not null)
        {
            changes.Delete(key, version);
        }

        changes.Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.Sent(now, timerKey, item.Redirected ? true : item.Generation > 1 ? false : null)), read);
        if (timer is not null)
        {
            changes.Insert(timerKey!, timer);
        }

        // A digest quotes customers, and nothing leads from their calls to it when one of them takes the consent back.
        var emptied = item.Kind == FollowUpKind.AgentDigest.Word() ? Array.Empty<byte>() : null;
        if (emptied is not null || marks)
        {
            changes.Merge(Keys.Mail(Identity.Operation(id, item.Generation)), new MailPatch { MailBytes = emptied, Unreported = marks ? item.Kind : null });
        }

        ClaimedRow.RemovePending(changes, item);
        var story = new Story(changes, item.Call, identity.Command("sent", item.FollowUp, ClaimedRow.GenerationOf(item)), now, MailOrder.Of(item));
        story.Tell("send", "followup.sent", Told(item, from), item.Name == Timers.UnclearSend ? null : LateMail.Describe(item, now), item.FollowUp, item.Template);
        if (item.TemplateNote is { } note)
        {
            story.Tell("send", "followup.template-note", note, followUp: item.FollowUp);
        }

        var data = new OutgoingData { CallId = item.Letter?.CallId ?? "", Division = division.Value, Episode = item.Episode, FollowUpId = item.FollowUp, Kind = item.Kind };
        var waited = Counters.Wait(now - (item.Letter?.ClosedAt ?? now));
        changes.Announce(
            OutgoingEvents.Sent, identity.Command(OutgoingEvents.Sent, item.FollowUp, ClaimedRow.GenerationOf(item)), now, data,
            item.Letter.Counted(item.Kind, now, Asks(item) ? [Counters.Sent, Counters.Asked, waited] : [Counters.Sent, waited]), item.Trace);
    }

    private static bool Asks(DueItem item) => FollowUpKinds.TryParse(item.Kind, out var kind) && kind.CountsAsAsked();

    private DueItem AnswerTimer(DueItem item, Installation settings, Instant now) => new()
    {
        Lane = 0,
        At = Keys.RoundUp(now + settings.PlanBook.AnswerWindow),
        Call = item.Call,
        FollowUp = identity.FollowUp(item.Call, item.Episode, Timers.Unanswered, item.FollowUp).Value,
        Name = Timers.Unanswered,
        Subject = item.FollowUp,
        Episode = item.Episode,
        Trace = item.Trace,
    };

    private static string Told(DueItem item, SentKnown from) => $"{from switch
    {
        SentKnown.Taken => $"The {Named(item)} was handed to the email provider",
        SentKnown.Confirmed => $"The email provider confirms that it has the {Named(item)}",
        SentKnown.RepeatTaken => $"The {Named(item)} was posted once more, and the email provider took it",
        SentKnown.RepeatRefused => $"The {Named(item)} was posted once more, and the email provider calls that a repeat of one that it has",
        SentKnown.Reported => $"A report of the email provider about the {Named(item)} shows that it took it",
        _ => throw new ArgumentOutOfRangeException(nameof(from)),
    }}{Redirected(item)}.";

    private static string Named(DueItem item) => $"{item.Kind}{(item.AddressedTo is { } name ? $" to {name}" : "")}{(item.About is { } promise ? $" about {promise}" : "")}";

    private static string Redirected(DueItem item) => !item.Redirected ? ""
        : item.Letter is { To: null } && FollowUpKinds.TryParse(item.Kind, out var kind) && kind.GoesToCustomer() ? ", redirected: the customer did not get it"
        : ", redirected: the person it is for did not get it";
}

/// <summary>From what it is known that the provider took a mail.</summary>
public enum SentKnown
{
    /// <summary>It said so when the mail was posted.</summary>
    Taken,

    /// <summary>It said so when it was asked about a send whose effect was unknown.</summary>
    Confirmed,

    /// <summary>It took the second post.</summary>
    RepeatTaken,

    /// <summary>It refused the second post as a repeat of one that it has.</summary>
    RepeatRefused,

    /// <summary>It reported about the delivery.</summary>
    Reported,
}
