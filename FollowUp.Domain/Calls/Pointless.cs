using FollowUps.Plans;
using FollowUps.State;

namespace FollowUps.Calls;

/// <summary>Which pending follow-ups a new call of the same customer makes pointless, and why.</summary>
internal static class Pointless
{
    /// <summary>
    /// Surveys about an earlier call, because the conversation goes on; and an outreach that would say "we could not resolve", when
    /// this call did.
    /// </summary>
    public static IEnumerable<(PendingRow Pending, string Reason)> After(CallClosed call, CustomerView view, string hash)
    {
        foreach (var pending in view.Pending.Where(p => p.Call != hash))
        {
            // An event that arrives late speaks of a call before the one that is waiting: it changes nothing about it.
            if (view.Calls.TryGetValue(pending.Call, out var other) && other.ClosedAt >= call.ClosedAt)
            {
                continue;
            }

            if (FollowUpKinds.TryParse(pending.Name, out var kind) && kind.IsSurvey())
            {
                yield return (pending, "the customer called again");
            }
            else if (kind == FollowUpKind.SupervisorOutreach && call.Outcome == CallOutcome.Resolved)
            {
                yield return (pending, "a later call of this customer was resolved");
            }
        }
    }
}
