using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Recovery;
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
    public static CallRow Withdrawn(CallRow call) => Change(call, Withdrawn);

    /// <summary>What came of the promise until its timer looked; null: it is late. Only what really went out to the customer, or a person, keeps it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="promise">The promise.</param>
    /// <param name="followUps">The call's follow-ups.</param>
    /// <param name="elsewhere">The ids of those whose mail went to the mailbox that all mail is redirected to.</param>
    public static Settlement? Settled(CallRow call, PromiseFacts promise, IEnumerable<FollowUp> followUps, IReadOnlySet<string> elsewhere)
    {
        var own = followUps.Where(f => f.Episode == call.Episode).ToList();
        var outreaches = own.Where(f => f.Kind == FollowUpKind.SupervisorOutreach.Word()).ToList();
        Instant?[] contacts =
        [
            call.Case?.ContactedAt, call.Case?.ClosedAt,

            // The first outreach of the case may be a mail that went elsewhere.
            outreaches.Any(f => elsewhere.Contains(f.Id) && f.SentAt == call.Case?.FirstOutreachAt) ? null : call.Case?.FirstOutreachAt,
            .. outreaches.Where(f => !elsewhere.Contains(f.Id)).Select(f => f.SentAt),
        ];
        if (contacts.Where(contact => contact is not null && contact > (promise.MadeAt ?? Instant.MinValue)).Min() is { } at)
        {
            return new(
                promise with { State = PromiseState.Kept, KeptAt = at, KeptInTime = at <= (promise.MissedAt ?? promise.DueAt) },
                "The date of the acknowledgement was kept.", at == call.Case?.ClosedAt && at != call.Case.ContactedAt ? Ended(call.Case) : "the customer was contacted");
        }

        if (promise.MadeAt is null && outreaches.Count > 0 && outreaches.All(f => f.State == FollowUpState.Cancelled))
        {
            return new(Withdrawn(promise), "Nobody waits for the date of the acknowledgement any more.", outreaches[0].Reason ?? "the outreach was cancelled");
        }

        var announced = own.Where(f => promise.MadeAt is null && f.Kind == FollowUpKind.Acknowledgement.Word()).ToList();
        if (announced.Count > 0 && announced.All(f => f.SentAt is null && f.State is not (FollowUpState.Sending or FollowUpState.Unclear or FollowUpState.Parked)) && !announced.Any(f => f.Reason == SkipReason.MailMode.Word()))
        {
            return new(Withdrawn(promise), "The date of the acknowledgement counts neither as kept nor as missed.", "the acknowledgement has not gone out: the customer was not told of the date");
        }

        // A date that the customer was never told, or that only the mail mode kept from being met, says nothing about anybody.
        return announced.Concat(outreaches).Any(f => KeptBack(f, promise, elsewhere))
            ? new(Withdrawn(promise), "The date of the acknowledgement counts neither as kept nor as missed.", "the mail mode let nothing out to the customer, and nobody was in contact")
            : null;
    }

    /// <summary>Nobody need have spoken with the customer for a case to be over.</summary>
    private static string Ended(RecoveryCase matter) => matter.ClosedBecause is { } because ? $"the case was closed: {because}" : "the case was closed";

    private static bool KeptBack(FollowUp followUp, PromiseFacts promise, IReadOnlySet<string> elsewhere) =>
        (elsewhere.Contains(followUp.Id) ? followUp.SentAt : followUp.Reason == SkipReason.MailMode.Word() ? followUp.DueAt : null) > (promise.MadeAt ?? Instant.MinValue);

    private static PromiseFacts Withdrawn(PromiseFacts promise) => promise with { State = PromiseState.Withdrawn };

    private static CallRow Change(CallRow call, Func<PromiseFacts, PromiseFacts> change) =>
        call.Promises.Any(IsOpen) ? call with { Promises = [.. call.Promises.Select(promise => IsOpen(promise) ? change(promise) : promise)] } : call;

    private static bool IsOpen(PromiseFacts promise) => promise is { Source: PromiseSource.Acknowledgement, State: PromiseState.Open };
}

/// <summary>How the date of an acknowledgement was settled.</summary>
/// <param name="Promise">The promise as it stands then.</param>
/// <param name="Sentence">What the timeline tells.</param>
/// <param name="Why">And why.</param>
internal sealed record Settlement(PromiseFacts Promise, string Sentence, string Why);
