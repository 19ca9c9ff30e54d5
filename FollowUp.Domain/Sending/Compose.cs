using FollowUps.Calls;
using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Responses;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Makes the mail: who signs, what it says, where its links lead, which headers it carries.</summary>
public sealed class Compose(LinkSigner links)
{
    /// <summary>Links open a little longer than the answer window, so that nobody clicks into a closed door on the last day.</summary>
    private static readonly Duration LinkGrace = Duration.FromDays(23);

    private const int MaxDisplayName = 80;

    /// <summary>How many business days a supervisor can be reached about the matter, as the outreach says.</summary>
    private const int OutreachOpenDays = 5;

    /// <summary>How many business days a supervisor's link is open.</summary>
    private const int BriefOpenDays = 5;

    /// <summary>The mail for one claimed row, or why it cannot be written.</summary>
    /// <param name="division">The call's division.</param>
    /// <param name="item">The claimed row.</param>
    /// <param name="addressee">Who is written to.</param>
    /// <param name="to">Where the mail goes: the addressee's own mailbox, or another when mail is redirected.</param>
    /// <param name="gathered">What was read beside the letter.</param>
    /// <param name="settings">What the installation has decided, as of now.</param>
    /// <param name="now">The moment of sending.</param>
    public Composed Of(Division division, DueItem item, Addressee addressee, EmailAddress to, Gathered gathered, Installation settings, Instant now)
    {
        var letter = item.Letter!;
        _ = FollowUpKinds.TryParse(item.Kind, out var kind);
        var id = new FollowUpId(item.FollowUp);
        var expires = now + settings.PlanBook.AnswerWindow + LinkGrace;
        Uri LinkTo(LinkPurpose purpose) =>
            new(settings.LinksBase, $"/{(char)purpose}/{links.Sign(new SignedLink(purpose, division, item.Call, id, expires))}");

        var calendar = settings.PlanBook.CalendarOf(letter.Queue);
        var survey = kind.IsSurvey();
        var pages = survey ? new MailLinks(LinkTo(LinkPurpose.Rate), LinkTo(LinkPurpose.Unsubscribe), LinkTo(LinkPurpose.Help))
            : letter.Promise is not null && (letter.To is not null || kind == FollowUpKind.PromiseCheck) ? new MailLinks(Promise: LinkTo(LinkPurpose.Promise))
            : kind is FollowUpKind.SupervisorOutreach ? new MailLinks(Help: LinkTo(LinkPurpose.Help))
            : new MailLinks();
        if (kind is FollowUpKind.SupervisorBrief or FollowUpKind.Escalation or FollowUpKind.CallTask)
        {
            var until = calendar.AddDays(now, BriefOpenDays);
            pages = pages with { Brief = new(settings.LinksBase, $"/b/{links.Sign(new SignedLink(LinkPurpose.Brief, division, item.Call, id, until))}") };
        }

        if (letter.AsksConsent && gathered.Call is null or { Consent: DocumentationConsent.NotAsked })
        {
            pages = pages with { Consent = new($"{LinkTo(LinkPurpose.Help).AbsoluteUri}?consent=1") };
        }

        var options = settings.Directory.OptionsOf(letter.Queue);
        var promise = PromiseLines.About(letter, kind, gathered.Call, letter.Contact.Language, settings, now);
        if (letter.Promise is not null && promise is null)
        {
            return new Composed.Impossible("the promise that it speaks of is gone");
        }

        var signed = CardFor(kind, letter, gathered.Call?.Case?.Owner, settings, now);
        var facts = new MailFacts
        {
            Kind = kind,
            Variant = letter.Variant,
            Language = letter.To is null or { Role: MailRole.Tester } ? letter.Contact.Language : null,
            Zone = letter.To is null ? settings.PlanBook.ZoneOf(letter.Contact.TimeZone, letter.Contact.Country, letter.Queue) : calendar.Zone,
            CustomerName = letter.Contact.Name,
            CallAt = letter.ClosedAt,
            Matter = options.QuoteMatter ? letter.Matter : null,
            Card = signed.Card,
            CardZone = options.Zone ?? calendar.Zone,
            Brand = settings.Directory.BrandOf(division.Value, letter.Queue),
            Division = division.Value,
            Queue = letter.Queue,
            Links = pages,
            NextStepBy = kind switch
            {
                FollowUpKind.Acknowledgement when letter.NextStepAt is { } by => by,
                FollowUpKind.PromiseConfirmation when gathered.Call is { } call && PromiseLines.NextDate(call, now) is { } by => by,
                FollowUpKind.PromiseOverdue when gathered.Call?.PromiseOf(letter.Promise) is { } late => late.DueAt,
                FollowUpKind.PromiseCheck => now + settings.PlanBook.AnswerWindow,
                _ when survey => now + settings.PlanBook.AnswerWindow,
                // Whoever has the case is not asked to take it.
                FollowUpKind.SupervisorBrief when gathered.Call?.Case is { IsUntaken: false } => null,
                _ when letter.To is not null => TakenBy(kind, item, calendar, settings, now),
                _ => ReachableUntil(calendar.AddDays(now, OutreachOpenDays), calendar, signed.Person),
            },
            Scale = letter.Scale,
            Outcome = letter.Outcome,
            Mood = letter.Mood,
            RecipientName = letter.To is null ? null : addressee.Name,
            Promises = kind == FollowUpKind.PromiseConfirmation && gathered.Call is { } known ? PromiseLines.All(known, letter.Contact.Language, settings, now) : [],
            Promise = promise,
            WordsWithheldBecause = letter.To is null ? [] : PromiseLines.Withheld(letter, gathered.Call, settings),
            Brief = gathered.Brief,
            Digest = gathered.Digest,
        };
        return settings.Render.Of(facts) switch
        {
            RenderedMail mail => new Composed.Mail(Envelope(division, item, letter, id, addressee, to, mail, pages.Unsubscribe, settings)),
            RenderFailure failure => new Composed.Impossible(failure.Reason),
            _ => throw new InvalidOperationException("A mail is rendered or not."),
        };
    }

