using System.Collections.Immutable;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>Counts what a customer and a mailbox were sent lately against the plan book's caps.</summary>
internal static class Fatigue
{
    /// <summary>What caps say about one more mail; null: it may go out.</summary>
    /// <param name="caps">The plan book's caps.</param>
    /// <param name="kind">The mail's kind.</param>
    /// <param name="followUp">The follow-up, which does not count against itself when it is tried again.</param>
    /// <param name="mailbox">What was sent to the mailbox.</param>
    /// <param name="customer">What was sent to the customer.</param>
    /// <param name="now">The moment of sending.</param>
    public static Capped? Check(ImmutableArray<FatigueCap> caps, FollowUpKind kind, string followUp, AddressRow? mailbox, CustomerRow? customer, Instant now)
    {
        var drop = false;
        Instant? free = null;
        var why = "";
        foreach (var cap in caps.Where(cap => cap.Kinds.Contains(kind)))
        {
            var byMailbox = cap.Scope == CapScope.Customer ? null : FreeAt(cap, mailbox?.Sent ?? [], followUp, now);
            var byCustomer = cap.Scope == CapScope.Address ? null : FreeAt(cap, customer?.Sent ?? [], followUp, now);
            if (byMailbox is null && byCustomer is null)
            {
                continue;
            }

            drop |= cap.Action == CapAction.Drop;
            var at = byMailbox is null || byCustomer > byMailbox ? byCustomer!.Value : byMailbox.Value;
            if (free is null || at > free)
            {
                (free, why) = (at, WhyOf(cap, byMailbox is null ? "the customer" : "the address"));
            }
        }

        return free is null ? null : new Capped(drop ? null : free, why);
    }

    /// <summary>The marks with one more, without those that no cap looks at any more.</summary>
    public static ImmutableArray<SentMark> With(ImmutableArray<SentMark> marks, SentMark mark, PlanBook book)
    {
        var horizon = mark.At - book.LongestCapWindow;
        return [.. Without(marks, mark.FollowUp).Where(earlier => earlier.At > horizon), mark];
    }

    /// <summary>The marks without those of a follow-up, which turned out not to be sent.</summary>
    public static ImmutableArray<SentMark> Without(ImmutableArray<SentMark> marks, string followUp) => [.. marks.Where(mark => mark.FollowUp != followUp)];

    private static string WhyOf(FatigueCap cap, string who) =>
        $"{who} has had {MailsOf(cap)} in the last {Words.Span(cap.Per)}, as many as the plan book allows";

    private static string MailsOf(FatigueCap cap) => cap.Kinds is [var only]
        ? Words.Counted(cap.Max, only.Word())
        : $"{Words.Counted(cap.Max, "mail")} of the kinds {string.Join(", ", cap.Kinds.Select(kind => kind.Word()))}";

    /// <summary>When one more fits under the cap; null: now.</summary>
    private static Instant? FreeAt(FatigueCap cap, ImmutableArray<SentMark> marks, string followUp, Instant now)
    {
        var words = cap.Kinds.Select(kind => kind.Word()).ToHashSet();
        var counted = marks.Where(mark => mark.At > now - cap.Per && mark.FollowUp != followUp && words.Contains(mark.Kind)).Select(mark => mark.At).Order().ToList();
        return counted.Count < cap.Max ? null : counted[^cap.Max] + cap.Per;
    }
}

/// <summary>A cap holds a mail back.</summary>
/// <param name="FreeAt">When it would fit, if it may wait; null: it is dropped.</param>
/// <param name="Why">Which cap, in words.</param>
internal sealed record Capped(Instant? FreeAt, string Why);
