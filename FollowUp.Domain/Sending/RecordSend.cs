using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Writes what became of a claimed mail: one change for each, or one for all that were accepted together.</summary>
public sealed class RecordSend(IFollowUpStore store, Identity identity, EndEpisode endEpisode)
{
    private static readonly Duration ConfigurationWait = Duration.FromMinutes(15);
    private static readonly Duration CircuitWait = Duration.FromHours(1);
    private static readonly Duration ConnectionWait = Duration.FromMinutes(1);
    private static readonly Duration DefaultThrottle = Duration.FromMinutes(1);

    /// <summary>So many sent mails, each with the reminder it may plan, fit into one change.</summary>
    private const int MaxTogether = 8;
    private const int MaxRaces = 5;
    private readonly TakeBack _takeBack = new(store, identity, endEpisode);
    private readonly PlanReminder _planReminder = new(identity);

    /// <summary>Records the results of one fenced batch.</summary>
    public async Task ResultsAsync(
        Division division, IReadOnlyList<(ReadyMail Mail, SendResult Result)> posted, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        // The fence gave the rows new versions, which only this worker changes until the lease ends; what is gone was taken back.
        var accepted = posted.Where(p => p.Result is SendResult.Accepted).Select(p => p.Mail).ToList();
        foreach (var batch in accepted.Chunk(MaxTogether))
        {
            var together = new Changes("outcome");
            foreach (var mail in batch)
            {
                await AddSentAsync(together, division, mail.Row.Key, null, mail.Item, settings, now, cancellationToken);
            }

            if (!await store.CommitAsync(division, together, cancellationToken))
            {
                foreach (var mail in batch)
                {
                    await SentAsync(division, mail.Row.Key, null, mail.Item, settings, now, cancellationToken);
                }
            }
        }

        foreach (var (mail, result) in posted)
        {
            await NotSentAsync(division, mail, result, now, cancellationToken);
        }
    }

    /// <summary>The provider took it.</summary>
    public async Task<bool> SentAsync(Division division, string key, string? version, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var changes = new Changes("outcome");
            await AddSentAsync(changes, division, key, version, item, settings, now, cancellationToken);
            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return true;
            }

