using System.Globalization;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>The facts behind a "not sent" of the plan, as the timeline and <c>explain</c> tell them. They hold no name, address or free text.</summary>
internal static class SkippedBecause
{
    // Up to here people count in hours, beyond it in days.
    private const int MostHours = 240;

    /// <summary>In words, without the reason itself.</summary>
    public static string Of(SkipReason reason, PlanStep step, PlanFact fact, CallClosed call, PlanBook book, Instant now, Instant due, Instant expireAt, Promise? promise = null)
    {
        var zone = step.GoesToCustomer ? book.ZoneOf(call) : book.CalendarOf(call.Queue).Zone;
        return reason switch
        {
            SkipReason.TooOld when now - fact.At > book.MaxAge && fact.On == PlanEvent.CallClosed =>
                $"the call closed {Ago(now - fact.At)} before it became known, and maxAge is {Words.Of(book.MaxAge)}",
            SkipReason.TooOld when now - fact.At > book.MaxAge => $"it happened {Ago(now - fact.At)} ago, and maxAge is {Words.Of(book.MaxAge)}",
            SkipReason.TooOld => $"its time was over at {Words.Of(expireAt, zone)}, before the call became known",
            SkipReason.Expired when promise is not null && due >= promise.DueAt =>
                $"calendar {book.CalendarOf(call.Queue).Id} opens no earlier than {Words.Of(due, zone)}, and the promise is due at {Words.Of(promise.DueAt, zone)}",
            SkipReason.Expired when step.Kind == FollowUpKind.PromiseConfirmation && Plan.NamesNoDateAhead(call, due) =>
                $"it could not go out before {Words.Of(due, zone)}, and every promise is due by then",
            SkipReason.Expired => $"it could not go out before {Words.Of(due, zone)}, and its time is over at {Words.Of(expireAt, zone)}",
            SkipReason.NoSurveyPermission => book.Surveys.Why(call),
            SkipReason.SampledOut => string.Create(
                CultureInfo.InvariantCulture, $"the sample takes calls below {step.Sample:0.####}, and this one stands at {Sample.Point(call.Id, step.Kind):0.####}"),
            SkipReason.NoAddress => "the event has no address of the customer that could be written to",
            _ => reason.Word(),
        };
    }

    private static string Ago(Duration age) => age.TotalHours > MostHours ? Words.Counted(age.Days, "day") : Words.Counted((long)age.TotalHours, "hour");
}
