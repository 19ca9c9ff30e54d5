using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Everything that is checked once more in the moment of sending, because days may lie between the plan and now.</summary>
public static class BeforeSend
{
    /// <summary>Why a mail waits for the recipient's hours: planned for them, it comes to be outside them when it had to wait before.</summary>
    internal static string OutOfHours(DueItem item, Addressee to, Installation settings, Instant now) =>
        $"outside the hours in which this may go out: {to.HoursOf(item.Letter!, settings, now)}{(LateMail.Describe(item, now) is { } late ? $"; {late}" : "")}";

    /// <summary>Decides about one claimed mail.</summary>
    /// <param name="item">The claimed row.</param>
    /// <param name="to">Who is written to.</param>
    /// <param name="history">The mailbox in this division.</param>
    /// <param name="everywhere">The mailbox in the whole installation.</param>
    /// <param name="customer">The customer, where <see cref="NeedsCustomer"/>; null: nothing known.</param>
    /// <param name="settings">What the installation has decided, as of now.</param>
    /// <param name="now">The moment of sending.</param>
    /// <param name="matter">The call's recovery case, for a mail that somebody may have to let out; null: none.</param>
    /// <param name="unheardOf">True when it speaks of an earlier mail that was redirected, so that the customer did not get that one.</param>
    public static Verdict Check(DueItem item, Addressee to, AddressRow? history, AddressRow? everywhere, CustomerRow? customer, Installation settings, Instant now,
        RecoveryCase? matter = null, bool unheardOf = false)
    {
        if (!FollowUpKinds.TryParse(item.Kind, out var kind) || item.Letter is not { } letter)
        {
            return new Verdict.Park("this program does not know what to send");
        }

        var waitsFor = kind == FollowUpKind.SupervisorOutreach ? WaitsFor(letter.Approval, matter) : null;
        if (item.ExpireAt <= now)
        {
            return waitsFor is not null ? new Verdict.Skip(SkipReason.Expired) { Why = $"{SkipReason.Expired.Word()}: {NobodyDid(letter.Approval, matter!)} until {Story.Time(item.ExpireAt.Value)}" } : kind.IsSurvey() || kind == FollowUpKind.AgentDigest ? new Verdict.Skip(SkipReason.Expired) : new Verdict.Park("it could not go out until it expired");
        }

        if (to.Address is not { } address)
        {
            return new Verdict.Skip(SkipReason.NoAddress);
        }

        var isAwaited = letter.Outcome != CallOutcome.Abandoned && kind is not (FollowUpKind.AgentDigest or FollowUpKind.Test);
        if ((SuppressionList.Against(history, kind, now, isAwaited) ?? SuppressionList.Against(everywhere, kind, now, isAwaited)) is { } entry)
        {
            return new Verdict.Skip(SkipReason.Suppressed) { Why = $"{SkipReason.Suppressed.Describe()}, because {entry.Describe()}" };
        }

        if (letter.To is null && kind.IsSurvey() && InCall.Until(customer, now) is { } over)
        {
            return new Verdict.Later(to.Window(letter, settings, over), "the customer is in a call") { ForCall = true };
        }

        if (waitsFor is not null && item.ExpireAt is { } end)
        {
            // Whoever has the case is reminded on each business day.
            return new Verdict.Later(Instant.Min(end, settings.PlanBook.CalendarOf(letter.Queue).AddDays(now, 1)), waitsFor) { ForApproval = true };
        }

        var allowed = to.Window(letter, settings, now);
        if (allowed > now)
        {
            return new Verdict.Later(allowed, OutOfHours(item, to, settings, now));
        }

        if (Fatigue.Check(settings.PlanBook.Caps, kind, item.FollowUp, history, customer, now) is { } capped)
        {
            var free = capped.FreeAt is { } at ? to.Window(letter, settings, at) : (Instant?)null;
            return free is null || free >= item.ExpireAt
                ? new Verdict.Skip(SkipReason.Capped) { Why = $"{SkipReason.Capped.Word()}: {capped.Why}{(free is { } late && item.ExpireAt is { } expires ? $"; it could go at {Story.Time(late)}, and it expires at {Story.Time(expires)}" : "")}" }
                : new Verdict.Later(free.Value, capped.Why);
        }

        return settings.Mode switch
        {
            { } mode when unheardOf && (mode is MailMode.Live || (mode is MailMode.AllowList listed && listed.Allows(address))) => new Verdict.Skip(SkipReason.MailMode)
            {
                Why = $"{SkipReason.MailMode.Word()}: the {(kind == FollowUpKind.CheckInReminder ? "check-in that it reminds of" : "mail that it speaks of")} was redirected: the customer did not get it",
            },
            MailMode.Live => new Verdict.Go(address),
            MailMode.AllowList list when list.Allows(address) => new Verdict.Go(address),
            MailMode.Redirect redirect => new Verdict.Go(redirect.To),
            _ => new Verdict.Skip(SkipReason.MailMode) { Why = settings.Mode.KeepsBack() },
        };
    }

    /// <summary>Whose word an outreach waits for, as the reason why it has not gone out; null: nobody's. Intake opens a case for an outreach that waits; without one nobody could say it.</summary>
    private static string? WaitsFor(Approval approval, RecoveryCase? matter) =>
        matter is not { IsOpen: true, ApprovedAt: null } ? null
        : matter.HeldAt is not null ? "somebody has stopped it, and nobody has let it out"
        : approval == Approval.Manual ? "it waits until somebody lets it out"
        : approval == Approval.OnAcknowledge && matter.IsUntaken ? "it waits until somebody takes the case"
        : null;

    /// <summary>Whose word never came, told of an outreach that waited for it until it expired.</summary>
    private static string NobodyDid(Approval approval, RecoveryCase matter) =>
        matter.HeldAt is { } held ? $"somebody stopped it at {Story.Time(held)}, and nobody let it out"
        : approval == Approval.Manual ? "nobody let it out"
        : "nobody took the case";

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
    public sealed record Skip(SkipReason Reason) : Verdict
    {
        /// <summary>The reason in words, where more can be said than the reason itself does.</summary>
        public string? Why { get; init; }
    }

    /// <summary>Not now.</summary>
    public sealed record Later(Instant At, string Why) : Verdict
    {
        /// <summary>True when it waits for the end of a call.</summary>
        public bool ForCall { get; init; }

        /// <summary>True when it waits for somebody's word.</summary>
        public bool ForApproval { get; init; }
    }

    /// <summary>A person decides.</summary>
    public sealed record Park(string Reason) : Verdict;
}
