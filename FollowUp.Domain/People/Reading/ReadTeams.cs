using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.Plans.Reading;

namespace FollowUps.People.Reading;

/// <summary>Reads the teams: which queues they answer, how they sign, who takes their open matters.</summary>
internal static class ReadTeams
{
    /// <summary>Teams in the order of the file.</summary>
    public static ImmutableArray<Team> Of(ConfigNode? list, FrozenDictionary<string, Person> people)
    {
        var (teams, ids, owners) = (ImmutableArray.CreateBuilder<Team>(), new HashSet<string>(), new Dictionary<string, string>());
        foreach (var node in list?.Items() ?? [])
        {
            if (!node.IsObjectOf("id", "queues", "card", "ladder") || node.Require("id", "Give the team the call platform's id of it.") is not { } id)
            {
                continue;
            }

            var name = id.Text("Write the id as a text.");
            if (!ids.Add(name))
            {
                id.Error($"Team '{name}' is in the list twice", "Give every team an id of its own.");
            }

            var card = node.Require("card", "Say how the team signs: \"card\": { \"name\", \"phone\", \"hours\" }.");
            teams.Add(new Team(
                name,
                QueuesOf(node, name, owners),
                (card is null ? null : ReadPeople.CardOf(card))!,
                [.. (node.Find("ladder")?.Items() ?? []).Select(rung => ReadPeople.ReferenceOf(rung, people)).OfType<Person>()]));
        }

        return teams.ToImmutable();
    }

    private static ImmutableArray<string> QueuesOf(ConfigNode team, string id, Dictionary<string, string> owners)
    {
        var queues = ImmutableArray.CreateBuilder<string>();
        foreach (var item in team.Find("queues")?.Items() ?? [])
        {
            var queue = item.Text("Write the name of a call queue.");
            if (owners.TryAdd(queue, id))
            {
                queues.Add(queue);
            }
            else if (queue.Length > 0)
            {
                item.Error($"Queue '{queue}' is already answered by team '{owners[queue]}'", "Leave the queue with one team.");
            }
        }

        return queues.ToImmutable();
    }
}
