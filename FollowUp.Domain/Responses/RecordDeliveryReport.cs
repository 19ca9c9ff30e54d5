using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>
/// Step 6: the email provider tells what became of a mail. The same report again changes nothing, and a set of reports leads to the same state in
/// whatever order it comes, even before the send itself is recorded. What cannot be used is kept as a dead letter.
/// </summary>
public sealed class RecordDeliveryReport(
    IFollowUpStore store, Identity identity, DeadLetters deadLetters, ProveSent proveSent, Undeliverable undeliverable, IAlerts alerts, Func<Installation> installation)
{
    /// <summary>The queue that the reports come on, as dead letters name it.</summary>
    public const string Queue = "delivery-reports";

    private const int MaxRaces = 8;

    /// <summary>Takes one message as the queue delivered it; answers for each event in it. Throws only when storage is broken, or a row is being moved for too long.</summary>
    public async Task<IReadOnlyList<ReportResult>> RunAsync(ReadOnlyMemory<byte> message, Instant now, CancellationToken cancellationToken)
    {
        var results = new List<ReportResult>();
        foreach (var read in ReadDeliveryReport.Of(message))
        {
            results.Add(read switch
            {
                ReportEvent.Report report => await RecordAsync(report.Value, report.Content, now, cancellationToken),
                ReportEvent.Bad bad => await KeepAsync(bad.Content, bad.Error, Division.Main, now, cancellationToken),
                _ => ReportResult.Ignored,
            });
        }

        return results;
    }

    private async Task<ReportResult> RecordAsync(DeliveryReport report, ReadOnlyMemory<byte> content, Instant now, CancellationToken cancellationToken)
    {
        if (await store.FindInAnyDivisionAsync(Keys.Mail(report.Message), cancellationToken) is var (division, mail))
        {
            return await ApplyAsync(division, mail, report, content, now, cancellationToken);
        }

        return await KeepUnknownAsync(content, now, cancellationToken);
    }

    private Task<ReportResult> KeepUnknownAsync(ReadOnlyMemory<byte> content, Instant now, CancellationToken cancellationToken)
    {
        var unknown = new InputError(
            "No mail of this installation has this message id.",
            "data.messageId",
            "Nothing is to be done when another application sends through the same provider resource; otherwise redrive it.");
        return KeepAsync(content, unknown, Division.Main, now, cancellationToken);
    }

    private async Task<ReportResult> ApplyAsync(
        Division division, StoredRow mailRow, DeliveryReport report, ReadOnlyMemory<byte> content, Instant now, CancellationToken cancellationToken)
    {
        var mail = mailRow.As<MailRow>();
        var recipient = report.Recipient is null ? mail.To : identity.Address(report.Recipient);
        var command = identity.Command("report", report.Message.ToString(), recipient ?? "", report.Word);
        var first = FirstDelivery(mailRow, mail, recipient, report, command, now);
        if (first is not null && await store.CommitAsync(division, first, cancellationToken))
        {
            return ReportResult.Recorded;
        }

        var order = 0;
        for (var race = first is null ? 0 : 1; race < MaxRaces; race++)
        {
            // The first try assumes a new report and saves a request.
            if (race > 0 && await store.FindAsync(division, Keys.Timeline(mail.Call, command), cancellationToken) is not null)
            {
                return ReportResult.Duplicate;
            }

            if (race > 0 && await store.FindAsync(division, Keys.Mail(report.Message), cancellationToken) is null)
            {
                return await KeepUnknownAsync(content, now, cancellationToken);
            }

            var stored = await store.FindAsync(division, Keys.FollowUp(mail.Call, new FollowUpId(mail.FollowUp)), cancellationToken);
            if (stored?.As<FollowUp>() is not { } followUp)
            {
                var gone = new InputError("The follow-up of this mail is no longer stored.", "data.messageId", "Nothing is to be done: its retention is over.");
                return await KeepAsync(content, gone, division, now, cancellationToken);
            }

            var reported = new ReportedMail(division, mail, report, stored, followUp);
            if (reported.IsCurrent && ProveSent.IsNews(followUp, report.Status.IsDelivered()))
            {
                order = await proveSent.RunAsync(division, mail.Call, stored, followUp, mail.IsRedirected, now, cancellationToken) ? TimelineOrder.Proved : order;
                continue;
            }

            if (await store.CommitAsync(division, await ChangesOfAsync(reported, recipient, command, order, now, cancellationToken), cancellationToken))
            {
                AlertIfOfTheHouse(reported, recipient, now);
                return ReportResult.Recorded;
            }
        }

        throw new TimeoutException("A delivery report lost all its races; the queue tries again.");
    }

    /// <summary>
    /// What nearly every mail comes to, in one change and without reading the follow-up: the mail's row says that the send is recorded and nobody has
    /// reported yet, and its version that this still holds. Null: not so.
    /// </summary>
    private static Changes? FirstDelivery(StoredRow row, MailRow mail, string? recipient, DeliveryReport report, string command, Instant now)
    {
        if (string.IsNullOrEmpty(mail.Unreported) || !report.Status.IsDelivered() || (mail.To is not null && recipient != mail.To))
        {
            return null;
        }

        var changes = new Changes("report");
        var id = new FollowUpId(mail.FollowUp);
        TellDelivered(new Story(changes, mail.Call, command, now), mail, mail.Unreported, id.Value, report);
        return changes
            .Merge(row.Key, new MailPatch { Unreported = "" }, row.Version)
            .Merge(Keys.FollowUp(mail.Call, id), FollowUp.Evolve(new FollowUpFact.Delivered(report.At ?? now)));
    }

    /// <summary>A customer whom no mail reaches becomes a call task or an outcome; that somebody of the house hears of nothing any more, nobody would notice.</summary>
    private void AlertIfOfTheHouse(ReportedMail reported, string? recipient, Instant now)
    {
        var (_, mail, report, _, followUp) = reported;
        if (!report.Status.Suppresses() || reported.IsRedirected || recipient != mail.To)
        {
            return;
        }

        if ((followUp.Person ?? SuppressedPeople.PersonWith(installation().Directory, report.Recipient)?.Id) is { } person)
        {
            var until = SuppressionList.Bounced(report.At ?? now, report.IsSoft()).Until;
            alerts.Raise(new Alert.PersonSuppressed(person, $"a mail to them {(report.SmtpCode is { } code ? $"came back ({code})" : "came back")}{(until is { } end ? $"; it is tried again from {Story.Time(end)}" : "")}"));
        }
    }

    private static void TellDelivered(Story story, MailRow mail, string kind, string followUp, DeliveryReport report)
    {
        var how = report.Status == DeliveryStatus.Expanded ? "delivered to the members of a distribution list" : "delivered";
        story.Tell("email provider", "followup.delivered", $"The {kind} was {how}{(mail.IsRedirected ? ", at the mailbox that mails are redirected to" : "")}.", null, followUp);
    }

    private async Task<Changes> ChangesOfAsync(ReportedMail reported, string? recipient, string command, int order, Instant now, CancellationToken cancellationToken)
    {
        var (_, mail, report, stored, followUp) = reported;
        var changes = new Changes("report") { Order = order }.Merge(Keys.Mail(report.Message), new MailPatch { Unreported = "" });
        var story = new Story(changes, mail.Call, command, now);
        if (mail.To is not null && recipient != mail.To)
        {
            story.Tell("email provider", "followup.report", $"The email provider reports about the {followUp.Kind} to somebody else; it counts for nothing.", report.Word, followUp.Id);
        }
        else if (report.Status.IsDelivered())
        {
            TellDelivered(story, mail, followUp.Kind, followUp.Id, report);
            await TellIfSuppressedAsync(story, reported, now, cancellationToken);
            if (reported.IsCurrent)
            {
                var at = Instant.Min(report.At ?? now, followUp.DeliveredAt ?? Instant.MaxValue);
                changes.Merge(stored.Key, FollowUp.Evolve(new FollowUpFact.Delivered(at)), stored.Version);
            }
        }
        else if (report.Status.Failure() is { } failure)
        {
            await undeliverable.AddAsync(changes, story, reported, failure, now, cancellationToken);
        }
        else
        {
            story.Tell("email provider", "followup.report", $"The email provider reports about the {followUp.Kind} what is not known here; it counts for nothing.", report.Word, followUp.Id);
        }

        return changes;
    }

    /// <summary>Nobody shall take a late "delivered" for a mailbox that works again.</summary>
    private async Task TellIfSuppressedAsync(Story story, ReportedMail reported, Instant now, CancellationToken cancellationToken)
    {
        var (division, mail, _, _, followUp) = reported;
        if (reported.IsCurrent && followUp.DeliveryFailure is { } failure && mail.To is { } mailbox
            && (await store.FindAsync(division, Keys.Address(mailbox), cancellationToken))?.As<AddressRow>() is { } row
            && row.Suppressions.Any(entry => entry.Reason == SuppressionReason.Bounced && SuppressionList.Holds(entry, now)))
        {
            story.Tell("suppression list", "address.stays", $"The {followUp.Kind} was reported as delivered after it had been reported as {failure}; the address stays suppressed.", null, followUp.Id);
        }
    }

    private async Task<ReportResult> KeepAsync(ReadOnlyMemory<byte> content, InputError error, Division division, Instant now, CancellationToken cancellationToken)
    {
        await deadLetters.KeepAsync(Queue, content, error, division, now, cancellationToken);
        return ReportResult.DeadLetter;
    }
}

/// <summary>A report together with what it speaks of, as it was read.</summary>
/// <param name="Division">Where the mail was found.</param>
/// <param name="Mail">The mail.</param>
/// <param name="Report">What is said about it.</param>
/// <param name="Stored">The follow-up's row.</param>
/// <param name="FollowUp">What it holds.</param>
public sealed record ReportedMail(Division Division, MailRow Mail, DeliveryReport Report, StoredRow Stored, FollowUp FollowUp)
{
    /// <summary>False when an operator has had the mail sent again since: then the report says nothing about the follow-up.</summary>
    public bool IsCurrent => Identity.Operation(new FollowUpId(FollowUp.Id), FollowUp.Generation) == Report.Message;

    /// <summary>True when it went to the mailbox that all mail is redirected to, so that the report says nothing about the customer.</summary>
    public bool IsRedirected => Mail.IsRedirected;
}

/// <summary>What became of one event.</summary>
public enum ReportResult
{
    /// <summary>Applied, or noted on the timeline.</summary>
    Recorded,

    /// <summary>Known already: nothing was written.</summary>
    Duplicate,

    /// <summary>Not for us.</summary>
    Ignored,

    /// <summary>Could not be used, and is kept.</summary>
    DeadLetter,
}
