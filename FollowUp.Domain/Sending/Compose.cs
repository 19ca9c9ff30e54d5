using FollowUps.Calls;
using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
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
        var pages = survey ? new MailLinks(LinkTo(LinkPurpose.Rate), LinkTo(LinkPurpose.Unsubscribe)) : new MailLinks();
        var options = settings.Directory.OptionsOf(letter.Queue);
        var signed = CardFor(kind, letter, settings, now);
        var facts = new MailFacts
        {
            Kind = kind,
            Variant = letter.Variant,
            Language = letter.Contact.Language,
            Zone = settings.PlanBook.ZoneOf(letter.Contact.TimeZone, letter.Contact.Country, letter.Queue),
            CustomerName = letter.Contact.Name,
            CallAt = letter.ClosedAt,
            Matter = options.QuoteMatter ? letter.Matter : null,
            Card = signed.Card,
            CardZone = options.Zone ?? calendar.Zone,
            Brand = settings.Directory.Brand,
            Links = pages,
            NextStepBy = survey ? now + settings.PlanBook.AnswerWindow : ReachableUntil(calendar.AddDays(now, OutreachOpenDays), calendar, signed.Person),
            Scale = letter.Scale,
            Outcome = letter.Outcome,
            Mood = letter.Mood,
            RecipientName = letter.To is null ? null : addressee.Name,
        };
        return settings.Render.Of(facts) switch
        {
            RenderedMail mail => new Composed.Mail(Envelope(item, letter, id, addressee, to, mail, pages.Unsubscribe, settings)),
            RenderFailure failure => new Composed.Impossible(failure.Reason),
            _ => throw new InvalidOperationException("A mail is rendered or not."),
        };
    }

    private static OutgoingEmail Envelope(DueItem item, Letter letter, FollowUpId id, Addressee addressee, EmailAddress to, RenderedMail mail, Uri? unsubscribe, Installation settings)
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

        if (unsubscribe is not null)
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
            ReplyTo = new Mailbox(settings.Directory.ReplyToOf(letter.Queue), settings.Directory.Brand.Name),
            Subject = redirected ? $"[for {Masked(addressee.Address?.Value)}] {mail.Subject}" : mail.Subject,
            Html = mail.Html,
            Text = mail.Text,
            Headers = headers,
        };
    }

    /// <summary>The end of that day for the person who signs, so that the mail never names an hour at which nobody picks up.</summary>
    private static Instant ReachableUntil(Instant day, Calendar calendar, Person? person)
    {
        var date = day.InZone(calendar.Zone).Date;
        var own = person?.Hours.On(date.DayOfWeek) ?? [];
        return own.IsEmpty ? calendar.Closing(day) : Instant.Min(calendar.Closing(day), date.At(own[^1].To).InZone(calendar.Zone, LocalTimeRule.Resolver).ToInstant());
    }

    private static ResolvedCard CardFor(FollowUpKind kind, Letter letter, Installation settings, Instant now)
    {
        if (kind == FollowUpKind.SupervisorOutreach)
        {
            var today = now.InZone(settings.PlanBook.CalendarOf(letter.Queue).Zone).Date;
            return SupervisorCard.Of(settings.Directory, letter.Queue, letter.Agent?.Team, today);
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
