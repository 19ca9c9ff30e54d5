namespace FollowUps.Local.Mail;

/// <summary>When the connection of a request breaks, if it does.</summary>
public enum Breakage
{
    /// <summary>It is answered.</summary>
    None,

    /// <summary>No answer comes; the client runs into its own deadline.</summary>
    Silence,

    /// <summary>The connection is reset.</summary>
    Reset,
}

/// <summary>One way in which the mailbox misbehaves.</summary>
/// <param name="Word">Its name in the file.</param>
/// <param name="Accepts">True when the mail is taken all the same.</param>
/// <param name="Status">HTTP status of the answer; 0: the usual 202.</param>
/// <param name="Code">Code in the error body, or of the failed operation when the mail was taken.</param>
/// <param name="Breakage">What happens to the connection instead of an answer.</param>
/// <param name="Report">Status in the delivery report of a taken mail.</param>
/// <param name="Reports">How often that report comes, a simulated minute apart.</param>
/// <param name="ReportAfter">Simulated seconds from taking the mail to its first report.</param>
public sealed record Fault(
    string Word, bool Accepts, int Status = 0, string? Code = null, Breakage Breakage = Breakage.None, string Report = "Delivered",
    int Reports = 1, int ReportAfter = 60)
{
    /// <summary>No fault: taken, answered, delivered.</summary>
    public static Fault None { get; } = new("", true);

    /// <summary>Takes the mail, then does not know its operation for some seconds.</summary>
    public const string UnknownAfterAccept = "404-after-202";

    /// <summary>Answers late, but as it should.</summary>
    public const string Slow = "slow";

    /// <summary>Every fault, as documented in docs/mailbox-faults.md.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("400", false, 400, "BadRequest"),
        new("401", false, 401, "Denied"),
        new("403", false, 403, "Forbidden"),
        new("404", false, 404, "DomainNotLinked"),
        new("408", false, 408, "RequestTimeout"),
        new("409", false, 409, "Conflict"),
        new("422", false, 422, "UnprocessableEntity"),
        new("429", false, 429, "TooManyRequests"),
        new("500", false, 500, "InternalServerError"),
        new("502", false, 502, "BadGateway"),
        new("503", false, 503, "ServiceUnavailable"),
        new("504", false, 504, "GatewayTimeout"),
        new("500-after", true, 500, "InternalServerError"),
        new("blocked", false, 403, "SubscriptionBlocked"),
        new("timeout-before", false, Breakage: Breakage.Silence),
        new("timeout-after", true, Breakage: Breakage.Silence),
        new("reset", false, Breakage: Breakage.Reset),
        new("reset-after", true, Breakage: Breakage.Reset),
        new("accept-then-drop", true, Code: "EmailDropped", Report: "Failed"),
        new("bounce", true, Report: "Bounced"),
        new("suppress", true, Code: "EmailDroppedAllRecipientsSuppressed", Report: "Suppressed"),
        new("spam", true, Report: "FilteredSpam"),
        new("quarantine", true, Report: "Quarantined"),
        new("no-report", true, Report: ""),
        new("deliver", true),
        new("duplicate-reports", true, Reports: 3),
        new("late-report", true, ReportAfter: 86_400),
        new(Slow, true),
        new(UnknownAfterAccept, true),
    ];
}
