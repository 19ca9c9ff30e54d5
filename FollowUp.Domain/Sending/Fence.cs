using FollowUps.Lifecycle;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// The change after which a POST may happen: the claimed row is marked, the mailbox and for surveys the customer count the mail (conditionally, so
/// that a suppression, a cap or a call that came meanwhile wins), and the mail is kept as it will be posted. The mailbox of somebody of the house, who has no
/// caps, is looked at and not written: many briefs to one supervisor at once would only refuse one another.
/// </summary>
internal static class Fence
{
    public static Changes Of(IReadOnlyList<ReadyMail> mails, Identity identity, Installation settings, Instant now)
    {
        var changes = new Changes("fence");
        foreach (var mail in mails)
        {
            var (item, operation) = (mail.Item, mail.Email.Operation);
            var mark = new SentMark(item.Kind!, now, item.FollowUp, item.Call);

            // What goes to a trial's mailbox is not what the customer got: it uses up nobody's cap. The rows are guarded all the same.
            var reaches = !item.Redirected;
            changes.Replace(mail.Row, item with { Fenced = true, PostedAt = now, Posts = item.Posts + 1 });
            changes.Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), FollowUp.Evolve(new FollowUpFact.Posting(operation.ToString())));
            changes.Overwrite(Keys.Mail(operation), new MailRow
            {
                Call = item.Call,
                FollowUp = item.FollowUp,
                At = now,
                Mailbox = mail.Mailbox,
                To = identity.Address(mail.Email.To.Address),
                MailBytes = StoredMail.Pack(mail.Email),
            });
            if (item.Letter?.To is null)
            {
                var history = mail.History?.As<AddressRow>() ?? new AddressRow();
                changes.Put(Keys.Address(mail.Mailbox), mail.History, reaches ? history with { Sent = Fatigue.With(history.Sent, mark, settings.PlanBook) } : history);
            }

            if (mail.CountsForCustomer)
            {
                var customer = mail.Customer?.As<CustomerRow>() ?? new CustomerRow();
                changes.Put(Keys.Customer(item.Letter!.Customer!), mail.Customer, reaches ? customer with { Sent = Fatigue.With(customer.Sent, mark, settings.PlanBook) } : customer);
            }
        }

        return changes;
    }
}
