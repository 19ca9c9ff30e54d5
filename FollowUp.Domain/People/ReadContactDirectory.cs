using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.People.Reading;
using FollowUps.Plans.Reading;

namespace FollowUps.People;

/// <summary>What reading a directory came to: a directory without errors, or errors without a directory.</summary>
/// <param name="Directory">Null where there is an error.</param>
/// <param name="Errors">Why it cannot be used; no name, address or number is quoted.</param>
public sealed record DirectoryReading(ContactDirectory? Directory, ImmutableArray<ConfigError> Errors);

/// <summary>Reads a directory from JSON; its schema is <c>docs/schema/directory.schema.json</c>.</summary>
public static class ReadContactDirectory
{
    /// <summary>Reads the bytes of the file: UTF-8, with or without a byte order mark. It never throws for what is in them.</summary>
    public static DirectoryReading Of(ReadOnlyMemory<byte> utf8)
    {
        var (directory, errors) = ConfigDocument.Read(utf8, DirectoryOf);
        return new DirectoryReading(directory, errors);
    }

    private static ContactDirectory? DirectoryOf(ConfigNode root)
    {
        if (!root.IsObjectOf("$schema", "default", "teams", "people", "brand", "brands", "queues"))
        {
            return null;
        }

        var people = ReadPeople.Of(root.Find("people"));
        var teams = ReadTeams.Of(root.Find("teams"), people);
        var queues = ReadQueues.Of(root.Find("queues"), teams);
        var (card, supervisor) = DefaultsOf(root, people);
        var brand = root.Require("brand", "Say whose mails these are: \"brand\": { \"name\", \"legalName\", \"postalAddress\", \"replyTo\" }.");
        var known = teams.SelectMany(team => team.Queues).Concat(queues.Keys).Distinct().ToArray();
        var own = brand is null ? null : ReadBrand.Of(brand, known);
        return new ContactDirectory
        {
            DefaultCard = card!,
            DefaultSupervisor = supervisor!,
            Brand = own!,
            Brands = own is null ? [] : ReadBrand.Overrides(root.Find("brands"), own, known),
            Teams = teams,
            People = people,
            Queues = queues,
        };
    }

    private static (Card? Card, Person? Supervisor) DefaultsOf(ConfigNode root, FrozenDictionary<string, Person> people)
    {
        const string cardFix = "Say who signs where no agent and no team does: \"card\": { \"name\", \"phone\", \"hours\" }.";
        const string supervisorFix = "Name the supervisor who takes what no ladder takes: \"supervisor\": \"the id of a person\".";
        var node = root.Require("default", $"Write \"default\": {{ \"card\": … , \"supervisor\": … }}. {cardFix}");
        if (node is null || !node.IsObjectOf("card", "supervisor"))
        {
            return (null, null);
        }

        var card = node.Require("card", cardFix) is { } signed ? ReadPeople.CardOf(signed) : null;
        var supervisor = node.Require("supervisor", supervisorFix) switch
        {
            null => null,
            { } inline when inline.Find("name") is not null => ReadPeople.InlineOf(inline, "supervisor"),
            var reference => ReadPeople.ReferenceOf(reference, people),
        };
        return (card, supervisor);
    }
}
