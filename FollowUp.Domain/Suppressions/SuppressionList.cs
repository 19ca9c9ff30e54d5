using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>
/// The rules of the suppression list (rows <c>a</c>) in one place. Entries are only ever joined, per reason the wider scope and the later end win: so
/// that it does not matter in which order, or how often, the same facts are heard of, and a bounce never wipes out an unsubscribe. Only a person takes an
/// entry off, and that outweighs everything that had happened until then.
/// </summary>
public static class SuppressionList
{
    /// <summary>How long a soft entry holds: as long as the provider itself holds a bounced mailbox at most.</summary>
    public static Duration SoftPeriod { get; } = Duration.FromDays(14);

    /// <summary>The entry that forbids a mail of this kind now; null: it may be written to.</summary>
    /// <param name="row">The mailbox's row; null: nothing is known of it.</param>
    /// <param name="kind">What is to be sent.</param>
    /// <param name="now">The moment of sending.</param>
    /// <param name="isAwaited">False for what is about no promise and no open case, such as a word after a call that nobody answered.</param>
    public static Suppression? Against(AddressRow? row, FollowUpKind kind, Instant now, bool isAwaited = true) =>
        row?.Suppressions.FirstOrDefault(e => Holds(e, now) && (e.Scope == SuppressionScope.Everything || kind.IsSurvey() || (e.Scope == SuppressionScope.Optional && !isAwaited)));

    /// <summary>True until the entry lapses.</summary>
    public static bool Holds(Suppression entry, Instant now) => entry.Until is null || entry.Until > now;

    /// <summary>The recipient's own wish, for ever.</summary>
    public static Suppression Unsubscribed(Instant now, SuppressionScope scope = SuppressionScope.Surveys) => new(SuppressionReason.Unsubscribed, scope, now, null);

    /// <summary>A mailbox that cannot be delivered to.</summary>
    /// <param name="at">When delivery was tried.</param>
    /// <param name="soft">True: it may be mended, and is tried again after <see cref="SoftPeriod"/>.</param>
    public static Suppression Bounced(Instant at, bool soft) =>
        new(SuppressionReason.Bounced, SuppressionScope.Everything, at, soft ? at + SoftPeriod : null);

    /// <summary>
    /// True for what is a fact about the mailbox itself and therefore holds in every division: that it does not exist. A wish towards one
    /// division stays there.
    /// </summary>
    public static bool HoldsEverywhere(Suppression entry) => entry is { Reason: SuppressionReason.Bounced, Until: null };

    /// <summary>The row with one more entry; the very same row when the list already says as much, or the cause is older than the entry's removal.</summary>
    public static AddressRow With(AddressRow row, Suppression entry)
    {
        if (row.Removed.Any(removal => removal.Reason == entry.Reason && entry.Since < removal.At))
        {
            return row;
        }

        var known = row.Suppressions.FirstOrDefault(e => e.Reason == entry.Reason);
        var joined = known is null ? entry : Join(known, entry);
        return joined == known
            ? row
            : row with { Suppressions = [.. row.Suppressions.Where(e => e.Reason != entry.Reason).Append(joined).OrderBy(e => e.Reason)] };
    }

    /// <summary>The row without the entry of the removal's reason, and with the removal noted; the very same row when a later one is noted already.</summary>
    public static AddressRow Without(AddressRow row, SuppressionRemoval removal) =>
        row.Removed.Any(r => r.Reason == removal.Reason && r.At >= removal.At) && row.Suppressions.All(e => e.Reason != removal.Reason)
            ? row
            : row with
            {
                Suppressions = [.. row.Suppressions.Where(e => e.Reason != removal.Reason)],
                Removed = [.. row.Removed.Where(r => r.Reason != removal.Reason).Append(removal).OrderBy(r => r.Reason)],
            };

    private static Suppression Join(Suppression one, Suppression other) => new(
        one.Reason,
        one.Scope > other.Scope ? one.Scope : other.Scope,
        Instant.Min(one.Since, other.Since),
        one.Until is { } a && other.Until is { } b ? Instant.Max(a, b) : null);
}
