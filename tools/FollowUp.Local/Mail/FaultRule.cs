namespace FollowUps.Local.Mail;

/// <summary>One rule of the faults file: which sends, and what happens to them.</summary>
public sealed record FaultRule
{
    /// <summary>What happens.</summary>
    public required Fault Do { get; init; }

    /// <summary>Recipient, or <c>*@domain</c>; null: any. Letter case does not matter.</summary>
    public string? Address { get; init; }

    /// <summary>Part of the subject; null: any. Letter case does not matter.</summary>
    public string? Subject { get; init; }

    /// <summary>Kind of follow-up (header X-FollowUp-Kind); null: any.</summary>
    public string? Kind { get; init; }

    /// <summary>Only the n-th send that the rest of the rule matches, from 1; null: all.</summary>
    public int? Nth { get; init; }

    /// <summary>Only every n-th of them; null: all.</summary>
    public int? Every { get; init; }

    /// <summary>At most so often; null: without end.</summary>
    public int? Times { get; init; }

    /// <summary>Seconds of a 429's Retry-After. Default 60.</summary>
    public int RetryAfter { get; init; } = 60;

    /// <summary>True: the Retry-After is a date instead of seconds.</summary>
    public bool RetryAfterIsDate { get; init; }

    /// <summary>How often the report about a taken mail comes, a simulated minute apart; null: as often as the fault says.</summary>
    public int? Reports { get; init; }

    /// <summary>Simulated seconds from taking a mail to its first report; null: as the fault says.</summary>
    public int? ReportAfter { get; init; }

    /// <summary>Seconds of <c>slow</c> (real, default 2) and <c>404-after-202</c> (simulated, default 600).</summary>
    public int? Seconds { get; init; }

    /// <summary>True when recipient, subject and kind fit; counts do not matter here.</summary>
    public bool Fits(SendRequest mail) =>
        (Address is null || mail.Recipients.Any(r => FitsAddress(r.Address)))
        && (Subject is null || mail.Subject.Contains(Subject, StringComparison.OrdinalIgnoreCase))
        && (Kind is null || mail.Header("X-FollowUp-Kind") == Kind);

    private bool FitsAddress(string address) =>
        Address!.StartsWith("*@", StringComparison.Ordinal)
            ? address.EndsWith(Address[1..], StringComparison.OrdinalIgnoreCase)
            : address.Equals(Address, StringComparison.OrdinalIgnoreCase);
}
