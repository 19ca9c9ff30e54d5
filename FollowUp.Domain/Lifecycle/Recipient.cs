using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Sending;
using FollowUps.State;

namespace FollowUps.Lifecycle;

/// <summary>Whom of the house a mail is for, as its lines on the timeline say it: by the directory's name, by the role while that is not decided yet.</summary>
internal static class Recipient
{
    /// <summary>The person's name; the id of one whom the directory does not know any more.</summary>
    public static string NameOf(ContactDirectory directory, string id) => directory.PersonOf(id)?.Name ?? id;

    /// <summary>Whom a planned mail is for, as a part of its sentence (" to Priya Nair", " to the supervisor"); empty: the customer, or whom its kind tells.</summary>
    public static string Planned(string kind, MailTo? to, ContactDirectory directory) => to switch
    {
        { Person: { } id } => $" to {NameOf(directory, id)}",
        { Owner.Id: { } id } when directory.PersonOf(id) is { } owner => $" to {owner.Name}",
        { Role: MailRole.Supervisor } when kind != FollowUpKind.SupervisorBrief.Word() => " to the supervisor",
        { Role: MailRole.Team } => " to the team",
        _ => "",
    };

    /// <summary>Who is written to in the moment of sending; null: the customer, or somebody whom the directory does not know.</summary>
    public static string? Written(MailTo? to, Addressee addressee) => to switch
    {
        null or { Role: MailRole.Tester } => null,
        { Role: MailRole.Owner or MailRole.Agent } => addressee.Person?.Name,
        _ => addressee.Name ?? to.Person,
    };
}
