using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Everything that is checked once more in the moment of sending, because days may lie between the plan and now.</summary>
public static class BeforeSend
{
    /// <summary>Decides about one claimed mail.</summary>
    /// <param name="item">The claimed row.</param>
    /// <param name="to">Who is written to.</param>
    /// <param name="history">The mailbox in this division.</param>
    /// <param name="everywhere">The mailbox in the whole installation.</param>
    /// <param name="customer">The customer, where <see cref="NeedsCustomer"/>; null: nothing known.</param>
    /// <param name="settings">What the installation has decided, as of now.</param>
    /// <param name="now">The moment of sending.</param>
    public static Verdict Check(DueItem item, Addressee to, AddressRow? history, AddressRow? everywhere, CustomerRow? customer, Installation settings, Instant now)
    {
        if (!FollowUpKinds.TryParse(item.Kind, out var kind) || item.Letter is not { } letter)
        {
            return new Verdict.Park("this program does not know what to send");
        }

        if (item.ExpireAt <= now)
        {
            return kind.IsSurvey() ? new Verdict.Skip(SkipReason.Expired) : new Verdict.Park("it could not go out until it expired");
        }

        if (to.Address is not { } address)
        {
            return new Verdict.Skip(SkipReason.NoAddress);
        }

        if ((SuppressionList.Against(history, kind, now) ?? SuppressionList.Against(everywhere, kind, now)) is not null)
        {
            return new Verdict.Skip(SkipReason.Suppressed);
        }

        if (letter.To is null && kind.IsSurvey() && InCall.Until(customer, now) is { } over)
        {
            return new Verdict.Later(to.Window(letter, settings, over), "the customer is in a call") { ForCall = true };
        }

        var allowed = to.Window(letter, settings, now);
        if (allowed > now)
        {
            return new Verdict.Later(allowed, "outside the hours in which this may go out");
        }

        if (Fatigue.Check(settings.PlanBook.Caps, kind, item.FollowUp, history, customer, now) is { } capped)
        {
            var free = capped.FreeAt is { } at ? to.Window(letter, settings, at) : (Instant?)null;
            return free is null || free >= item.ExpireAt
                ? new Verdict.Skip(SkipReason.Capped)
                : new Verdict.Later(free.Value, "the customer has had as many as the plan book allows");
        }

        return settings.Mode switch
        {
            MailMode.Live => new Verdict.Go(address),
            MailMode.AllowList list when list.Allows(address) => new Verdict.Go(address),
            MailMode.Redirect redirect => new Verdict.Go(redirect.To),
            _ => new Verdict.Skip(SkipReason.MailMode),
        };
    }

    /// <summary>
    /// True when the customer's own row takes part in the decision: whether they are in a call, and what they were sent. It is then read before
    /// the fence and written in it, so that a call that begins or another mail to them has one winner.
    /// </summary>
    public static bool NeedsCustomer(DueItem item, Installation settings) =>
        item.Letter is { Customer: not null, To: null } && FollowUpKinds.TryParse(item.Kind, out var kind)
        && (kind.IsSurvey() || settings.PlanBook.Caps.Any(cap => cap.Kinds.Contains(kind) && cap.Scope != CapScope.Address));
}

/// <summary>What the checks decided.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Send it, to this mailbox.</summary>
    public sealed record Go(EmailAddress To) : Verdict;

    /// <summary>A rule says no.</summary>
    public sealed record Skip(SkipReason Reason) : Verdict;

    /// <summary>Not now.</summary>
    public sealed record Later(Instant At, string Why) : Verdict
    {
        /// <summary>True when it waits for the end of a call.</summary>
        public bool ForCall { get; init; }
    }

    /// <summary>A person decides.</summary>
    public sealed record Park(string Reason) : Verdict;
}
