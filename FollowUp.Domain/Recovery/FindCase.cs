using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Messages;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>Finds what the page of a brief shows, and which cases are open.</summary>
public sealed class FindCase(IFollowUpStore store, GatherBrief gather, Func<Installation> installation)
{
    private const int MaxCalls = 5000;

    /// <summary>What a brief's link leads to; null when it has done its work: the case is closed, or the call task has its result and there is no open case.</summary>
    public async Task<FoundCase?> OfAsync(SignedLink link, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        var followUp = (await store.FindAsync(link.Division, Keys.FollowUp(link.Call, link.FollowUp), cancellationToken))?.As<FollowUp>();
        var call = followUp is null ? null : (await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>();
        var task = followUp?.Kind == FollowUpKind.CallTask.Word();
        if (call is null || followUp!.Episode != call.Episode || (call.Case is not { IsOpen: true } && (!task || followUp.Result is not null)))
        {
            return null;
        }

        var facts = await gather.OfAsync(link.Division, link.Call, call, null, installation(), now, cancellationToken);
        return new FoundCase(call, followUp, task && followUp.Result is null ? facts with { InsteadOf = CallTask.InsteadOf(followUp.Subject) } : facts);
    }

    /// <summary>Every open case of a division, oldest first: for people who look, never for a timer.</summary>
    public async Task<IReadOnlyList<CallRow>> OpenAsync(Division division, CancellationToken cancellationToken) =>
        [.. (await store.RangeAsync(division, Keys.Calls, MaxCalls, cancellationToken)).Select(row => row.As<CallRow>())
            .Where(call => call.Case is { IsOpen: true }).OrderBy(call => call.Case!.OpenedAt)];
}

/// <summary>What a brief's link leads to.</summary>
/// <param name="Call">The call, with its case.</param>
/// <param name="Mail">The brief, the rung's mail or the call task that the link was in.</param>
/// <param name="Facts">What is known.</param>
public sealed record FoundCase(CallRow Call, FollowUp Mail, BriefFacts Facts);
