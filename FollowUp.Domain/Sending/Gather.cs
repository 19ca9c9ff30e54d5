using FollowUps.Calls;
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
public sealed class Gather(IFollowUpStore store, GatherBrief brief, Func<Installation> installation)
{
    /// <summary>What is known for this mail.</summary>
    public async Task<Gathered> OfAsync(Division division, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        if (!Needs(item))
        {
            return Gathered.Nothing;
        }

        var read = await store.FindAsync(division, Keys.Call(item.Call), cancellationToken);
        return read?.As<CallRow>() is not { } call ? Gathered.Nothing : new Gathered(call)
        {
            Read = read,
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

    /// <summary>Nothing was needed.</summary>
    public static Gathered Nothing { get; } = new((CallRow?)null);
}
