using System.Text.Json.Serialization;

namespace FollowUps.Calls;

/// <summary>How a call ended for the customer (the field's "disposition").</summary>
public enum CallOutcome
{
    /// <summary>The matter was solved.</summary>
    [JsonStringEnumMemberName("resolved")]
    Resolved,

    /// <summary>The matter was not solved.</summary>
    [JsonStringEnumMemberName("unresolved")]
    Unresolved,

    /// <summary>The matter was handed to a supervisor.</summary>
    [JsonStringEnumMemberName("escalated")]
    Escalated,

    /// <summary>The customer hung up before anybody answered.</summary>
    [JsonStringEnumMemberName("abandoned")]
    Abandoned,
}

/// <summary>How the customer felt at the end of the call.</summary>
public enum Mood
{
    /// <summary>Calm; also when the platform does not say.</summary>
    [JsonStringEnumMemberName("calm")]
    Calm,

    /// <summary>Frustrated.</summary>
    [JsonStringEnumMemberName("frustrated")]
    Frustrated,

    /// <summary>Angry.</summary>
    [JsonStringEnumMemberName("angry")]
    Angry,
}

/// <summary>Whether the customer agreed that the incident is documented.</summary>
public enum DocumentationConsent
{
    /// <summary>Nobody asked: text serves the open case and is removed when it closes.</summary>
    [JsonStringEnumMemberName("notAsked")]
    NotAsked,

    /// <summary>Agreed.</summary>
    [JsonStringEnumMemberName("granted")]
    Granted,

    /// <summary>Refused: free text is not stored, quoted or exported anywhere.</summary>
    [JsonStringEnumMemberName("declined")]
    Declined,
}

/// <summary>Whether the customer agreed to be asked for a rating.</summary>
public enum SurveyPermission
{
    /// <summary>Not known: the plan book's survey basis decides.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Agreed.</summary>
    [JsonStringEnumMemberName("granted")]
    Granted,

    /// <summary>Refused: no survey, ever.</summary>
    [JsonStringEnumMemberName("denied")]
    Denied,
}

/// <summary>The words of the terms above as the contract spells them.</summary>
public static class CallWords
{
    /// <summary>"resolved", "unresolved", "escalated" or "abandoned".</summary>
    public static string Word(this CallOutcome outcome) => outcome switch
    {
        CallOutcome.Resolved => "resolved",
        CallOutcome.Unresolved => "unresolved",
        CallOutcome.Escalated => "escalated",
        CallOutcome.Abandoned => "abandoned",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>"calm", "frustrated" or "angry".</summary>
    public static string Word(this Mood mood) => mood switch
    {
        Mood.Calm => "calm",
        Mood.Frustrated => "frustrated",
        Mood.Angry => "angry",
        _ => throw new ArgumentOutOfRangeException(nameof(mood)),
    };

    /// <summary>"granted", "declined" or "notAsked".</summary>
    public static string Word(this DocumentationConsent consent) => consent switch
    {
        DocumentationConsent.Granted => "granted",
        DocumentationConsent.Declined => "declined",
        DocumentationConsent.NotAsked => "notAsked",
        _ => throw new ArgumentOutOfRangeException(nameof(consent)),
    };
}
