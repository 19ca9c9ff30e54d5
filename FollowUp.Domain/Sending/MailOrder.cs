using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.State;

namespace FollowUps.Sending;

/// <summary>
/// Order within an instant of what is told of a mail: after what planned it and before what it has planned in its turn, so that nobody reads the effect
/// before its cause when a mail goes out, waits or ends in the very moment in which it was planned.
/// </summary>
internal static class MailOrder
{
    /// <summary>What a mail to a customer has planned.</summary>
    public const int AfterAMail = TimelineOrder.Mails + 2;

    /// <summary>From a mail to the one that it has planned, with room for what is told on the way.</summary>
    private const int Step = 5;

    /// <summary>Who is asked on the way back from the top of the ladder comes after every rung.</summary>
    private const int WayBack = 10;

    /// <summary>What became of it: sent, unclear, put off, skipped, failed, parked or cancelled.</summary>
    public static int Of(DueItem item) => TimelineOrder.Mails + (Step * Depth(item));

    /// <summary>That it is posted once more, which is told before what comes of it.</summary>
    public static int BeforeItsPost(DueItem item) => Of(item) - 1;

    /// <summary>What it has planned: a reminder, the next rung, a brief.</summary>
    public static int After(DueItem item) => Of(item) + 2;

    private static int Depth(DueItem item) => FollowUpKinds.TryParse(item.Kind, out var kind) ? kind switch
    {
        FollowUpKind.Escalation => (item.Letter?.To?.Rung ?? 1) + (ContinueLadder.IsBelow(item) ? WayBack : 0),
        FollowUpKind.CallTask => 1,
        FollowUpKind.SupervisorBrief when item.Ordinal >= BriefOwner.First => 1,
        _ => 0,
    } : 0;
}