            // Lost to a fact about the follow-up: decided anew. Lost because the row was taken back: done by another.
            if (await store.FindAsync(division, key, cancellationToken) is not { } row || (version is not null && row.Version != version))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Cancels a mail that the provider knows nothing of, if it has become pointless; false: it has not.</summary>
    internal Task<bool> CancelIfPointlessAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken) =>
        _takeBack.CancelIfPointlessAsync(division, row, item, now, cancellationToken);

    /// <summary>Puts a row away whose effect is unknown, until the provider is asked.</summary>
    internal Task<bool> UnclearAsync(Division division, string row, DueItem unclear, Instant now, CancellationToken cancellationToken) =>
        _takeBack.UnclearAsync(division, row, unclear, now, cancellationToken);

    /// <summary>A rule said no; with <paramref name="shadow"/>, the mail that would have gone out is kept.</summary>
    public async Task SkipAsync(
        Division division, StoredRow row, DueItem item, SkipReason reason, OutgoingEmail? shadow, Instant now, CancellationToken cancellationToken)
    {
        var changes = Ending("skip", row.Key, row.Version, item, new FollowUpFact.Skipped(reason.Word()), "followup.skipped", $"The {item.Kind} is skipped.", reason.Word(), now);
        if (shadow is not null)
        {
            changes.Overwrite(Keys.Mail(shadow.Operation), new MailRow { Call = item.Call, FollowUp = item.FollowUp, At = now, MailBytes = StoredMail.Pack(shadow) });
        }

        await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], EpisodeOutcome.NotFollowedUp, $"{item.Kind}: {reason.Word()}", now, cancellationToken);
        await store.CommitAsync(division, changes, cancellationToken);
    }

    /// <summary>Refused for good, or impossible to write.</summary>
    public async Task FailAsync(Division division, StoredRow row, DueItem item, string reason, Instant now, CancellationToken cancellationToken)
    {
        var changes = Ending("fail", row.Key, null, item, new FollowUpFact.Failed(reason), "followup.failed", $"The {item.Kind} could not be sent.", reason, now);
        await endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], EpisodeOutcome.Unreachable, $"{item.Kind}: {reason}", now, cancellationToken);
        await store.CommitAsync(division, changes, cancellationToken);
    }

    /// <summary>Nobody can tell, or nothing helps: a person decides.</summary>
    public Task<bool> ParkAsync(Division division, StoredRow row, DueItem item, string reason, Instant now, CancellationToken cancellationToken) =>
        store.CommitAsync(
            division,
            Ending("park", row.Key, null, item, new FollowUpFact.Parked(reason), "followup.parked", $"The {item.Kind} is parked and waits for a person.", reason, now),
            cancellationToken);

    /// <summary>Back to the due index, not before <paramref name="at"/>.</summary>
    public Task<bool> PutBackAsync(Division division, StoredRow row, DueItem item, Instant at, string why, Instant now, CancellationToken cancellationToken)
    {
        var back = item with { At = Keys.RoundUp(at), Fenced = false, PostedAt = null, Posts = 0, Claims = 0, PutBacks = item.PutBacks + 1 };
        var id = new FollowUpId(item.FollowUp);
        var key = Keys.Due(back.Lane, back.At, back.Call, id);
        var changes = new Changes("put-back")
            .Delete(row.Key)
            .Insert(key, back)
            .Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.PutBack(key)));
        new Story(changes, item.Call, identity.Command("put-back", item.FollowUp, key), now)
            .Tell("send", "followup.postponed", $"The {item.Kind} waits until {Story.Time(back.At)}.", why, item.FollowUp);
        return store.CommitAsync(division, changes, cancellationToken);
    }

    private async Task NotSentAsync(Division division, ReadyMail mail, SendResult result, Instant now, CancellationToken cancellationToken)
    {
        var (row, item) = (mail.Row, mail.Item);
        switch (result)
        {
            case SendResult.Accepted:
                return;
            case SendResult.Refused refused:
                await FailAsync(division, row, item, $"refused by the email provider: {refused.Code}", now, cancellationToken);
                return;
            case SendResult.Throttled throttled:
                var notBefore = now + (throttled.RetryAfter ?? DefaultThrottle);
                await HoldPaceAsync(notBefore, cancellationToken);
                await _takeBack.NotTakenAsync(division, mail, notBefore, "the email provider asked to wait", now, cancellationToken);
                return;
            case SendResult.NotConnected:
                await _takeBack.NotTakenAsync(division, mail, now + Backoff(item.PutBacks), "the email provider could not be reached", now, cancellationToken);
                return;
            case SendResult.Misconfigured misconfigured:
                await _takeBack.NotTakenAsync(division, mail, now + ConfigurationWait, $"the email provider refused our settings: {misconfigured.Code}", now, cancellationToken);
                return;
            case SendResult.Blocked blocked:
                await OpenCircuitAsync(blocked.Code, now, cancellationToken);
                await _takeBack.NotTakenAsync(division, mail, now + CircuitWait, "the email provider has blocked the subscription", now, cancellationToken);
                return;
            case SendResult.Unclear or SendResult.Duplicate:
                var posted = item with { PostedAt = now, Posts = item.Posts + 1 };
                await UnclearAsync(division, row.Key, ReclaimLeases.UnclearFrom(posted, now), now, cancellationToken);
                return;
        }
    }

    private async Task AddSentAsync(
        Changes changes, Division division, string key, string? version, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var reminder = PlanReminder.StepFor(item, settings.PlanBook);
        var followUpKey = Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp));
        var stored = reminder is null ? null : await store.FindAsync(division, followUpKey, cancellationToken);
        if (stored is not null)
        {
            _planReminder.Add(changes, division, item, stored.As<FollowUp>(), reminder!, settings.PlanBook, now);
        }

        var timerId = identity.FollowUp(item.Call, item.Episode, Timers.Unanswered, item.FollowUp);
        var timerAt = Keys.RoundUp(now + settings.PlanBook.AnswerWindow);
        var timerKey = Keys.Due(0, timerAt, item.Call, timerId);
        changes.Delete(key, version);
        changes.Merge(followUpKey, FollowUp.Evolve(new FollowUpFact.Sent(now, timerKey)), stored?.Version);
        changes.Insert(timerKey, new DueItem
        {
            Lane = 0,
            At = timerAt,
            Call = item.Call,
            FollowUp = timerId.Value,
            Name = Timers.Unanswered,
            Subject = item.FollowUp,
            Episode = item.Episode,
        });
        RemovePending(changes, item);
        new Story(changes, item.Call, identity.Command("sent", item.FollowUp, Generation(item)), now)
            .Tell("send", "followup.sent", $"The {item.Kind} was handed to the email provider.", null, item.FollowUp);
        changes.Announce(OutgoingEvents.Sent, identity.Command(OutgoingEvents.Sent, item.FollowUp, Generation(item)), now, new OutgoingData
        {
            CallId = item.Letter?.CallId ?? "",
            Division = division.Value,
            Episode = item.Episode,
            FollowUpId = item.FollowUp,
            Kind = item.Kind,
        });
    }

    private Changes Ending(string step, string key, string? version, DueItem item, FollowUpFact fact, string kind, string sentence, string reason, Instant now)
    {
        var changes = new Changes(step)
            .Delete(key, version)
            .Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), FollowUp.Evolve(fact));
        RemovePending(changes, item);
        new Story(changes, item.Call, identity.Command(step, item.FollowUp, Generation(item)), now).Tell("send", kind, sentence, reason, item.FollowUp);
        return changes;
    }

    private static void RemovePending(Changes changes, DueItem item)
    {
        if (item.Letter?.Customer is { } customer)
        {
            changes.Delete(Keys.Pending(customer, new FollowUpId(item.FollowUp)));
        }
    }

    private async Task HoldPaceAsync(Instant notBefore, CancellationToken cancellationToken)
    {
        var row = await store.FindAsync(Division.Installation, Keys.Pace, cancellationToken);
        var pace = row?.As<PaceRow>() ?? new PaceRow();
        if (!(pace.NotBefore >= notBefore))
        {
            await store.CommitAsync(Division.Installation, new Changes("pace").Put(Keys.Pace, row, pace with { NotBefore = notBefore }), cancellationToken);
        }
    }

    private async Task OpenCircuitAsync(string code, Instant now, CancellationToken cancellationToken) =>
        await store.CommitAsync(
            Division.Installation,
            new Changes("circuit").Overwrite(Keys.Circuit, new SwitchRow(now, $"the email provider has blocked the subscription: {code}", now + CircuitWait)),
            cancellationToken);

    private static Duration Backoff(int putBacks) => Duration.FromMinutes(ConnectionWait.TotalMinutes * Math.Min(60, 1 << Math.Min(putBacks, 6)));

    private static string Generation(DueItem item) => item.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
