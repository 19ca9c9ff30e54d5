using System.Collections.Immutable;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>At intake: every open promise of the call gets its first timer, and the timeline says what is odd about them.</summary>
internal sealed class WatchPromises(Identity identity)
{
    private readonly PromiseTimers _timers = new(identity);

    /// <summary>Adds the timers; returns the call with them.</summary>
    /// <param name="changes">What intake writes.</param>
    /// <param name="story">Where its sentences go.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="row">The call's row with its rule.</param>
    /// <param name="before">The same call in its earlier episode; null: this is the first.</param>
    /// <param name="book">The plan book.</param>
    /// <param name="now">The moment of intake.</param>
    public CallRow Add(Changes changes, Story story, string hash, CallRow row, CallRow? before, PlanBook book, Instant now)
    {
        var promises = row.Promises.Select(promise => promise with { TimerKey = before?.PromiseOf(promise.Id) is { } known && known.DueAt == promise.DueAt ? known.TimerKey : null }).ToList();
        if (promises.Count == 0)
        {
            return row;
        }

        if (now - row.ClosedAt > book.MaxAge)
        {
            story.Tell("plan", "promises.left", "Promises of this call are not followed up.", SkipReason.TooOld.Describe());
            return row with { Promises = [.. promises.Select(promise => promise with { TimerKey = null })] };
        }

        for (var i = 0; i < promises.Count; i++)
        {
            promises[i] = promises[i] switch
            {
                { State: PromiseState.Open, TimerKey: null } open => _timers.Add(changes, hash, row, open, book, now),
                { State: PromiseState.Kept, Source: PromiseSource.Call } kept when before?.PromiseOf(kept.Id) is null => Kept(changes, hash, row, kept, now),
                var other => other,
            };
        }

        Tell(story, row, promises, book, now);
        return row with { Promises = [.. promises] };
    }

    private PromiseFacts Kept(Changes changes, string hash, CallRow row, PromiseFacts kept, Instant now)
    {
        PromiseCounts.Kept(changes, identity, hash, row, kept, now);
        return _timers.AddKept(changes, hash, row, kept, now);
    }

    private static void Tell(Story story, CallRow row, IEnumerable<PromiseFacts> promises, PlanBook book, Instant now)
    {
        var open = promises.Where(promise => promise is { State: PromiseState.Open, Source: PromiseSource.Call }).ToList();
        if (open.Count == 0)
        {
            return;
        }

        var calendar = book.CalendarOf(row.Queue);
        var late = open.Where(promise => promise.DueAt <= now).ToList();
        var notes = ImmutableArray.CreateBuilder<string>();
        Note(late.Count, $"due already when the call became known: whoever keeps it is asked at once, and has until {Story.Time(calendar.Add(now, PromiseTimers.Grace))}");
        Note(open.Except(late).Count(promise => !calendar.IsOpen(promise.DueAt)), $"due outside the hours of calendar {calendar.Id}: the date stands as it was told");
        Note(open.Count(promise => promise.Owner is null), row.Agent is null ? "without an owner: the supervisor on duty is asked" : "without an owner of its own: the agent of the call is asked");
        Note(open.Count(promise => promise.Owner is { Email: null }), "without an address of its owner: somebody else is asked");
        story.Tell(
            "plan", "promises.watched", $"{Words.Counted(open.Count, "promise")} {(open.Count == 1 ? "is" : "are")} followed up; the first is due at {Story.Time(open.Min(promise => promise.DueAt))}.",
            notes.Count == 0 ? null : string.Join("; ", notes));

        void Note(int count, string what)
        {
            if (count > 0)
            {
                notes.Add(count == 1 && open.Count == 1 ? $"it is {what}" : $"{count} {(count == 1 ? "is" : "are")} {what}");
            }
        }
    }
}
