using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Everything that is checked once more in the moment of sending, because days may lie between the plan and now.</summary>
public static class BeforeSend
{
    /// <summary>Decides about one claimed mail.</summary>
    /// <param name="item">The claimed row.</param>
    /// <param name="address">The customer's address; null: none that can be written to.</param>
    /// <param name="history">The mailbox in this division.</param>
    /// <param name="everywhere">The mailbox in the whole installation.</param>
    /// <param name="settings">What the installation has decided, as of now.</param>
    /// <param name="now">The moment of sending.</param>
    public static Verdict Check(DueItem item, EmailAddress? address, AddressRow? history, AddressRow? everywhere, Installation settings, Instant now)
    {
        if (!FollowUpKinds.TryParse(item.Kind, out var kind) || item.Letter is not { } letter)
        {
            return new Verdict.Park("this program does not know what to send");
        }

        if (item.ExpireAt <= now)
        {
            return kind.IsSurvey() ? new Verdict.Skip(SkipReason.Expired) : new Verdict.Park("it could not go out until it expired");
        }

        if (address is null)
        {
            return new Verdict.Skip(SkipReason.NoAddress);
        }

        if ((SuppressionList.Against(history, kind, now) ?? SuppressionList.Against(everywhere, kind, now)) is not null)
        {
            return new Verdict.Skip(SkipReason.Suppressed);
        }

        var allowed = Window(letter, settings, now);
        if (allowed > now)
        {
            return new Verdict.Later(allowed, "outside the hours in which this may go out");
        }

        if (settings.PlanBook.Caps.Any(cap => cap.Kind == kind && Count(history, cap, item, now) >= cap.Max))
        {
            return new Verdict.Skip(SkipReason.Capped);
        }

        return settings.Mode switch
        {
            MailMode.Live => new Verdict.Go(address),
            MailMode.AllowList list when list.Allows(address) => new Verdict.Go(address),
            MailMode.Redirect redirect => new Verdict.Go(redirect.To),
            _ => new Verdict.Skip(SkipReason.MailMode),
        };
    }

    private static int Count(AddressRow? history, FatigueCap cap, DueItem item, Instant now) =>
        history?.Sent.Count(s => s.At > now - cap.Per && s.FollowUp != item.FollowUp && s.Kind == cap.Kind.Word()) ?? 0;

    private static Instant Window(Letter letter, Installation settings, Instant now) => DueTime.NextAllowed(
        now,
        letter.BusinessHoursOnly ? settings.PlanBook.CalendarOf(letter.Queue) : null,
        settings.PlanBook.QuietHours,
        settings.PlanBook.ZoneOf(letter.Contact.TimeZone, letter.Contact.Country, letter.Queue));
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
    public sealed record Later(Instant At, string Why) : Verdict;

    /// <summary>A person decides.</summary>
    public sealed record Park(string Reason) : Verdict;
}
