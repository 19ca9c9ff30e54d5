using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>Keeps input that cannot be used: with its reason, the field, the fix, and the bytes, so that it can be redriven.</summary>
public sealed class DeadLetters(IFollowUpStore store, Identity identity)
{
    /// <summary>Keeps one message. The same message kept again within the same second is the same dead letter.</summary>
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
        await store.CommitAsync(division, new Changes("dead-letter").Insert(Keys.DeadLetter(now, id), row), cancellationToken);
    }
}
