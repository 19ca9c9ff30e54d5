using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>
/// How many answers are taken: so many to one mail, and so many a day from one mailbox. A person answers once or twice; only what is posted to a mail after
/// that is counted on the mailbox's row, so that an ordinary answer costs no request for it.
/// </summary>
/// <param name="store">Where the mailbox's row lies.</param>
/// <param name="identity">Names it.</param>
internal sealed class AnswerLimit(IFollowUpStore store, Identity identity)
{
    /// <summary>So many answers one mail takes; what comes after that is no person.</summary>
    public const int PerMail = 20;

    /// <summary>So many answers to a mail are not counted on the mailbox.</summary>
    public const int Uncounted = 3;

    /// <summary>So many further answers one mailbox posts within <see cref="Window"/>, over all its mails.</summary>
    public const int PerMailbox = 50;

    /// <summary>How long a mailbox's count lasts, from the first answer that was counted.</summary>
    public static readonly Duration Window = Duration.FromDays(1);

    /// <summary>Whether one more answer is taken, and what the change that records it has to count.</summary>
    /// <param name="link">The opened link.</param>
    /// <param name="asked">The follow-up that is answered, as it stands.</param>
    /// <param name="now">The moment of the POST.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <returns>Null: no more is taken.</returns>
    public async Task<CountedPost?> AllowsAsync(SignedLink link, FollowUp asked, Instant now, CancellationToken cancellationToken)
    {
        if (asked.Answers >= PerMail)
        {
            return null;
        }

        if (asked.Answers < Uncounted
            || (await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>().Contact.Email is not { } email
            || !EmailAddress.TryParse(email, out var address))
        {
            return CountedPost.Free;
        }

        var key = Keys.Address(identity.Address(address!));
        var read = await store.FindAsync(link.Division, key, cancellationToken);
        var mailbox = read?.As<AddressRow>() ?? new AddressRow();
        var posted = mailbox.Posted is { } before && now < before.Since + Window ? before : new PostedAnswers(now, 0);
        return posted.Count >= PerMailbox ? null : new CountedPost(key, read, mailbox with { Posted = posted with { Count = posted.Count + 1 } });
    }
}

/// <summary>One more answer of a mailbox, to be written in the change that records the answer.</summary>
/// <param name="Key">The mailbox's row; null: nothing is counted.</param>
/// <param name="Read">As it was read; null: not there.</param>
/// <param name="Row">As it is to be.</param>
internal sealed record CountedPost(string? Key, StoredRow? Read, AddressRow? Row)
{
    /// <summary>An ordinary answer.</summary>
    public static CountedPost Free { get; } = new(null, null, null);

    /// <summary>Adds the count; it is refused, and decided anew, when somebody else changed the row meanwhile.</summary>
    public void AddTo(Changes changes)
    {
        if (Key is not null)
        {
            changes.Put(Key, Read, Row!);
        }
    }
}
