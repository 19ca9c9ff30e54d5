using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>The date that an acknowledgement names is a promise too: kept when the outreach is sent, or contact or the end of the case is recorded.</summary>
internal static class AcknowledgedDate
{
    /// <summary>The promise of an acknowledgement that goes out.</summary>
    public static PromiseFacts Of(int episode, Instant nextStepAt) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"followup:acknowledgement:{episode}"), "", nextStepAt, null) { Source = PromiseSource.Acknowledgement };

    /// <summary>The promise of the page that took a wish: somebody is in contact by then.</summary>
    /// <param name="id">Its own in the call.</param>
    /// <param name="by">The date that the page names.</param>
    /// <param name="now">The moment of the wish: what was said to the customer before does not answer it.</param>
    public static PromiseFacts OfWish(string id, Instant by, Instant now) => new(id, "", by, null) { Source = PromiseSource.Acknowledgement, MadeAt = now };

    /// <summary>The call with its acknowledged date kept: somebody was in contact, or the case came to its end.</summary>
    public static CallRow Kept(CallRow call, Instant at) => Change(call, promise => promise with { State = PromiseState.Kept, KeptAt = at, KeptInTime = at <= (promise.MissedAt ?? promise.DueAt) });

    /// <summary>The call with its acknowledged date withdrawn: nobody waits for it any more.</summary>
    public static CallRow Withdrawn(CallRow call) => Change(call, promise => promise with { State = PromiseState.Withdrawn });

    /// <summary>What came of the promise until its timer looked: kept, withdrawn with a reason, or null: it is late.</summary>
    public static (PromiseFacts Promise, string Why)? Settled(CallRow call, PromiseFacts promise, IEnumerable<FollowUp> followUps)
    {
        var outreaches = followUps.Where(f => f.Kind == FollowUpKind.SupervisorOutreach.Word() && f.Episode == call.Episode).ToList();
        Instant?[] contacts =
        [
            call.Case?.FirstOutreachAt, call.Case?.ContactedAt, call.Case?.ClosedAt,

            // In a shadow week the mail counts as it would have gone out.
            .. outreaches.Select(f => f.SentAt ?? (f.Reason == SkipReason.MailMode.Word() ? f.DueAt : null)),
        ];
        if (contacts.Where(contact => contact is not null && contact > (promise.MadeAt ?? Instant.MinValue)).Min() is { } at)
        {
            return (promise with { State = PromiseState.Kept, KeptAt = at, KeptInTime = at <= (promise.MissedAt ?? promise.DueAt) }, "the customer was contacted");
        }

        return promise.MadeAt is null && outreaches.Count > 0 && outreaches.All(f => f.State == FollowUpState.Cancelled)
            ? (promise with { State = PromiseState.Withdrawn }, outreaches[0].Reason ?? "the outreach was cancelled")
            : null;
    }

    private static CallRow Change(CallRow call, Func<PromiseFacts, PromiseFacts> change) =>
        call.Promises.Any(IsOpen) ? call with { Promises = [.. call.Promises.Select(promise => IsOpen(promise) ? change(promise) : promise)] } : call;

    private static bool IsOpen(PromiseFacts promise) => promise is { Source: PromiseSource.Acknowledgement, State: PromiseState.Open };
}
