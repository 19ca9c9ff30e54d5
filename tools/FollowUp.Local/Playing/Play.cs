using FollowUps.Local.Functions;
using FollowUps.Local.Mail;
using FollowUps.Local.Queues;
using FollowUps.Local.Storage;
using FollowUps.Local.Visitors;
using NodaTime;

namespace FollowUps.Local.Playing;

/// <summary>How a stretch of play ended.</summary>
public enum Ending
{
    /// <summary>Nothing is pending any more.</summary>
    Idle,

    /// <summary>The given instant was reached first.</summary>
    Limit,
}

/// <summary>
/// Plays simulated time by the one rule: everything due at an instant is brought to rest, and only then does the clock move, to the earliest
/// instant at which anything can happen.
/// </summary>
public sealed class Play(
    SimulatedClock clock, Script script, QueueLoop queues, Timers timers, DeliveryReports reports, HandlerFleet fleet, StateReport state,
    RunTally tally, PostingPlaces places, Progress progress, PlayVisitors? visitors = null)
{
    private const int MostRounds = 1000;
    private const int StepsByMinute = 60;

    /// <summary>Plays to <paramref name="limit"/>, where the clock then stands, or only until nothing is pending.</summary>
    /// <param name="limit">Not beyond this instant.</param>
    /// <param name="stopWhenIdle">True: end where nothing is pending any more; false: go on to the limit even so.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <exception cref="RunnerException">The handler keeps itself busy at one instant for ever, or its sweep keeps failing.</exception>
    public async Task<Ending> ForwardAsync(Instant limit, bool stopWhenIdle, CancellationToken cancellationToken)
    {
        var stepsWithoutNews = 0;
        while (true)
        {
            await SettleAsync(everything: false, cancellationToken);
            var answered = fleet.Completed;
            var known = NextKnown();
            stepsWithoutNews = known is null ? stepsWithoutNews + 1 : 0;
            var idle = known is null && await IsIdleAsync(cancellationToken);
            if (idle && stopWhenIdle)
            {
                progress.Flush();
                return Ending.Idle;
            }

            if (fleet.Completed != answered) continue;

            var next = idle ? Instant.MaxValue : Earliest(known ?? clock.Now + Step(stepsWithoutNews), timers.NextNightly);
            if (next > limit)
            {
                clock.AdvanceTo(limit);
                await SettleAsync(everything: true, cancellationToken);
                progress.Flush();
                return Ending.Limit;
            }

            clock.AdvanceTo(next);
        }
    }

    /// <summary>Brings everything to rest that is due now: nothing to post, all queues empty or paused, no request in flight, nothing left for a sweep.</summary>
    /// <param name="everything">Look at the queues even if the runner knows of nothing there.</param>
    /// <param name="cancellationToken">Stops between rounds.</param>
    public async Task SettleAsync(bool everything, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            if (round == MostRounds)
                throw new RunnerException($"At {clock.Now} the handler keeps putting messages on its queues: {MostRounds} rounds without coming to rest.", 1);
            await PostDueAsync(cancellationToken);
            if (visitors is not null) await visitors.PlayDueAsync(cancellationToken);
            // What the handler itself has put on a queue is found after the sweep, together with what the sweep puts there.
            if (everything || queues.HasNewPosts) await queues.DrainAsync(clock.Now, everything, cancellationToken);
            await timers.RunNightlyAsync(cancellationToken);
            await timers.SweepAsync(cancellationToken);
            var answered = fleet.Completed;
            var delivered = await queues.DrainAsync(clock.Now, false, cancellationToken);
            while (fleet.InFlight > 0) await Task.Delay(2, cancellationToken);
            everything = false;
            // A visitor's answer counts as news too: it may have planned something that is due at once.
            if (delivered == 0 && fleet.Completed == answered && !(script.Next <= clock.Now) && !(reports.Next <= clock.Now) && !(visitors?.Next <= clock.Now)) break;
        }

        progress.Write();
    }

    /// <summary>The next instant at which something is known to happen; null: nothing is.</summary>
    public Instant? NextKnown()
    {
        Instant?[] candidates = [script.Next, queues.NextRedelivery, reports.Next, timers.NextSweep, visitors?.Next];
        return candidates.Min();
    }

    /// <summary>True when nothing is pending: no message, no report owed, no due row, lease or outgoing event. Retention does not count.</summary>
    public async Task<bool> IsIdleAsync(CancellationToken cancellationToken)
    {
        if (NextKnown() is not null || await state.HasPendingAsync(cancellationToken)) return false;
        return await queues.DrainAsync(clock.Now, everything: true, cancellationToken) == 0;
    }

    /// <summary>Delivers what others have put on the queues meanwhile.</summary>
    /// <returns>Number of deliveries made.</returns>
    public Task<int> LookAtQueuesAsync(CancellationToken cancellationToken) => queues.DrainAsync(clock.Now, everything: true, cancellationToken);

    private async Task PostDueAsync(CancellationToken cancellationToken)
    {
        foreach (var line in script.TakeDue(clock.Now))
        {
            var queue = line.Queue ?? places.CallClosed;
            tally.Posted(queue, await queues.PostAsync(queue, line.Message, cancellationToken), $"line {line.Line}");
        }

        foreach (var report in reports.TakeDue(clock.Now))
        {
            if (await queues.PostAsync(places.DeliveryReports!, report, cancellationToken) is { } refusal)
                tally.Note($"{places.DeliveryReports} refused a delivery report: {refusal}");
        }
    }

    // Something is pending, and nothing says when: look as often as the real timer would, then less and less often.
    private static Duration Step(int stepsWithoutNews) => stepsWithoutNews <= StepsByMinute ? Duration.FromMinutes(1) : Duration.FromHours(1);

    private static Instant Earliest(Instant one, Instant? other) => other < one ? other.Value : one;
}

/// <summary>Where the runner puts messages of its own.</summary>
/// <param name="CallClosed">Queue of lines that name none.</param>
/// <param name="DeliveryReports">Queue of the mailbox's reports; null: no function reads them.</param>
public sealed record PostingPlaces(string CallClosed, string? DeliveryReports);
