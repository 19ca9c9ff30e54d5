using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Messages;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// Reads, in the moment of sending, what a mail says about the call beyond its letter: how promises and the case stand now, and only the words
/// that consent allows now. A survey needs none of it and costs no request.
/// </summary>
public sealed class Gather(IFollowUpStore store, GatherBrief brief, GatherDigest digest, Func<Installation> installation)
{
    /// <summary>What is known for this mail.</summary>
    public async Task<Gathered> OfAsync(Division division, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        if (!Needs(item))
        {
            return Gathered.Nothing;
        }

        if (item is { Kind: "agent-digest", Letter: { } week })
        {
            var (figures, pointless) = await digest.OfAsync(division, week, cancellationToken);
            return Gathered.Nothing with { Digest = figures, Pointless = pointless };
        }

        var read = await store.FindAsync(division, Keys.Call(item.Call), cancellationToken);
        return read?.As<CallRow>() is not { } call ? Gathered.Nothing : new Gathered(call)
        {
            Read = read,
            Pointless = Outdated.Why(item, call, now),
            Brief = item.Kind is "supervisor-brief" or "escalation" or "call-task"
                ? await brief.OfAsync(division, item.Call, call, item.Letter, installation(), now, cancellationToken)
                : null,
        };
    }

    private static bool Needs(DueItem item) =>
        item.Letter?.To is not null || (FollowUpKinds.TryParse(item.Kind, out var kind) && !kind.IsSurvey());
}

/// <summary>What was read for a mail beside its letter.</summary>
/// <param name="Call">The call as it stands now; null: not needed, or gone.</param>
public sealed record Gathered(CallRow? Call)
{
    /// <summary>The call's row as it was read, for what must not overlook a change of it; null: not read.</summary>
    public StoredRow? Read { get; init; }

    /// <summary>For a brief, a rung of the ladder and a call task: everything about the case.</summary>
    public BriefFacts? Brief { get; init; }

    /// <summary>For a digest: the agent's week.</summary>
    public DigestFacts? Digest { get; init; }

    /// <summary>Why there is nothing to send any more; null: there is.</summary>
    public string? Pointless { get; init; }

    /// <summary>The same without what customers wrote: what is kept of a mail must not outlive their consent.</summary>
    public Gathered WithoutQuotes() => Digest is null ? this : this with { Digest = Digest with { Quotes = [] } };

    /// <summary>Nothing was needed.</summary>
    public static Gathered Nothing { get; } = new((CallRow?)null);
}
