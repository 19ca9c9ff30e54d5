using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>
/// Puts dead letters back on the queue they came from, poison ones included. The message goes first and the note that it went second: a crash in
/// between leaves the letter waiting, and the message that went is recognised by its own identity, as every repeat is. So nothing that
/// went out before goes out again.
/// </summary>
public sealed class Redrive(IFollowUpStore store, DeadLetters deadLetters, IInputQueue queue)
{
    private const int MaxLetters = 10_000;

    /// <summary>Redrives one dead letter. A second time changes nothing, unless it has failed again.</summary>
    /// <param name="id">The dead letter's id.</param>
    /// <param name="by">Who asks, for the record.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Ends the attempt; the letter is then redriven or still waits.</param>
    public async Task<RedriveResult> OneAsync(string id, string by, Instant now, CancellationToken cancellationToken)
    {
        foreach (var division in await store.DivisionsAsync(cancellationToken))
        {
            if (await deadLetters.FindAsync(division, id, cancellationToken) is { } row)
            {
                return await RunAsync(division, row, by, now, cancellationToken) ? RedriveResult.Redriven : RedriveResult.NotWaiting;
            }
        }

        return RedriveResult.Unknown;
    }

    /// <summary>Redrives every dead letter that waits; returns how many went.</summary>
    public async Task<int> AllAsync(string by, Instant now, CancellationToken cancellationToken)
    {
        var redriven = 0;
        foreach (var division in await store.DivisionsAsync(cancellationToken))
        {
            foreach (var row in await store.RangeAsync(division, Keys.DeadLetters, MaxLetters, cancellationToken))
            {
                redriven += await RunAsync(division, row, by, now, cancellationToken) ? 1 : 0;
            }
        }

        return redriven;
    }

    private async Task<bool> RunAsync(Division division, StoredRow row, string by, Instant now, CancellationToken cancellationToken)
    {
        var letter = row.As<DeadLetterRow>();
        if (letter.State != DeadLetterRow.Waiting)
        {
            return false;
        }

        await queue.PutAsync(letter.Queue, letter.ContentBytes, cancellationToken);

        // Refused: it has failed again already and waits again, or somebody else redrove it in this moment.
        var redriven = letter with { State = DeadLetterRow.Redriven, Redrives = letter.Redrives.Add(new RedriveMark(now, by)) };
        await store.CommitAsync(division, new Changes("redrive").Replace(row, redriven), cancellationToken);
        return true;
    }
}

/// <summary>What became of a redrive.</summary>
public enum RedriveResult
{
    /// <summary>The message is on its queue again.</summary>
    Redriven,

    /// <summary>It was redriven before and has not come back.</summary>
    NotWaiting,

    /// <summary>There is no such dead letter.</summary>
    Unknown,
}
