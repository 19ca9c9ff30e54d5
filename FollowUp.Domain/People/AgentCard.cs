using FollowUps.Calls;

namespace FollowUps.People;

/// <summary>Where a card came from.</summary>
public enum CardSource
{
    /// <summary>The agent of the call.</summary>
    Agent,

    /// <summary>The team of the agent or of the queue.</summary>
    Team,

    /// <summary>The directory's default card.</summary>
    Default,

    /// <summary>A supervisor: a rung of the team's ladder, or the directory's default supervisor.</summary>
    Supervisor,
}

/// <summary>A card and how it was found.</summary>
/// <param name="Card">Who signs.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Why">The same in a sentence for <c>explain</c>; it names ids, no names and no numbers.</param>
/// <param name="Person">The person of the directory behind the card; null for a team, and for an agent the directory does not know.</param>
public sealed record ResolvedCard(Card Card, CardSource Source, string Why, Person? Person = null);

/// <summary>
/// Finds who signs a mail to the customer: the agent if name and phone are known, else the team, else the default card. What the call
/// platform leaves out about an agent is taken from the directory's person with the same id.
/// </summary>
public static class AgentCard
{
    /// <summary>The card for a call on <paramref name="queue"/> that <paramref name="agent"/> answered.</summary>
    public static ResolvedCard Of(ContactDirectory directory, string? queue, Agent? agent)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var team = directory.TeamOf(agent?.Team, queue);
        var person = agent?.Id is { } id ? directory.People.GetValueOrDefault(id) : null;
        var (name, phone) = (Known(agent?.Name) ?? person?.Name, KnownPhone(agent?.Phone) ?? person?.Phone);
        var teamOnly = directory.OptionsOf(queue).Card == CardChoice.Team;
        if (!teamOnly && name is not null && phone is not null)
        {
            var hours = person?.Hours.ToString() ?? team?.Card.Hours ?? directory.DefaultCard.Hours;
            return new ResolvedCard(
                new Card(name, phone, hours, person?.Role ?? team?.Card.Role ?? directory.DefaultCard.Role),
                CardSource.Agent,
                "The agent's card: name and phone are known.",
                person);
        }

        var passedOver = teamOnly ? $"queue '{queue}' signs as team" : agent is null ? "the call names no agent" : "the agent's name or phone is not known";
        return team is null
            ? new ResolvedCard(directory.DefaultCard, CardSource.Default, $"The default card: {passedOver}, and no team answers this queue.")
            : new ResolvedCard(team.Card, CardSource.Team, $"The card of team '{team.Id}': {passedOver}.");
    }

    private static string? Known(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    // Platforms put "unknown", "anonymous" or "-" where they have no number; a customer cannot dial those.
    private static string? KnownPhone(string? text) => text is not null && text.Count(char.IsAsciiDigit) >= 3 ? text : null;
}
