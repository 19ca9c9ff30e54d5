using System.Collections.Immutable;
using FollowUps.Messages;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>Promises as mails name them, as they stand in the moment of sending.</summary>
internal static class PromiseLines
{
    /// <summary>Every promise that was made in the call, those that are settled included, by date.</summary>
    public static ImmutableArray<PromiseLine> All(CallRow call, string? language, Installation settings, Instant now) =>
    [
        .. call.Promises.Where(promise => promise.Source == PromiseSource.Call && promise.State != PromiseState.Withdrawn)
            .OrderBy(promise => promise.DueAt).Select(promise => Of(call, promise, promise.DueAt, language, settings, now)),
    ];

    /// <summary>The promise that a mail is about; null: the mail is about none, or it is gone.</summary>
    public static PromiseLine? About(Letter letter, FollowUpKind kind, CallRow? call, string? language, Installation settings, Instant now)
    {
        if (call?.PromiseOf(letter.Promise) is not { } promise)
        {
            return null;
        }

        var line = Of(call, promise, promise.DueAt, language, settings, now);
        if (letter.To is not null)
        {
            // Whoever keeps it reads its words in any case.
            line = line with { What = promise.What.Length == 0 ? null : promise.What };
        }

        // Where it was late for the first time, the supervisor reads whose it was.
        if (letter.To is not null && kind == FollowUpKind.PromiseOverdue && promise is { Overdue: 1, Source: PromiseSource.Call })
        {
            var first = PromiseOwner.Shown(call, promise with { Owner = promise.FirstOwner });
            line = line with { OwnerName = first.Name, OwnerPhone = first.Phone };
        }

        // An overdue mail speaks of the date that was missed; the one that holds now is its next step.
        return kind == FollowUpKind.PromiseOverdue ? line with { DueAt = letter.PromiseDueAt ?? promise.DueAt, Standing = promise.State == PromiseState.Kept ? PromiseStanding.Kept : PromiseStanding.Overdue } : line;
    }

    /// <summary>The one that comes first of those still to be kept; null: none.</summary>
    public static Instant? NextDate(CallRow call, Instant now)
    {
        var open = call.Promises.Where(promise => promise is { State: PromiseState.Open, Source: PromiseSource.Call }).Select(promise => promise.DueAt).Order().ToList();
        return open.Count == 0 ? null : open.Find(due => due > now) is var next && next != default ? next : open[^1];
    }

    /// <summary>Why the words of the promise are not shown to the customer; empty: they are.</summary>
    public static ImmutableArray<string> Withheld(Letter letter, CallRow? call, Installation settings) =>
        call?.PromiseOf(letter.Promise) is { What.Length: > 0 } promise ? [.. settings.Withhold(promise.What, letter.Contact.Language)] : [];

    private static PromiseLine Of(CallRow call, PromiseFacts promise, Instant dueAt, string? language, Installation settings, Instant now)
    {
        var owner = PromiseOwner.Shown(call, promise);
        var quoted = promise.What.Length > 0 && settings.Withhold(promise.What, language).Count == 0;
        return new PromiseLine(
            quoted ? promise.What : null, dueAt, owner.Name, owner.Phone,
            promise.State == PromiseState.Kept ? PromiseStanding.Kept : dueAt <= now ? PromiseStanding.Overdue : PromiseStanding.Open)
        {
            Source = promise.Source,
        };
    }
}
