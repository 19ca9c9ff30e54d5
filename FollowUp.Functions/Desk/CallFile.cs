using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;

namespace FollowUps.Desk;

/// <summary>Everything stored about one call, for the question "why was (or wasn't) this sent?".</summary>
/// <param name="Hash">h(call).</param>
/// <param name="Call">The call.</param>
/// <param name="FollowUps">Its follow-ups, by due instant.</param>
/// <param name="Timeline">What happened, oldest first.</param>
/// <param name="Answers">What the customer answered, as far as it may be kept, oldest first.</param>
internal sealed record CallFile(string Hash, CallRow Call, IReadOnlyList<FollowUp> FollowUps, IReadOnlyList<TimelineEntry> Timeline, IReadOnlyList<AnswerRow> Answers)
{
    private const int MaxRows = 1000;

    /// <summary>Reads one call; null when it is not known.</summary>
    public static async Task<CallFile?> ReadAsync(IFollowUpStore store, Division division, string hash, CancellationToken cancellationToken)
    {
        var call = await store.FindAsync(division, Keys.Call(hash), cancellationToken);
        if (call is null)
        {
            return null;
        }

        var followUps = await store.RangeAsync(division, Keys.FollowUps(hash), MaxRows, cancellationToken);
        var timeline = await store.RangeAsync(division, Keys.Timelines(hash), MaxRows, cancellationToken);
        var answers = await store.RangeAsync(division, Keys.AnswersTo(hash), MaxRows, cancellationToken);
        return new CallFile(
            hash,
            call.As<CallRow>(),
            [.. followUps.Select(f => f.As<FollowUp>()).OrderBy(f => f.DueAt ?? NodaTime.Instant.MaxValue)],
            [.. timeline.Select(t => t.As<TimelineEntry>()).OrderBy(t => t.At).ThenBy(t => t.Sequence)],
            [.. answers.Select(a => a.As<AnswerRow>()).OrderBy(a => a.At)]);
    }
}
