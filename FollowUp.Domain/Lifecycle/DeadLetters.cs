using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>Keeps input that cannot be used: with its reason, the field, the fix, and the bytes, so that it can be redriven.</summary>
public sealed class DeadLetters(IFollowUpStore store, Identity identity)
{
    private const int MaxRaces = 5;

    /// <summary>
    /// Keeps one message. The queue delivers it again when the process dies after this and before it has answered: the same message within
    /// the hour of its key, or the hour before, is the same dead letter. One that was redriven and is still of no use waits again.
    /// </summary>
    public async Task KeepAsync(
        string queue, ReadOnlyMemory<byte> message, InputError error, Division division, Instant now, CancellationToken cancellationToken, int dequeueCount = 1)
    {
        var content = DeadLetterContent.Of(message);
        var id = identity.Hash($"dead-letter:{queue}:{Convert.ToBase64String(message.Span)}");
        var row = new DeadLetterRow
        {
            Id = id,
            Queue = queue,
            ReceivedAt = now,
            Reason = error.Reason,
            Field = error.Field,
            Fix = error.Fix,
            DequeueCount = dequeueCount,
            ContentBytes = content.Bytes.ToArray(),
            Showable = content.Showable,
        };
        await store.EnsureDivisionAsync(division, now, cancellationToken);
        for (var race = 0; race < MaxRaces; race++)
        {
            // The key's instant is a whole hour, so that two deliveries meet at one row; when it came is in the row.
            var hour = Hour(now);
            var earlier = await store.FindAsync(division, Keys.DeadLetter(hour, id), cancellationToken)
                ?? await store.FindAsync(division, Keys.DeadLetter(hour - Duration.FromHours(1), id), cancellationToken);
            if (earlier?.As<DeadLetterRow>().State == row.State
                || await store.CommitAsync(division, new Changes("dead-letter").Put(earlier?.Key ?? Keys.DeadLetter(hour, id), earlier, row), cancellationToken))
            {
                return;
            }
        }

        throw new TimeoutException("A dead letter lost all its races; the queue tries again.");
    }

    private static Instant Hour(Instant now) => Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / 3600 * 3600);
}
