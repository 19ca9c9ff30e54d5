using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Recovery;
using NodaTime;

namespace FollowUps.Messages;

/// <summary>Facts of invented calls, for trying templates out at start, for previews and for test mails.</summary>
public static class SampleFacts
{
    private const string Site = "https://followup.example";

    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    private static readonly Brand Brand = new()
    {
        Name = "Quillmere Energy",
        LegalName = "Quillmere Energy Ltd",
        PostalAddress = "4 Lantern Quay, Harbourside, Sampleton SM1 9XX, United Kingdom",
        ReplyTo = new Dictionary<string, EmailAddress>(),
    };

    private static PromiseLine CallbackIn(SampleWords words) =>
        new(words.Callback, Instant.FromUtc(2026, 11, 24, 16, 0), "Sam Adeyemi", "+44 20 7946 0112", PromiseStanding.Open);

    /// <summary>A mail that knows everything a mail of this kind can know.</summary>
    public static MailFacts Full(FollowUpKind kind, string? variant, string? language)
    {
        var words = SampleWords.In(language);
        var callback = CallbackIn(words);
        var facts = new MailFacts
        {
            Kind = kind,
            Variant = variant,
            Language = language,
            Zone = London,
            CustomerName = "Ada Byron",
            CallAt = Instant.FromUtc(2026, 11, 23, 15, 4),
            Matter = words.Matter,
            Card = kind is FollowUpKind.SupervisorOutreach or FollowUpKind.ReCheckIn
                ? new Card("Priya Nair", "+44 20 7946 0111", "Mon-Fri 09:00-18:00", words.Supervisor)
                : new Card("Sam Adeyemi", "+44 20 7946 0112", "Mon-Fri 09:00-17:00", words.Agent),
            CardZone = London,
            Brand = Brand,
            Links = new MailLinks(),
            NextStepBy = NextStepOf(kind),
            QueueLabel = words.Queue,
            Mood = Mood.Angry,
            Promise = PromiseOf(kind, callback),
            Promises = kind == FollowUpKind.PromiseConfirmation
                ? [callback, callback with { What = words.Bill, DueAt = Instant.FromUtc(2026, 11, 27, 17, 0) }]
                : [],
            WordsWithheldBecause = kind == FollowUpKind.PromiseNudge ? [words.Withheld] : [],
            Digest = kind == FollowUpKind.AgentDigest ? WeekIn(words) : null,
        };
        return facts with
        {
            RecipientName = facts.GoesToCustomer ? null : "Priya Nair",
            Brief = HasBrief(facts) ? BriefOf(kind, words, language) : null,
            Links = LinksOf(facts) with { Consent = facts.GoesToCustomer ? new Uri($"{Site}/h/consent") : null },
        };
    }

    /// <summary>A mail that knows as little as it can: no name, no matter, no role, no page for help, words withheld; the recipient is elsewhere.</summary>
    public static MailFacts Sparse(FollowUpKind kind, string? variant, string? language)
    {
        var full = Full(kind, variant, language);
        var withheld = CallbackIn(SampleWords.In(language)) with { What = null, OwnerName = null, OwnerPhone = null };
        return full with
        {
            Zone = DateTimeZoneProviders.Tzdb["Europe/Paris"],
            CustomerName = null,
            RecipientName = null,
            Matter = null,
            Card = new Card(SampleWords.In(language).Team, "+44 20 7946 0100", "Mon-Fri 09:00-18:00, Sat 09:00-13:00"),
            Links = LinksOf(full) with { Help = null },
            QueueLabel = null,
            Mood = Mood.Calm,
            Promise = PromiseOf(kind, withheld),
            Promises = kind == FollowUpKind.PromiseConfirmation ? [withheld] : [],
            WordsWithheldBecause = [],
            Brief = full.Brief is null || kind == FollowUpKind.PromiseOverdue ? null : new BriefFacts { Outcome = CallOutcome.Unresolved, Mood = Mood.Calm },
            NextStepBy = full.GoesToCustomer ? full.NextStepBy : null,
            Digest = full.Digest is null ? null : full.Digest with { PromisesKept = 0, PromisesDue = 0, Thanked = 1, Quotes = [] },
        };
    }

    /// <summary>Both of the above; where a mail is about a promise, those that were not made in a call; where it tells of a case, one that may be done with.</summary>
    public static IEnumerable<MailFacts> All(FollowUpKind kind, string? variant, string? language) =>
        [
            Full(kind, variant, language),
            Sparse(kind, variant, language),
            .. Full(kind, variant, language) is { Brief: { } brief } told
                ? [told with { Brief = brief with { HelpedAt = Instant.FromUtc(2026, 11, 24, 9, 29) } }, told with { Brief = brief with { CommentOf = Low, Raised = new RaisedAnswer(Low, new AnswerGiven(5, true)) } }]
                : Array.Empty<MailFacts>(),
            .. Full(kind, variant, language) is { Promise: not null } full ? [OfSource(full, PromiseSource.Callback), OfSource(full, PromiseSource.Acknowledgement)] : Array.Empty<MailFacts>(),
        ];

