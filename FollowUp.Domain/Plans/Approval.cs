namespace FollowUps.Plans;

/// <summary>Who lets a supervisor's outreach out.</summary>
public enum Approval
{
    /// <summary>Nobody has to: it goes out when it is due. The default.</summary>
    Automatic,

    /// <summary>It waits until somebody has taken the brief.</summary>
    OnAcknowledge,

    /// <summary>It waits for a person's word.</summary>
    Manual,
}

/// <summary>The words of <see cref="Approval"/>.</summary>
public static class Approvals
{
    internal static Vocabulary<Approval> Vocabulary { get; } = new(
        (Approval.Automatic, "automatic"),
        (Approval.OnAcknowledge, "onAcknowledge"),
        (Approval.Manual, "manual"));

    /// <summary>"automatic", "onAcknowledge" or "manual".</summary>
    public static string Word(this Approval approval) => Vocabulary.Word(approval);
}
