using NodaTime;

namespace FollowUps.State;

/// <summary><c>t</c>: one sentence of what happened, for people.</summary>
/// <param name="At">When.</param>
/// <param name="Sequence">Order within one instant.</param>
/// <param name="Actor">Who: <c>call platform</c>, <c>plan</c>, <c>sweep</c>, <c>send</c>, <c>customer</c>, <c>operator</c>, …</param>
/// <param name="Kind">The fact's name ("followup.sent").</param>
/// <param name="Sentence">The sentence. Holds no address, phone or free text of the call.</param>
/// <param name="Reason">Why, when there is a why.</param>
/// <param name="FollowUp">The follow-up it speaks of.</param>
public sealed record TimelineEntry(Instant At, int Sequence, string Actor, string Kind, string Sentence, string? Reason = null, string? FollowUp = null)
{
    /// <summary>For a mail: the version of the template that made it (<c>en/check-in@ab12cd34ef56</c>); null: no mail, or not known any more.</summary>
    public string? Template { get; init; }
}
