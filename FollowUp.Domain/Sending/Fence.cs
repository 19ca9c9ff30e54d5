using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// The change after which a POST may happen: the claimed row is marked, the mailbox counts the mail (conditionally, so that a suppression or
/// a cap that came meanwhile wins), and the mail is kept as it will be posted.
/// </summary>
internal static class Fence
{
    public static Changes Of(IReadOnlyList<ReadyMail> mails, Identity identity, Installation settings, Instant now)
    {
        var changes = new Changes("fence");
        foreach (var (row, item, email, mailbox, history) in mails)
        {
            var id = new FollowUpId(item.FollowUp);
            changes.Replace(row, item with { Fenced = true, PostedAt = now, Posts = item.Posts + 1 });
            changes.Merge(Keys.FollowUp(item.Call, id), FollowUp.Evolve(new FollowUpFact.Posting(email.Operation.ToString())));
            changes.Overwrite(Keys.Mail(email.Operation), new MailRow
            {
                Call = item.Call,
                FollowUp = item.FollowUp,
                At = now,
                Mailbox = mailbox,
                To = identity.Address(email.To.Address),
                MailBytes = StoredMail.Pack(email),
            });
            changes.Put(Keys.Address(mailbox), history, Counted(history?.As<AddressRow>() ?? new AddressRow(), item, settings, now));
        }

        return changes;
    }

    private static AddressRow Counted(AddressRow history, DueItem item, Installation settings, Instant now)
    {
        var horizon = now - settings.PlanBook.LongestCapWindow;
        return history with
        {
            Sent = [.. history.Sent.Where(s => s.At > horizon && s.FollowUp != item.FollowUp), new SentMark(item.Kind!, now, item.FollowUp, item.Call)],
        };
    }
}
