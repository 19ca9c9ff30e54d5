using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>
/// Keeps input that cannot be used: with its reason, the field, the fix, and the bytes, so that it can be redriven. One message is one dead letter,
/// however often it is delivered; one that failed again after a redrive waits again, under the same id.
/// </summary>
public sealed class DeadLetters(IFollowUpStore store, Identity identity)
{
    private const int MaxRaces = 10;

    /// <summary>Keeps one message; what may be kept of it is told by <paramref name="content"/>, else by the message itself.</summary>
    public async Task KeepAsync(
        string queue, ReadOnlyMemory<byte> message, InputError error, Division division, Instant now, CancellationToken cancellationToken, int dequeueCount = 1, RedactedContent? content = null)
    {
        var row = RowOf(queue, content ?? DeadLetterContent.Of(message), error, dequeueCount, now);
        var id = row.Id;
        await store.EnsureDivisionAsync(division, now, cancellationToken);
        for (var race = 0; race < MaxRaces; race++)
        {
            var earlier = race == 0 ? null : await FindAsync(division, id, cancellationToken);
            var key = Keys.DeadLetter(now, id);
            var index = new DeadLetterIndexRow(key);
            var changes = new Changes("dead-letter");
            _ = earlier is not null ? changes.Replace(earlier, Again(earlier.As<DeadLetterRow>(), row))
                : race == 0 ? changes.Insert(Keys.DeadLetterIndex(id), index).Insert(key, row)
                // An index whose letter was purged.
                : changes.Overwrite(Keys.DeadLetterIndex(id), index).Insert(key, row);
            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return;
            }
        }

        throw new TimeoutException("A dead letter lost all its races; the queue tries again.");
    }

    /// <summary>Adds the dead letter of a message to what a step in its division writes: both or neither.</summary>
    internal async Task AddAsync(Changes changes, string queue, ReadOnlyMemory<byte> message, InputError error, Division division, Instant now, CancellationToken cancellationToken)
    {
        var row = RowOf(queue, DeadLetterContent.Of(message), error, 1, now);
        if (await FindAsync(division, row.Id, cancellationToken) is { } earlier)
        {
            changes.Replace(earlier, Again(earlier.As<DeadLetterRow>(), row));
            return;
        }

        var key = Keys.DeadLetter(now, row.Id);
        changes.Overwrite(Keys.DeadLetterIndex(row.Id), new DeadLetterIndexRow(key)).Insert(key, row);
    }

    /// <summary>The row of a dead letter; null: there is none with this id in the division.</summary>
    public async Task<StoredRow?> FindAsync(Division division, string id, CancellationToken cancellationToken) =>
        await store.FindAsync(division, Keys.DeadLetterIndex(id), cancellationToken) is { } index
            ? await store.FindAsync(division, index.As<DeadLetterIndexRow>().Key, cancellationToken)
            : null;

    private DeadLetterRow RowOf(string queue, RedactedContent content, InputError error, int dequeueCount, Instant now) => new()
    {
        // By what is kept and not by what came: a redrive delivers what was kept.
        Id = identity.Hash($"dead-letter:{queue}:{Convert.ToBase64String(content.Bytes.Span)}"),
        Queue = queue,
        ReceivedAt = now,
        FailedAt = now,
        Reason = error.Reason,
        Field = error.Field,
        Fix = error.Fix,
        DequeueCount = dequeueCount,
        ContentBytes = content.Bytes.ToArray(),
        Showable = content.Showable,
    };

    private static DeadLetterRow Again(DeadLetterRow earlier, DeadLetterRow now) => earlier with
    {
        State = DeadLetterRow.Waiting,
        Reason = now.Reason,
        Field = now.Field,
        Fix = now.Fix,
        FailedAt = now.FailedAt,
        DequeueCount = Math.Max(earlier.DequeueCount, now.DequeueCount),
        Failures = earlier.Failures + 1,
    };
}
