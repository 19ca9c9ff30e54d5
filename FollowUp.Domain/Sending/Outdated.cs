using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Mails that would not be true any more in the moment of sending: they name a date that has passed, or excuse a silence that is over.</summary>
internal static class Outdated
{
    /// <summary>Why a mail to a customer or about a date would not be true; null: it would.</summary>
    public static string? Why(DueItem item, CallRow call, Instant now)
    {
        if (item.Letter is not { } letter || !FollowUpKinds.TryParse(item.Kind, out var kind))
        {
            return null;
        }

        return kind switch
        {
            FollowUpKind.Acknowledgement when letter.NextStepAt is { } by && by <= now => $"the date that it names, {Story.Time(by)}, had passed before it could go out",
            FollowUpKind.PromiseConfirmation when call.HasOpenPromise() && !call.OpenPromises().Any(promise => promise is { Source: PromiseSource.Call, Overdue: 0 } && promise.DueAt > now) => "every date in it had passed before it could go out",
            FollowUpKind.PromiseOverdue when call.PromiseOf(letter.Promise) is { Source: PromiseSource.Acknowledgement } promise && ContactAfter(call, promise.MadeAt) is { } at =>
                $"the customer was contacted at {Story.Time(at)}",
            _ => null,
        };
    }

    private static Instant? ContactAfter(CallRow call, Instant? madeAt) =>
        new[] { call.Case?.ContactedAt, call.Case?.FirstOutreachAt, call.Case?.ClosedAt }.Where(at => at > (madeAt ?? Instant.MinValue)).Min();
}
