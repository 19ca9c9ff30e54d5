using FollowUps.Lifecycle;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// The change after which a POST may happen: the claimed row is marked, the mailbox and for surveys the customer count the mail (conditionally, so
/// that a suppression, a cap or a call that came meanwhile wins), and the mail is kept as it will be posted.
/// </summary>
internal static class Fence
{
    public static Changes Of(IReadOnlyList<ReadyMail> mails, Installation settings, Instant now)
    {
        var changes = new Changes("fence");
        foreach (var mail in mails)
        {
            var (item, operation) = (mail.Item, mail.Email.Operation);
            var mark = new SentMark(item.Kind!, now, item.FollowUp);
            changes.Replace(mail.Row, item with { Fenced = true, PostedAt = now, Posts = item.Posts + 1 });
            changes.Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), FollowUp.Evolve(new FollowUpFact.Posting(operation.ToString())));
            changes.Overwrite(Keys.Mail(operation), new MailRow
            {
                Call = item.Call,
                FollowUp = item.FollowUp,
                At = now,
                MailBytes = StoredMail.Pack(mail.Email),
            });
            var history = mail.History?.As<AddressRow>() ?? new AddressRow();
            changes.Put(Keys.Address(mail.Mailbox), mail.History, history with { Sent = Fatigue.With(history.Sent, mark, settings.PlanBook) });
            if (mail.CountsForCustomer)
            {
                var customer = mail.Customer?.As<CustomerRow>() ?? new CustomerRow();
                changes.Put(Keys.Customer(item.Letter!.Customer!), mail.Customer, customer with { Sent = Fatigue.With(customer.Sent, mark, settings.PlanBook) });
            }
        }

        return changes;
    }

    /// <summary>Takes a mail off the counts again: the provider certainly did not take it.</summary>
    public static async Task UncountAsync(IFollowUpStore store, Changes changes, Calls.Division division, ReadyMail mail, CancellationToken cancellationToken)
    {
        var mailbox = await store.FindAsync(division, Keys.Address(mail.Mailbox), cancellationToken);
        if (mailbox?.As<AddressRow>() is { } history && history.Sent.Any(mark => mark.FollowUp == mail.Item.FollowUp))
        {
            changes.Replace(mailbox, history with { Sent = Fatigue.Without(history.Sent, mail.Item.FollowUp) });
        }

        var read = mail.CountsForCustomer ? await store.FindAsync(division, Keys.Customer(mail.Item.Letter!.Customer!), cancellationToken) : null;
        if (read?.As<CustomerRow>() is { } customer && customer.Sent.Any(mark => mark.FollowUp == mail.Item.FollowUp))
        {
            changes.Replace(read, customer with { Sent = Fatigue.Without(customer.Sent, mail.Item.FollowUp) });
        }
    }
}