    private static OutgoingEmail Envelope(Division division, DueItem item, Letter letter, FollowUpId id, Addressee addressee, EmailAddress to, RenderedMail mail, Uri? unsubscribe, Installation settings)
    {
        var operation = Identity.Operation(id, item.Generation);
        var redirected = settings.Mode is MailMode.Redirect;
        var headers = new List<KeyValuePair<string, string>>
        {
            new("X-FollowUp-Kind", item.Kind!),
            new("X-FollowUp-Call", OneLine(letter.CallId)),
            new("X-FollowUp-Id", item.FollowUp),
        };
        if (item.Generation > 1)
        {
            headers.Add(new("X-FollowUp-Generation", item.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        // A trial's mailbox cannot speak for the customer.
        if (unsubscribe is not null && !redirected)
        {
            headers.Add(new("List-Unsubscribe", $"<{unsubscribe.AbsoluteUri}>"));
            headers.Add(new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }

        var domain = settings.From.Value[(settings.From.Value.IndexOf('@') + 1)..];
        return new OutgoingEmail
        {
            Operation = operation,
            MessageId = $"<{operation}@{domain}>",
            From = settings.From,
            To = new Mailbox(to, redirected ? null : NameOf(addressee)),
            ReplyTo = new Mailbox(settings.Directory.ReplyToOf(division.Value, letter.Queue), settings.Directory.BrandOf(division.Value, letter.Queue).Name),
            Subject = redirected ? $"[for {Masked(addressee.Address?.Value)}] {mail.Subject}" : mail.Subject,
            Html = mail.Html,
            Text = mail.Text,
            Template = mail.TemplateVersion,
            TemplateNote = mail.Notes.IsEmpty ? null : string.Join(" ", mail.Notes),
            Headers = headers,
            Kind = item.Kind!,
            Trace = item.Trace,
        };
    }

    /// <summary>When the next rung is asked, or by when a customer without mail should have been called; null: nothing follows.</summary>
    private static Instant? TakenBy(FollowUpKind kind, DueItem item, Calendar calendar, Installation settings, Instant now) => kind switch
    {
        FollowUpKind.SupervisorBrief or FollowUpKind.Escalation => settings.PlanBook.RuleNamed(item.Rule)?.Steps.FirstOrDefault(step => step.Kind == FollowUpKind.Escalation) is { } step
            ? DueTime.Of(step.Delay, now, calendar, null, calendar.Zone).At
            : null,
        FollowUpKind.CallTask => calendar.Closing(calendar.NextOpen(now)),
        _ => null,
    };

    /// <summary>The end of that day for the person who signs, so that the mail never names an hour at which nobody picks up.</summary>
    private static Instant ReachableUntil(Instant day, Calendar calendar, Person? person)
    {
        var date = day.InZone(calendar.Zone).Date;
        var own = person?.Hours.On(date.DayOfWeek) ?? [];
        return own.IsEmpty ? calendar.Closing(day) : Instant.Min(calendar.Closing(day), date.At(own[^1].To).InZone(calendar.Zone, LocalTimeRule.Resolver).ToInstant());
    }

    private static ResolvedCard CardFor(FollowUpKind kind, Letter letter, string? owner, Installation settings, Instant now)
    {
        // Who is to get in touch, or stands behind the next date, signs.
        if (kind is FollowUpKind.SupervisorOutreach or FollowUpKind.Acknowledgement or FollowUpKind.PromiseOverdue)
        {
            var calendar = settings.PlanBook.CalendarOf(letter.Queue);
            if (owner is not null && settings.Directory.PersonOf(owner) is { } person && !person.IsAway(now.InZone(calendar.Zone).Date))
            {
                return new ResolvedCard(person.Card, CardSource.Supervisor, $"'{person.Id}' has the case.", person);
            }

            return SupervisorCard.Of(settings.Directory, letter.Queue, letter.Agent?.Team, now, calendar);
        }

        var agent = letter.Agent is { } a ? new Agent { Id = a.Id, Name = a.Name, Phone = a.Phone, Team = a.Team } : null;
        return AgentCard.Of(settings.Directory, letter.Queue, agent);
    }

    /// <summary>"a…@e….com": enough to tell two test mails apart, too little to write to.</summary>
    private static string Masked(string? address)
    {
        var at = address?.IndexOf('@') ?? -1;
        return at < 1 ? "nobody" : $"{address![..1]}…@{address[at + 1]}…{address[address.LastIndexOf('.')..]}";
    }

    /// <summary>The display name as the mail itself says it: without marks that turn text around, and short.</summary>
    private static string? NameOf(Addressee addressee) =>
        Messages.OneLine.FromCall(addressee.Name, MaxDisplayName) is { Length: > 0 } name ? name : null;

    private static string OneLine(string text) => string.Concat(text.Where(c => !char.IsControl(c))).Trim();
}

/// <summary>A mail, or why there is none.</summary>
public abstract record Composed
{
    private Composed()
    {
    }

    /// <summary>Ready to be posted.</summary>
    public sealed record Mail(OutgoingEmail Email) : Composed;

    /// <summary>A variable is missing or a limit was broken: visible as a failed follow-up, never as a blank in a mail.</summary>
    public sealed record Impossible(string Reason) : Composed;
}