    private static AnswerGiven Low { get; } = new(1, false);

    // A call that was booked and the date of an acknowledgement have no words of their own.
    private static MailFacts OfSource(MailFacts facts, PromiseSource source) =>
        facts with { Promise = facts.Promise! with { What = null, Source = source }, WordsWithheldBecause = [] };

    private static DigestFacts WeekIn(SampleWords words) => new(
        Instant.FromUtc(2026, 11, 16, 0, 0), Instant.FromUtc(2026, 11, 22, 23, 59), 7, 8, 12,
        [.. words.Quotes]);

    private static bool HasBrief(MailFacts facts) =>
        facts.Kind is FollowUpKind.SupervisorBrief or FollowUpKind.Escalation or FollowUpKind.CallTask
        || (facts.Kind == FollowUpKind.PromiseOverdue && !facts.GoesToCustomer);

    private static Instant NextStepOf(FollowUpKind kind) => kind switch
    {
        FollowUpKind.Acknowledgement => Instant.FromUtc(2026, 11, 24, 12, 0),
        FollowUpKind.PromiseConfirmation => Instant.FromUtc(2026, 11, 24, 16, 0),
        FollowUpKind.PromiseOverdue or FollowUpKind.SupervisorBrief or FollowUpKind.Escalation or FollowUpKind.CallTask => Instant.FromUtc(2026, 11, 25, 17, 0),
        _ => Instant.FromUtc(2026, 11, 30, 18, 0),
    };

    private static PromiseLine? PromiseOf(FollowUpKind kind, PromiseLine promise) => kind switch
    {
        FollowUpKind.PromiseNudge => promise,
        FollowUpKind.PromiseOverdue => promise with { Standing = PromiseStanding.Overdue },
        FollowUpKind.PromiseCheck => promise with { Standing = PromiseStanding.Kept },
        _ => null,
    };

    private static BriefFacts BriefOf(FollowUpKind kind, SampleWords words, string? language) => new()
    {
        Because = kind == FollowUpKind.PromiseOverdue ? CaseReason.BrokenPromise : CaseReason.Unresolved,
        Outcome = CallOutcome.Unresolved,
        Mood = Mood.Angry,
        Reason = words.Matter,
        Summary = words.Summary,
        Wish = words.Wish,
        Actions = [.. words.Actions],
        Promises = [CallbackIn(words)],
        OtherCalls = [new OtherCall(Instant.FromUtc(2026, 11, 12, 10, 20), CallOutcome.Resolved)],
        EarlierMails = [new EarlierMail(Instant.FromUtc(2026, 11, 23, 15, 10), FollowUpKind.Acknowledgement)],
        Score = 2,
        Comment = words.Comment,
        CustomerPhone = "+44 7700 900123",
        CustomerLanguage = language ?? TemplateSet.DefaultLanguage,
        AgentName = "Sam Adeyemi",
        OwnerName = kind == FollowUpKind.SupervisorBrief ? null : "Priya Nair",
        OutreachAt = Instant.FromUtc(2026, 11, 24, 10, 4),
        OutreachApproval = Approval.Automatic,
        Rung = kind == FollowUpKind.Escalation ? 2 : 0,
        HeldBefore = kind == FollowUpKind.Escalation ? ["Jonas Lindqvist"] : [],
        InsteadOf = kind == FollowUpKind.CallTask ? FollowUpKind.SupervisorOutreach : null,
        NoMailBecause = kind == FollowUpKind.CallTask ? SkipReason.NoAddress.Word() : null,
    };

    private static MailLinks LinksOf(MailFacts facts)
    {
        static Uri Page(char page) => new($"{Site}/{page}/sample");
        return facts.Kind switch
        {
            _ when facts.Kind.IsSurvey() => new MailLinks(Page('r'), Page('u'), Page('h')),
            FollowUpKind.PromiseNudge or FollowUpKind.PromiseCheck => new MailLinks(Help: facts.GoesToCustomer ? Page('h') : null, Promise: Page('p')),
            _ when facts.GoesToCustomer => new MailLinks(Help: Page('h')),
            FollowUpKind.AgentDigest or FollowUpKind.Test => new MailLinks(),
            _ => new MailLinks(Brief: Page('b'), Promise: facts.Promise is null ? null : Page('p')),
        };
    }
}
