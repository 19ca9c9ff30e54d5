using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.State;

namespace FollowUps.Sending;

/// <summary>
/// Reads, in the moment of sending, what a mail says about the call beyond its letter: how promises and the case stand now, and only the words
/// that consent allows now. A survey needs none of it and costs no request.
/// </summary>
public sealed class Gather(IFollowUpStore store)
{
    /// <summary>What is known for this mail.</summary>
    public async Task<Gathered> OfAsync(Division division, DueItem item, CancellationToken cancellationToken)
    {
        if (!Needs(item))
        {
            return Gathered.Nothing;
        }

        var call = (await store.FindAsync(division, Keys.Call(item.Call), cancellationToken))?.As<CallRow>();
        return new Gathered(call);
    }

    private static bool Needs(DueItem item) =>
        item.Letter?.To is not null || (FollowUpKinds.TryParse(item.Kind, out var kind) && !kind.IsSurvey());
}

/// <summary>What was read for a mail beside its letter.</summary>
/// <param name="Call">The call as it stands now; null: not needed, or gone.</param>
public sealed record Gathered(CallRow? Call)
{
    /// <summary>Nothing was needed.</summary>
    public static Gathered Nothing { get; } = new((CallRow?)null);
}
