using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>An outreach that was held back until somebody says a word is due again, in the change that says it.</summary>
internal sealed class ReleaseOutreach(IFollowUpStore store, Identity identity)
{
    /// <summary>Moves what waits for this word to now; whatever else holds it back is checked again when it is due.</summary>
    public async Task AddAsync(
        Changes changes, Division division, string hash, IEnumerable<FollowUp> pending, RecoveryCase matter, Instant now, CancellationToken cancellationToken)
    {
        foreach (var waiting in pending.Where(f => f.Kind == FollowUpKind.SupervisorOutreach.Word() && f.State == FollowUpState.Scheduled && f.DueKey is not null))
        {
            var id = new FollowUpId(waiting.Id);
            if (await store.FindAsync(division, waiting.DueKey!, cancellationToken) is not { } row
                || row.As<DueItem>() is not { HeldForApproval: true, Letter: { } letter } item
                || (letter.Approval == Approval.Manual && matter.ApprovedAt is null) || matter is { HeldAt: not null, ApprovedAt: null })
            {
                continue;
            }

            var at = Keys.RoundUp(now);
            var released = item with { At = at, HeldForApproval = false };
            var key = Keys.Due(released);
            changes.Delete(row.Key, row.Version).Insert(key, released);
            changes.Merge(Keys.FollowUp(hash, id), FollowUp.Evolve(new FollowUpFact.PutBack(key)));
            new Story(changes, hash, identity.Command("release-outreach", waiting.Id, key), now, TimelineOrder.Stopped)
                .Tell("supervisor", "followup.released", $"The {waiting.Kind} may go out.", null, waiting.Id);
        }

    }
}
