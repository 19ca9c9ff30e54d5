using System.Collections.Immutable;
using NodaTime;

namespace FollowUps.People;

/// <summary>
/// Finds the supervisor who takes an open matter and signs the outreach: never one who is away that day, and only on days on which nobody works (a Sunday)
/// one who does not work that day.
/// </summary>
public static class SupervisorCard
{
    /// <summary>
    /// The first person of the team's ladder who is there on <paramref name="on"/> (the local date of the queue), else the default
    /// supervisor. When all of them are away the default card signs: somebody picks up that number.
    /// </summary>
    public static ResolvedCard Of(ContactDirectory directory, string? queue, string? agentTeam, LocalDate on)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var team = directory.TeamOf(agentTeam, queue);
        ImmutableArray<Person> ladder = team?.Ladder ?? [];
        var somebodyWorks = ladder.Add(directory.DefaultSupervisor).Any(person => person.IsThere(on));
        var rung = ladder.FirstOrDefault(person => somebodyWorks ? person.IsThere(on) : !person.IsAway(on));
        if (rung is not null)
        {
            var place = team!.Ladder.IndexOf(rung) + 1;
            return Signed(rung, $"Rung {place} of the ladder of team '{team.Id}' ('{rung.Id}'){(place > 1 ? ": those before are not there" : "")}.");
        }

        var why = team is null ? "no team answers this queue" : team.Ladder.IsEmpty ? $"team '{team.Id}' has no ladder" : $"nobody on the ladder of team '{team.Id}' is there that day";
        return directory.DefaultSupervisor.IsAway(on)
            ? new ResolvedCard(directory.DefaultCard, CardSource.Default, $"The default card: {why}, and the default supervisor is away.")
            : Signed(directory.DefaultSupervisor, $"The default supervisor ('{directory.DefaultSupervisor.Id}'): {why}.");
    }

    private static ResolvedCard Signed(Person person, string why) => new(person.Card, CardSource.Supervisor, why, person);
}
