using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Plans.Reading;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.People.Reading;

/// <summary>Reads people, the cards they sign with and the places that name them.</summary>
internal static class ReadPeople
{
    /// <summary>People by id.</summary>
    public static FrozenDictionary<string, Person> Of(ConfigNode? list)
    {
        var people = new Dictionary<string, Person>();
        foreach (var node in list?.Items() ?? [])
        {
            if (!node.IsObjectOf("id", "name", "email", "phone", "hours", "absences", "role", "upn")
                || node.Require("id", "Give the person an id; for an agent, the call platform's agent id.") is not { } id)
            {
                continue;
            }

            var name = id.Text("Write the id as a text.");
            if (!people.TryAdd(name, PersonOf(node, name)))
            {
                id.Error($"Person '{name}' is in the list twice", "Give every person an id of their own.");
            }
        }

        return people.ToFrozenDictionary();
    }

    /// <summary>A person that is written where they are needed, without an id of their own.</summary>
    public static Person InlineOf(ConfigNode node, string id)
    {
        node.IsObjectOf("name", "email", "phone", "hours", "absences", "role", "upn");
        return PersonOf(node, id);
    }

    /// <summary>A person named by id.</summary>
    public static Person? ReferenceOf(ConfigNode node, FrozenDictionary<string, Person> people)
    {
        var id = node.Text("Write the id of one of the people.");
        if (id.Length > 0 && !people.ContainsKey(id))
        {
            node.Error($"There is no person '{id}'", people.Count == 0 ? "Add the person to \"people\"." : Spelling.Suggest(id, people.Keys));
        }

        return people.GetValueOrDefault(id);
    }

    /// <summary>A card: who signs.</summary>
    public static Card CardOf(ConfigNode node)
    {
        node.IsObjectOf("name", "phone", "hours", "role");
        return new Card(NameOf(node), PhoneOf(node), HoursTextOf(node), node.Find("role")?.Text("Write the role, or leave it out."));
    }

    private static Person PersonOf(ConfigNode node, string id) => new()
    {
        Id = id,
        Name = NameOf(node),
        Email = node.Require("email", "Give the person's own mailbox.") is { } email ? AddressOf(email)! : null!,
        Phone = PhoneOf(node),
        Hours = HoursOf(node)!,
        Absences = [.. (node.Find("absences")?.Items() ?? []).Select(AbsenceOf).OfType<Absence>()],
        Role = node.Find("role")?.Text("Write the role, or leave it out."),
        Upn = node.Find("upn")?.Text("Write the sign-in name, or leave it out."),
    };

    /// <summary>An address that mail can be sent to; the error does not quote it.</summary>
    public static EmailAddress? AddressOf(ConfigNode node)
    {
        const string fix = "Write one address such as \"care@company.example\", without a name and without angle brackets.";
        var text = node.Text(fix);
        if (!EmailAddress.TryParse(text, out var address) && text.Length > 0)
        {
            node.Error("This is no email address", fix);
        }

        return address;
    }

    private static string NameOf(ConfigNode node) => node.Require("name", "Give the name that customers read.")?.Text("Write the name.") ?? "";

    private static string PhoneOf(ConfigNode node)
    {
        const string fix = "Write a number that somebody picks up, as a customer dials it: \"+44 20 7946 0100\".";
        var phone = node.Require("phone", fix);
        var text = phone?.Text(fix) ?? "";
        if (text.Length > 0 && text.Count(char.IsAsciiDigit) < 3)
        {
            phone!.Error("This is no number that can be dialled", fix);
        }

        return text;
    }

    private static string HoursTextOf(ConfigNode node)
    {
        const string fix = "Say when the phone is answered: \"Mon-Fri 09:00-18:00\".";
        return node.Require("hours", fix)?.Text(fix) ?? "";
    }

    private static WeeklyHours? HoursOf(ConfigNode node)
    {
        var text = node.Require("hours", WeeklyHours.Notation)?.Text(WeeklyHours.Notation);
        if (!WeeklyHours.TryParse(text, out var hours) && text is { Length: > 0 })
        {
            node.Find("hours")!.Error($"'{text}' are no hours of a week", WeeklyHours.Notation);
        }

        return hours;
    }

    private static Absence? AbsenceOf(ConfigNode node)
    {
        const string fix = "Write first and last day: { \"first\": \"2026-12-21\", \"last\": \"2027-01-01\" }.";
        if (!node.IsObjectOf("first", "last"))
        {
            return null;
        }

        var (first, last) = (DayOf(node.Require("first", fix)), DayOf(node.Require("last", fix)));
        if (last < first)
        {
            node.Error("The last day is before the first", fix);
        }

        return first is { } from && last is { } to ? new Absence(from, to) : null;
    }

    private static LocalDate? DayOf(ConfigNode? node)
    {
        const string fix = "Write year, month and day: \"2026-12-21\".";
        var text = node?.Text(fix) ?? "";
        var date = LocalDatePattern.Iso.Parse(text);
        if (!date.Success && text.Length > 0)
        {
            node!.Error($"'{text}' is not a date", fix);
        }

        return date.Success ? date.Value : null;
    }
}
