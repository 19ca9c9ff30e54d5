using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.Plans;
using FollowUps.Plans.Reading;
using NodaTime;

namespace FollowUps.People.Reading;

/// <summary>Reads what call queues set for themselves.</summary>
internal static class ReadQueues
{
    private static readonly Vocabulary<CardChoice> Choices = new((CardChoice.Agent, "agent"), (CardChoice.Team, "team"));

    /// <summary>Options by queue.</summary>
    public static FrozenDictionary<string, QueueOptions> Of(ConfigNode? node, ImmutableArray<Team> teams) =>
        (node?.Entries() ?? []).ToFrozenDictionary(entry => entry.Name, entry => OptionsOf(entry.Name, entry.Value, teams));

    private static QueueOptions OptionsOf(string queue, ConfigNode node, ImmutableArray<Team> teams)
    {
        if (!node.IsObjectOf("card", "quoteMatter", "zone"))
        {
            return QueueOptions.Default;
        }

        var card = node.Find("card") is { } choice ? ChoiceOf(choice) : CardChoice.Agent;
        if (card == CardChoice.Team && !teams.Any(team => team.Queues.Contains(queue)))
        {
            node.Error($"Queue '{queue}' signs as team, and no team answers it", "Add the queue to the \"queues\" of a team, or write \"card\": \"agent\".");
        }

        return new QueueOptions(card, node.Find("quoteMatter")?.Flag() ?? false, node.Find("zone") is { } zone ? ZoneOf(zone) : null);
    }

    private static CardChoice ChoiceOf(ConfigNode node)
    {
        var word = node.Text("Write \"agent\" or \"team\".");
        if (!Choices.TryParse(word, out var choice) && word.Length > 0)
        {
            node.Error($"'{word}' is not known", Spelling.Suggest(word, Choices.Words));
        }

        return choice;
    }

    private static DateTimeZone? ZoneOf(ConfigNode node)
    {
        const string fix = "Write a name of the IANA time zone database such as \"Europe/London\".";
        var id = node.Text(fix);
        var zone = id.Length == 0 ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        if (zone is null && id.Length > 0)
        {
            node.Error($"'{id}' is not a time zone", fix);
        }

        return zone;
    }
}
