namespace FollowUps.Messages;

/// <summary>What a language's data file holds: every name that it may have.</summary>
internal static class LanguageKeys
{
    /// <summary>Phrases with gaps. <c>{h}</c> may stand for <c>{hour}</c>: the hour without a leading zero.</summary>
    public static readonly (string Name, string[] Gaps)[] Patterns =
    [
        ("date", ["day", "date", "month"]),
        ("time", ["hour", "minute"]),
        ("moment", ["date", "time"]),
        ("dayRange", ["from", "to"]),
        ("hours", ["days", "from", "to"]),
        ("hoursElsewhere", ["hours", "city"]),
        ("greeting", ["name"]),
        ("why", ["brand", "date"]),
        ("whyHouse", ["brand"]),
        ("testSubject", ["subject"]),
        ("outOf", ["score", "highest"]),
    ];

    /// <summary>Groups of fixed texts with the names that each needs.</summary>
    public static readonly (string Group, string[] Names)[] Texts =
    [
        ("phrases",
        [
            "colon", "openQuote", "closeQuote", "phone", "hours", "unsubscribe", "agreedByPhone", "callback", "wordFromUs", "consentQuestion", "consentLink",
            "solvedQuestion", "solvedYes", "solvedNo", "ratingHint",
        ]),
        ("labels",
        [
            "customer", "because", "outcome", "mood", "reason", "summary", "wish", "actions", "promises", "promiseBy", "earlierCalls", "earlierMails",
            "rating", "comment", "callOn", "speaks", "agent", "owner", "outreach", "heldBefore", "calledOn",
        ]),
        ("outcomes", ["resolved", "unresolved", "escalated", "abandoned"]),
        ("moods", ["calm", "frustrated", "angry"]),
        ("because", ["unresolved", "escalated", "lowRating", "notSolved", "customerAsked", "brokenPromise", "approval"]),
        ("standings", ["open", "overdue", "kept"]),
        ("approvals", ["automatic", "onAcknowledge", "manual"]),
        ("noMail", ["noAddress", "suppressed", "notReached"]),
        ("kinds",
        [
            "acknowledgement", "promise-confirmation", "check-in", "check-in-reminder", "supervisor-brief", "supervisor-outreach", "call-task",
            "escalation", "promise-nudge", "promise-overdue", "promise-check", "rating-confirmation", "re-check-in", "agent-digest", "test",
        ]),
        ("languages", ["en", "fr", "de", "es"]),
    ];

    /// <summary>Every name at the top of the file.</summary>
    public static readonly string[] Top =
    [
        "days", "months", "firstOfMonth", "patterns", "greetingWithoutName", "ratings", "thanks", "apologies", "cities", .. Texts.Select(group => group.Group),
    ];
}
