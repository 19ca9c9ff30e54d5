using FollowUps.Calls;
using FollowUps.People;
using FollowUps.Recovery;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>Whom a mail goes to, as it stands in the moment of sending: people of the house are looked up in the directory, because they are away and leave.</summary>
/// <param name="Address">The mailbox; null: none that can be written to.</param>
/// <param name="Name">The display name; null: none.</param>
/// <param name="Person">The person of the directory; null: the customer, a team, or somebody the directory does not know.</param>
public sealed record Addressee(EmailAddress? Address, string? Name, Person? Person = null)
{
    private static readonly Addressee Nobody = new(null, null);

    /// <summary>Finds who is written to.</summary>
    /// <param name="letter">The mail.</param>
    /// <param name="caseOwner">The directory's id of whoever has the case; null: nobody yet, or not known.</param>
    /// <param name="settings">Directory and calendars.</param>
    /// <param name="now">The moment of sending.</param>
    public static Addressee Of(Letter letter, string? caseOwner, Installation settings, Instant now)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var directory = settings.Directory;
        var calendar = settings.PlanBook.CalendarOf(letter.Queue);
        var today = now.InZone(calendar.Zone).Date;
        return letter.To switch
        {
            null => new Addressee(Parsed(letter.Contact.Email), letter.Contact.Name),
            { Role: MailRole.Team } => new Addressee(directory.ReplyToOf(letter.Queue), directory.TeamOf(letter.Agent?.Team, letter.Queue)?.Card.Name ?? directory.DefaultCard.Name),
            { Role: MailRole.Tester, Owner: { } tester } => new Addressee(Parsed(tester.Email), tester.Name),
            { Role: MailRole.Agent, Owner: { } agent } => OfAgent(agent, directory),
            { Role: MailRole.Owner, Owner: { } owner } => OfOwner(owner, directory),
            { Person: { } id } when directory.PersonOf(id) is { } named => OfPerson(named),
            { Role: MailRole.Rung, Rung: var rung } => OfRung(EscalationLadder.Of(directory, letter.Queue, letter.Agent?.Team, today).At(rung).Person, letter, directory),
            { Role: MailRole.Supervisor } => OfSupervisor(letter, caseOwner, directory, now, calendar),
            _ => Nobody,
        };
    }

    /// <summary>When this mail may go out at the earliest, not before <paramref name="at"/>: outside a customer's quiet hours, within a person's own hours.</summary>
    public Instant Window(Letter letter, Installation settings, Instant at)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var book = settings.PlanBook;
        var calendar = book.CalendarOf(letter.Queue);
        return letter.To switch
        {
            null => DueTime.NextAllowed(
                at, letter.BusinessHoursOnly ? calendar : null, book.QuietHours, book.ZoneOf(letter.Contact.TimeZone, letter.Contact.Country, letter.Queue)),
            { Role: MailRole.Tester } => at,
            _ => DueTime.NextAllowed(at, Person is null ? calendar : PersonCalendar.Of(Person, calendar) ?? calendar, null, calendar.Zone),
        };
    }

    /// <summary>Whose hours keep this mail from going out at <paramref name="at"/>, in words.</summary>
    internal string HoursOf(Letter letter, Installation settings, Instant at)
    {
        var book = settings.PlanBook;
        var calendar = book.CalendarOf(letter.Queue);
        var zone = book.ZoneOf(letter.Contact.TimeZone, letter.Contact.Country, letter.Queue);
        var opens = Window(letter, settings, at);
        return letter.To is null
            ? book.QuietHours?.IsQuiet(at, zone) == true ? $"the recipient's quiet hours {book.QuietHours} {zone.Id}" : $"calendar {calendar.Id} opens for it at {Words.Of(opens, calendar.Zone)}"
            : Person is not null && PersonCalendar.Of(Person, calendar) is not null ? $"{Person.Name} works again from {Words.Of(opens, calendar.Zone)}"
            : $"calendar {calendar.Id} opens at {Words.Of(opens, calendar.Zone)}";
    }

    private static Addressee OfSupervisor(Letter letter, string? caseOwner, ContactDirectory directory, Instant now, Calendar calendar)
    {
        var owner = caseOwner is null ? null : directory.PersonOf(caseOwner);
        var person = owner?.IsAway(now.InZone(calendar.Zone).Date) == false ? owner : SupervisorCard.Of(directory, letter.Queue, letter.Agent?.Team, now, calendar).Person;
        return person is not null ? OfPerson(person) : new Addressee(directory.ReplyToOf(letter.Queue), directory.DefaultCard.Name);
    }

    private static Addressee OfRung(Person? person, Letter letter, ContactDirectory directory) => person is not null
        ? OfPerson(person)
        : new Addressee(directory.ReplyToOf(letter.Queue), directory.DefaultCard.Name);

    private static Addressee OfOwner(PersonFacts owner, ContactDirectory directory) =>
        Parsed(owner.Email) is { } address
            ? new Addressee(address, owner.Name, directory.People.Values.FirstOrDefault(person => person.Email.Normalized == address.Normalized))
            : owner.Id is { } id && directory.PersonOf(id) is { } person ? OfPerson(person) : Nobody;

    /// <summary>The directory knows best how somebody is reached now; whoever is not in it is reached as the platform said.</summary>
    private static Addressee OfAgent(PersonFacts agent, ContactDirectory directory) =>
        agent.Id is { } id && directory.PersonOf(id) is { } person ? OfPerson(person)
        : Parsed(agent.Email) is { } address ? new Addressee(address, agent.Name)
        : Nobody;

    private static Addressee OfPerson(Person person) => new(person.Email, person.Name, person);

    private static EmailAddress? Parsed(string? text) => EmailAddress.TryParse(text, out var address) ? address : null;
}
