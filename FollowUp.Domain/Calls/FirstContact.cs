using FollowUps.Plans;
using FollowUps.State;

namespace FollowUps.Calls;

/// <summary>
/// Marks the first mail to a customer of whom nothing was known. Their mailbox most likely has no row yet, so that the fence may simply insert it: a row
/// that is there all the same has the fence refused, and then it is read. That saves one request for every new customer.
/// </summary>
internal static class FirstContact
{
    /// <summary>Marks the earliest customer mail among the due rows that <paramref name="changes"/> inserts.</summary>
    public static void Mark(Changes changes, CustomerView view)
    {
        if (view.Calls.Count > 0 || view.Pending.Length > 0 || view.Row?.As<CustomerRow>().Sent.Length > 0)
        {
            return;
        }

        var mails = changes.Rows.Where(row => row.Kind == ChangeKind.Insert && row.Key.StartsWith(Keys.DueIndex.From, StringComparison.Ordinal))
            .Select(row => (row.Key, Item: RowCodec.Read<DueItem>(row.Columns)))
            .Where(mail => mail.Item.Letter is { To: null } && FollowUpKinds.TryParse(mail.Item.Kind, out var kind) && kind.GoesToCustomer())
            .ToList();
        if (mails.Count > 0)
        {
            changes.Amend<DueItem>(mails.MinBy(mail => (mail.Item.At, mail.Item.Lane)).Key, item => item with { FirstContact = true });
        }
    }
}
