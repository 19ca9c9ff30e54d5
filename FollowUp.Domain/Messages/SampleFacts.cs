using FollowUps.Calls;
using FollowUps.People;
using FollowUps.Plans;
using NodaTime;

namespace FollowUps.Messages;

/// <summary>Facts of invented calls, for trying templates out at start and for previews.</summary>
public static class SampleFacts
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    private static readonly Brand Brand = new()
    {
        Name = "Quillmere Energy",
        LegalName = "Quillmere Energy Ltd",
        PostalAddress = "4 Lantern Quay, Harbourside, Sampleton SM1 9XX, United Kingdom",
        ReplyTo = new Dictionary<string, EmailAddress>(),
    };

    /// <summary>A mail that knows everything a mail of this kind can know.</summary>
    public static MailFacts Full(FollowUpKind kind, string? variant, string? language) => new()
    {
        Kind = kind,
        Variant = variant,
        Language = language,
        Zone = London,
        CustomerName = "Ada Byron",
        CallAt = Instant.FromUtc(2026, 11, 23, 15, 4),
        Matter = "Charged twice in October",
        Card = kind == FollowUpKind.SupervisorOutreach
            ? new Card("Priya Nair", "+44 20 7946 0111", "Mon-Fri 09:00-18:00", "Supervisor, Billing")
            : new Card("Sam Adeyemi", "+44 20 7946 0112", "Mon-Fri 09:00-17:00", "Customer Care, Billing"),
        CardZone = London,
        Brand = Brand,
        Links = LinksOf(kind, help: true),
        NextStepBy = Instant.FromUtc(2026, 11, 30, 18, 0),
        QueueLabel = "Billing",
    };

    /// <summary>A mail that knows as little as it can: no name, no matter, no role, no page for help; the recipient is elsewhere.</summary>
    public static MailFacts Sparse(FollowUpKind kind, string? variant, string? language) => Full(kind, variant, language) with
    {
        Zone = DateTimeZoneProviders.Tzdb["Europe/Paris"],
        CustomerName = null,
        Matter = null,
        Card = new Card("Customer Care", "+44 20 7946 0100", "Mon-Fri 09:00-18:00, Sat 09:00-13:00"),
        Links = LinksOf(kind, help: false),
        QueueLabel = null,
    };

    /// <summary>Both of the above.</summary>
    public static IEnumerable<MailFacts> All(FollowUpKind kind, string? variant, string? language) =>
        [Full(kind, variant, language), Sparse(kind, variant, language)];

    private static MailLinks LinksOf(FollowUpKind kind, bool help) => kind.IsSurvey()
        ? new MailLinks(Rate: new Uri("https://followup.example/r/sample"), Unsubscribe: new Uri("https://followup.example/u/sample"))
        : new MailLinks(Help: help ? new Uri("https://followup.example/h/sample") : null);
}
