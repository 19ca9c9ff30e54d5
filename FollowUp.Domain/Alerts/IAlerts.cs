namespace FollowUps.Alerts;

/// <summary>Where a person is told that something needs them. Two adapters: the log, from which the monitor's alert rules read, and a recording one in the tests.</summary>
public interface IAlerts
{
    /// <summary>Tells it. Never throws and never waits: an alert must not break what it speaks of.</summary>
    void Raise(Alert alert);
}

/// <summary>What a person has to know. None of these holds an address, a name or a text of a call.</summary>
public abstract record Alert
{
    private Alert()
    {
    }

    /// <summary>The email provider has blocked the subscription: nothing goes out until it lets a probe through, or a person closes the circuit.</summary>
    /// <param name="Code">The provider's error code.</param>
    public sealed record CircuitOpened(string Code) : Alert;

    /// <summary>Mail goes out again.</summary>
    /// <param name="By">"a mail that was accepted", or who did it.</param>
    public sealed record CircuitClosed(string By) : Alert;

    /// <summary>The provider refuses our identity or our endpoint: every mail waits, and is tried again each quarter of an hour.</summary>
    /// <param name="Code">The provider's error code.</param>
    public sealed record Misconfigured(string Code) : Alert;

    /// <summary>A follow-up waits for a person: to be sent again, or to be left.</summary>
    /// <param name="Kind">The kind's word.</param>
    /// <param name="FollowUp">Its id.</param>
    /// <param name="Reason">Why nobody but a person can decide.</param>
    public sealed record Parked(string Kind, string FollowUp, string Reason) : Alert;

    /// <summary>A timer could not be worked on, time after time, and was given up.</summary>
    /// <param name="Timer">Its name.</param>
    public sealed record TimerDropped(string Timer) : Alert;

    /// <summary>More is due than the provider's quota takes in a day: surveys were dropped.</summary>
    /// <param name="Surveys">How many in this sweep.</param>
    public sealed record SurveysDropped(int Surveys) : Alert;

    /// <summary>A recovery case is nobody's: the whole ladder was asked, or whoever took it left it lying. It stays on the desk.</summary>
    /// <param name="Call">h(call).</param>
    /// <param name="Reason">Why it is given up.</param>
    public sealed record CaseLeft(string Call, string Reason) : Alert;

    /// <summary>Somebody of the directory is not written to any more, because a mail to them came back: no brief, no nudge reaches them.</summary>
    /// <param name="Person">The directory's id.</param>
    /// <param name="Reason">Why it came back, and until when nothing is sent.</param>
    public sealed record PersonSuppressed(string Person, string Reason) : Alert;
}
